/**
 * From words to keys: a worker of its own for each derivation, ended when it is done. One waits from the beginning of
 * every visit, so that its request says nothing of what a person is about to do.
 * @module
 */
import { TrackerError } from "../crypto/errors.js";
import { Helper } from "./workers.js";

const PATH = "/client/derive.js";

/** The derivations behind one set of words, one after the other. */
export class Derivation {
  #idle = null;
  #running = null;
  #share = 0;
  #watch = null;

  /** Sees to it that a worker waits. */
  prepare() {
    this.#idle ??= new Waiting();
  }

  /**
   * Derives a root for each job.
   * @param {object[]} jobs as the session gives them
   * @returns {Promise<Uint8Array[]>}
   * @throws {TrackerError} internal, server-unreachable
   */
  async derive(jobs) {
    const roots = [];
    for (const [at, job] of jobs.entries()) {
      this.prepare();
      this.#running = this.#idle;
      this.#idle = null;
      roots.push(await this.#running.derive(job, (share) => this.#tell((at + share) / jobs.length)));
      this.#running = null;
      this.#tell((at + 1) / jobs.length);
    }
    return roots;
  }

  /**
   * Tells from now on, and at once, how much is done.
   * @param {((share: number) => void) | null} watch
   */
  watch(watch) {
    this.#watch = watch;
    watch?.(this.#share);
  }

  /** Ends what runs; what waits goes on waiting. */
  cancel() {
    this.#running?.end();
    this.#running = this.#watch = null;
    this.#share = 0;
  }

  /** Ends what runs or waits. */
  end() {
    this.cancel();
    this.#idle?.end();
    this.#idle = null;
  }

  #tell(share) {
    this.#share = share;
    this.#watch?.(share);
  }
}

/** One worker, from its start to its one result. */
class Waiting {
  #helper;
  #fault = null;
  #settle = null;

  constructor() {
    this.#helper = new Helper(PATH, (message) => this.#heard(message), (error) => {
      this.#fault = error;
      this.#settle?.reject(error);
    });
  }

  derive(job, progress) {
    return new Promise((resolve, reject) => {
      if (this.#fault) {
        reject(this.#fault);
        return;
      }
      this.#settle = { resolve, reject, progress };
      this.#helper.send(job, [job.entropy.buffer]);
    });
  }

  end() {
    this.#helper.end();
  }

  #heard({ share, root, failed }) {
    if (share !== undefined) {
      this.#settle.progress(share);
      return;
    }
    this.end();
    if (failed) {
      this.#settle.reject(new TrackerError("internal"));
    } else {
      this.#settle.resolve(root);
    }
  }
}
