/**
 * Calls to the worker that holds all secrets (client/work/session.js).
 * @module
 */
import { TrackerError } from "../crypto/errors.js";
import { Helper } from "./workers.js";

const PATH = "/client/work.js";

/** The page's side of the calls. */
export class Work {
  #helper;
  #next = 1;
  #waiting = new Map();

  /** @param {(error: TrackerError) => void} fault the worker broke: nothing can go on */
  constructor(fault) {
    this.#helper = new Helper(PATH, (message) => this.#heard(message), (error) => {
      this.#refuseAll(error);
      fault(error);
    });
  }

  /**
   * Makes a call.
   * @param {string} name
   * @param {object} [argument]
   * @param {AbortSignal} [signal] whoever gives up is told nothing more; the call itself goes on
   * @param {(share: number) => void} [tell] how much is done
   * @param {Transferable[]} [moved]
   * @returns {Promise<any>}
   * @throws {TrackerError}
   */
  async call(name, argument = {}, signal = undefined, tell = undefined, moved = []) {
    signal?.throwIfAborted();
    const id = this.#next;
    this.#next += 1;
    const value = await new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject, tell });
      this.#helper.send({ id, name, argument }, moved);
    });
    signal?.throwIfAborted();
    return value;
  }

  /** Ends the worker. Calls that still wait are answered no more. */
  end() {
    this.#waiting.clear();
    this.#helper.end();
  }

  #heard({ id, value, error, share }) {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) {
      return;
    }
    if (share !== undefined) {
      waiting.tell?.(share);
      return;
    }
    this.#waiting.delete(id);
    if (error) {
      waiting.reject(new TrackerError(error.code, error.facts));
    } else {
      waiting.resolve(value);
    }
  }

  #refuseAll(error) {
    for (const { reject } of this.#waiting.values()) {
      reject(error);
    }
    this.#waiting.clear();
  }
}
