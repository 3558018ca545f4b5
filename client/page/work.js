/**
 * Calls to the worker that holds all secrets (its session.js).
 * @module
 */
import { TrackerError } from "../crypto/errors.js";
import { Fault } from "./fault.js";
import { Helper } from "./workers.js";

/** What the worker says of its own faults. */
const FAULT = "internal";

/** The page's side of the calls. */
export class Work {
  #helper;
  #next = 1;
  #waiting = new Map();

  /**
   * @param {import("./workers.js").Start} start
   * @param {(error: Error) => void} fault it could not be loaded, or broke: calls that wait are never answered
   */
  constructor(start, fault) {
    this.#helper = new Helper(start("work.js"), { hear: (message) => this.#heard(message), fault });
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
      waiting.reject(error.code === FAULT ? new Fault() : new TrackerError(error.code, error.facts));
    } else {
      waiting.resolve(value);
    }
  }
}
