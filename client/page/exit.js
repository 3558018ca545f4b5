/**
 * Leaving quickly: everything is forgotten, and the page is replaced so that "back" does not lead here.
 * @module
 */

const PRESSES = 3;
const WITHIN_MS = 3000;

/** How long going back may take before we leave from where we are. */
const BACK_MS = 500;

/**
 * Makes the link, and Escape pressed three times, forget everything first.
 * @param {() => void} forget
 */
export function watchExit(forget) {
  const link = document.getElementById("exit");
  const leave = () => {
    forget();
    fromTheFirst(() => window.location.replace(link.href));
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

/** Goes back to this page's first entry, so that what replaces it has none of ours before it. */
function fromTheFirst(leave) {
  const steps = window.history.state?.step ?? 0;
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
