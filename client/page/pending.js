/**
 * Something that takes time, begun early and waited for later.
 * @module
 */

/** What is on its way. If it failed, whoever needs it next begins it again. @template T */
export class Pending {
  #make;
  #promise = null;

  /** @param {() => Promise<T>} make */
  constructor(make) {
    this.#make = make;
  }

  /** Begins unless it is begun, and gives what it comes to. @returns {Promise<T>} */
  get() {
    if (this.#promise === null) {
      const promise = this.#make();
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

  /** Lets go of it. */
  forget() {
    this.#promise = null;
  }
}
