/**
 * Back and forth between screens with the browser's own buttons: one entry in its history for each place, all of one
 * address and title, none with anything in it but a number.
 * @module
 */

/**
 * How many entries to go back to the first of ours that the browser still has: it drops the oldest past its limit, and
 * to go back by more than there are does nothing.
 * @param {History} history
 * @param {number} [ahead] how many of its entries come after the present one
 * @returns {number}
 */
export function stepsBack(history, ahead = 0) {
  return Math.min(history.state?.step ?? 0, history.length - 1 - ahead);
}

/** A place is a function that shows it. @typedef {() => void} Place */

/** The way of one visit. What is not on it any more leads to where it began. */
export class Journey {
  #history;
  #at;
  #furthest;
  #places = new Map();
  #begin;

  /**
   * @param {History} history
   * @param {Place} begin where all ways begin
   */
  constructor(history, begin) {
    this.#history = history;
    this.#begin = begin;
    // After a reload old entries are still there, before this one: their numbers must not be used again.
    this.#at = history.state?.step ?? 0;
    this.#furthest = this.#at;
    history.replaceState({ step: this.#at }, "");
  }

  /** Goes to a new place. @param {Place} place */
  go(place) {
    this.step();
    this.replace(place);
  }

  /** Takes a step to where a place will be; who comes back before it is there is led to the beginning. */
  step() {
    for (const at of [...this.#places.keys()].filter((at) => at > this.#at)) {
      this.#places.delete(at);
    }
    this.#at += 1;
    this.#furthest = this.#at;
    this.#history.pushState({ step: this.#at }, "");
  }

  /** Goes to a place that stands for the present one. @param {Place} place */
  replace(place) {
    this.#places.set(this.#at, place);
    place();
  }

  /** The present place. @returns {Place} */
  get here() {
    return this.#places.get(this.#at) ?? this.#begin;
  }

  /** How many places the browser's button leads forward. @returns {number} */
  get ahead() {
    return this.#furthest - this.#at;
  }

  /** Goes back as the browser's button does. */
  back() {
    this.#history.back();
  }

  /**
   * The place to which the browser went, by its history's state; it is for the caller to show it.
   * @param {{step?: number} | null} state
   * @returns {Place}
   */
  arrived(state) {
    this.#at = state?.step ?? 0;
    return this.here;
  }

  /** Forgets the way so far: every place on it leads to the beginning. */
  forget() {
    this.#places.clear();
  }
}
