/**
 * Something that takes time, begun early and waited for later.
 * @module
 */

/** What is on its way. If it failed, whoever needs it next begins it again. @template T */
export class Pending {
  #make;
  #promise = null;
  #giveUp = null;

  /** @param {(signal: AbortSignal) => Promise<T>} make given a signal that ends it */
  constructor(make) {
    this.#make = make;
  }

  /** Begins unless it is begun, and gives what it comes to. @returns {Promise<T>} */
  get() {
    if (this.#promise === null) {
      this.#giveUp = new AbortController();
      const promise = this.#make(this.#giveUp.signal);
      this.#promise = promise;
      // Whoever waits for it is told; until somebody does, it is only known to have to begin again.
      promise.catch(() => {
        if (this.#promise === promise) {
          this.#promise = null;
        }
      });
    }
    return this.#promise;
  }

  /**
   * Gives it away: whoever comes next begins anew.
   * @param {AbortSignal} signal ends it too
   * @returns {Promise<T>}
   */
  take(signal) {
    const promise = this.get();
    const giveUp = this.#giveUp;
    this.#promise = null;
    signal.addEventListener("abort", () => giveUp.abort());
    return promise;
  }

  /** Lets go of it, and ends it. */
  forget() {
    this.#giveUp?.abort();
    this.#promise = null;
  }
}
