/**
 * The page's two workers, the only ones that its policy lets it start.
 * @module
 */
import { TrackerError } from "../crypto/errors.js";
import { Fault } from "./fault.js";

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

/** A worker and what it says. */
export class Helper {
  #worker;
  #ready = false;
  #patience;
  #ears;

  /**
   * @param {string} path
   * @param {object} ears
   * @param {(message: any) => void} ears.hear
   * @param {(error: Error) => void} ears.fault
   */
  constructor(path, ears) {
    this.#ears = ears;
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
      this.#ears.hear(message);
    }
  }

  #broken() {
    this.end();
    this.#ears.fault(this.#ready ? new Fault() : new TrackerError("server-unreachable", { lost: false }));
  }
}
