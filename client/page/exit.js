/**
 * Leaving, quickly or for another language: everything is forgotten, and the page is replaced so that "back" does not
 * lead to it.
 * @module
 */

const PRESSES = 3;
const WITHIN_MS = 3000;

/** How long going back may take before we leave from where we are. */
const BACK_MS = 500;

/**
 * Makes the way out, Escape pressed three times, and the links to languages forget everything first.
 * @param {() => void} forget
 * @param {() => number} steps how many entries to go back to this page's first
 */
export function watchExit(forget, steps) {
  const leave = (link) => {
    const back = steps();
    forget();
    fromTheFirst(back, () => window.location.replace(link.href));
  };
  const exit = document.getElementById("exit");
  for (const link of [exit, ...document.querySelectorAll(".languages a")]) {
    link.addEventListener("click", (event) => {
      // Who asks for another tab or window gets it, and keeps this one; from the way out nothing is kept.
      if (link !== exit && (event.ctrlKey || event.metaKey || event.shiftKey)) {
        return;
      }
      event.preventDefault();
      leave(link);
    });
  }
  let presses = [];
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.repeat) {
      return;
    }
    presses = [...presses.filter((at) => event.timeStamp - at < WITHIN_MS), event.timeStamp];
    if (presses.length >= PRESSES) {
      leave(exit);
    }
  });
}

/** Goes back to this page's first entry, so that what replaces it has none of ours before it. */
function fromTheFirst(steps, leave) {
  if (steps === 0) {
    leave();
    return;
  }
  const late = setTimeout(leave, BACK_MS);
  window.addEventListener("popstate", () => {
    clearTimeout(late);
    leave();
  }, { once: true });
  window.history.go(-steps);
}
