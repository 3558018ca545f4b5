// Set into every document before the page's own scripts: what the page's workers say and when, and for how
// long its main thread was not to be had. Times are milliseconds of the epoch.
() => {
  const HEARTBEAT_MS = 5;
  const now = () => performance.timeOrigin + performance.now();
  const probe = { workers: [], gaps: [], longTasks: [], screens: [], messages: 0, started: now() };
  window.measured = probe;

  /** A message's own names and counts, without anything that might be long. */
  function outline(message) {
    if (typeof message !== "object" || message === null) return message;
    const short = (value) => ["number", "boolean"].includes(typeof value) || (typeof value === "string" && value.length <= 24);
    return Object.fromEntries(Object.entries(message).filter(([, value]) => short(value)));
  }

  window.Worker = class extends window.Worker {
    #log = { url: "", opened: now(), sent: [], received: [], ended: 0 };

    constructor(url, options) {
      super(url, options);
      this.#log.url = String(url);
      probe.workers.push(this.#log);
      this.addEventListener("message", (event) => {
        this.#log.received.push([now(), outline(event.data)]);
        // Whoever waits looks again when the document changes.
        document.documentElement.dataset.measured = (probe.messages += 1);
      });
    }

    postMessage(message, ...transfer) {
      this.#log.sent.push([now(), outline(message)]);
      super.postMessage(message, ...transfer);
    }

    terminate() {
      this.#log.ended = now();
      super.terminate();
    }
  };

  // A heartbeat: by how much the main thread answered later than it was asked to.
  let asked = now();
  const beat = () => {
    const late = now() - asked - HEARTBEAT_MS;
    if (late > HEARTBEAT_MS) probe.gaps.push([asked, late]);
    asked = now();
    setTimeout(beat, HEARTBEAT_MS);
  };
  setTimeout(beat, HEARTBEAT_MS);

  probe.tellsTasks = PerformanceObserver.supportedEntryTypes.includes("longtask");
  if (probe.tellsTasks) {
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        probe.longTasks.push([performance.timeOrigin + entry.startTime, entry.duration]);
      }
    }).observe({ entryTypes: ["longtask"] });
  }

  const note = () => {
    const { screen = "", busy = "" } = document.body?.dataset ?? {};
    const state = `${screen} ${busy}`.trim();
    if (state !== probe.screens.at(-1)?.[1]) probe.screens.push([now(), state]);
  };
  const watch = { attributes: true, attributeFilter: ["data-screen", "data-busy"], subtree: true, childList: true };
  new MutationObserver(note).observe(document, watch);
}
