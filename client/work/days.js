/**
 * Days as the protocol writes them: UTC, `YYYY-MM-DD`.
 * @module
 */
const DAY_SECONDS = 86_400;

/** The day of a moment. @param {number} now POSIX seconds @returns {string} */
export function utcDay(now) {
  return new Date(now * 1000).toISOString().slice(0, 10);
}

/** The day so many days after another. @param {string} day @param {number} count @returns {string} */
export function daysLater(day, count) {
  return utcDay(Date.parse(day) / 1000 + count * DAY_SECONDS);
}
