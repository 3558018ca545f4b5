/**
 * Leaving quickly: everything is forgotten, and the page is replaced so that "back" does not lead here.
 * @module
 */

const PRESSES = 3;
const WITHIN_MS = 3000;

/**
 * Makes the link, and Escape pressed three times, forget everything first.
 * @param {() => void} forget
 */
export function watchExit(forget) {
  const link = document.getElementById("exit");
  const leave = () => {
    forget();
    window.location.replace(link.href);
  };
  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  let presses = [];
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.repeat) {
      return;
    }
    presses = [...presses.filter((at) => event.timeStamp - at < WITHIN_MS), event.timeStamp];
    if (presses.length >= PRESSES) {
      leave();
    }
  });
}
