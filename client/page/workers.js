/**
 * The page's two workers, the only ones that its policy lets it start.
 * @module
 */
import { TrackerError } from "../crypto/errors.js";

const PATHS = ["/client/work.js", "/client/derive.js"];
/** A worker's program comes over the same slow link as everything else. */
const LOADING_MS = 180_000;

const policy = globalThis.trustedTypes?.createPolicy("worker", {
  createScriptURL(path) {
    if (!PATHS.includes(path)) {
      throw new TypeError("not a worker of this page");
    }
    return path;
  },
});

/** A worker and what it says; `fault` is called once if it cannot be loaded or breaks. */
export class Helper {
  #worker;
  #ready = false;
  #patience;
  #hear;
  #fault;

  /**
   * @param {string} path
   * @param {(message: any) => void} hear
   * @param {(error: TrackerError) => void} fault
   */
  constructor(path, hear, fault) {
    this.#hear = hear;
    this.#fault = fault;
    this.#worker = new Worker(policy ? policy.createScriptURL(path) : path, { type: "classic" });
    this.#worker.onmessage = ({ data }) => this.#heard(data);
    this.#worker.onerror = () => this.#broken();
    this.#worker.onmessageerror = () => this.#broken();
    this.#patience = setTimeout(() => this.#broken(), LOADING_MS);
  }

  /** Sends a message. @param {object} message @param {Transferable[]} [moved] */
  send(message, moved = []) {
    this.#worker.postMessage(message, moved);
  }

  /** Ends it, with all that it remembers. */
  end() {
    clearTimeout(this.#patience);
    this.#worker.terminate();
  }

  #heard(message) {
    if (message.ready) {
      this.#ready = true;
      clearTimeout(this.#patience);
    } else {
      this.#hear(message);
    }
  }

  #broken() {
    this.end();
    this.#fault(new TrackerError(this.#ready ? "internal" : "server-unreachable", { lost: false }));
  }
}
