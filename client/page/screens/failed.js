/**
 * What ends without success, in words: a refusal, a fault, a browser that is too old, or the wish to end.
 * @module
 */
import { monthAndDay } from "../../records/language.js";

/**
 * Says what failed, and offers what can be done.
 * @param {import("../app.js").App} app
 * @param {{error: import("../../crypto/errors.js").TrackerError, retry: () => void}} failure
 */
export function showFailed(app, { error, retry }) {
  const screen = app.show("failed");
  screen.slot("text").textContent = [app.explain(error), ...aboutClock(app, error)].join(" ");
  const said = error.facts.server_code;
  screen.slot("code").textContent = said && said !== "unknown" ? said : error.code;
  screen.on("retry", retry);
  screen.on("end", () => showEnded(app));
}

/** Of witnesses whose last word is too old, a wrong clock would say the same. */
function aboutClock(app, { code, facts }) {
  if (code !== "quorum-missing") {
    return [];
  }
  const dayOf = (time) => monthAndDay(app.book, new Date(Number(time) * 1000).toISOString().slice(0, 10));
  const seen = facts.theirs === undefined ? [] : [app.say("page.js.failed.seen", { day: dayOf(facts.theirs) })];
  return [...seen, app.say("page.js.failed.clock", { day: dayOf(app.now()) })];
}

/** Forgets everything and says so. @param {import("../app.js").App} app */
export function showEnded(app) {
  app.end();
  const screen = app.show("ended");
  screen.on("start", () => app.beginAnew());
}
