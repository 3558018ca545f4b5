/**
 * From words to keys: a worker of its own for each derivation, ended when it is done. One is asked for at the same point
 * of every errand, whether or not there are words yet.
 * @module
 */
import { Fault } from "./fault.js";
import { Helper } from "./workers.js";

/** The derivations behind one set of words, one after the other. */
export class Derivation {
  #start;
  #idle = null;
  #running = null;
  #share = 0;
  #watch = null;

  /** @param {import("./workers.js").Start} start */
  constructor(start) {
    this.#start = start;
  }

  /** Sees to it that a worker is on its way. */
  prepare() {
    if (this.#idle === null || this.#idle.fault !== null) {
      this.#idle = new Waiting(this.#start("derive.js"));
    }
  }

  /**
   * Derives a root for each job.
   * @param {object[]} jobs as the session gives them
   * @returns {Promise<Uint8Array[]>}
   * @throws {Error} server-unreachable, or a fault
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
  #job = null;

  /** @param {Worker} worker */
  constructor(worker) {
    /** Why it will never give a result. @type {Error | null} */
    this.fault = null;
    this.#helper = new Helper(worker, {
      hear: (message) => this.#heard(message),
      fault: (error) => {
        this.fault = error;
        this.#job?.reject(error);
      },
    });
  }

  derive(job, progress) {
    return new Promise((resolve, reject) => {
      if (this.fault !== null) {
        reject(this.fault);
        return;
      }
      this.#job = { resolve, reject, progress };
      this.#helper.send(job, [job.entropy.buffer]);
    });
  }

  end() {
    this.#helper.end();
  }

  #heard({ share, root, failed }) {
    if (share !== undefined) {
      this.#job.progress(share);
      return;
    }
    this.end();
    if (failed) {
      this.#job.reject(new Fault());
    } else {
      this.#job.resolve(root);
    }
  }
}
