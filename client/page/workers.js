/**
 * A worker of the page's, from its start to its end.
 * @module
 */
import { TrackerError } from "../crypto/errors.js";
import { Fault } from "./fault.js";

/** A worker's program comes over the same slow link as everything else. */
const LOADING_MS = 180_000;

/** Starts one of the page's workers. @typedef {(name: "work.js" | "derive.js") => Worker} Start */

/** A worker and what it says. */
export class Helper {
  #worker;
  #ready = false;
  #patience;
  #ears;

  /**
   * @param {Worker} worker just started
   * @param {object} ears
   * @param {(message: any) => void} ears.hear
   * @param {(error: Error) => void} ears.fault
   */
  constructor(worker, ears) {
    this.#ears = ears;
    this.#worker = worker;
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
