/**
 * One screen at a time inside `<main id="screen">`, each a `<template>` of the page. Text goes in as text alone.
 * @module
 */

/** What is shown now: its slots, its actions, its error line. */
export class Screen {
  #root;

  /** @param {ParentNode} root */
  constructor(root) {
    this.#root = root;
  }

  /** The element that stands for a slot. @param {string} name @returns {HTMLElement} */
  slot(name) {
    return this.#root.querySelector(`[data-slot="${name}"]`);
  }

  /** Puts text into a slot, and shows the slot if there is any. @param {string} name @param {string} text */
  tell(name, text) {
    const slot = this.slot(name);
    slot.textContent = text;
    slot.hidden = text === "";
  }

  /** The button of an action. @param {string} action @returns {HTMLButtonElement} */
  button(action) {
    return this.#root.querySelector(`[data-do="${action}"]`);
  }

  /**
   * What a press does. The second press of a double one is none: it was not meant for what came after the first.
   * @param {string} action
   * @param {() => void} press
   */
  on(action, press) {
    this.button(action).addEventListener("click", (event) => {
      if (event.detail < 2) {
        press();
      }
    });
  }

  /** Shows what is wrong and leads there; the text is announced. @param {string} text */
  refuse(text) {
    const line = this.slot("error");
    line.tabIndex = -1;
    line.textContent = text;
    line.hidden = false;
    line.focus();
    this.mark(true);
  }

  /** Takes the error away again. */
  clear() {
    this.tell("error", "");
    this.mark(false);
  }

  /** Set by entries that can show that they are wrong. @type {(wrong: boolean) => void} */
  mark = () => {};

  /** How far something is, from 0 to 1; null for nobody knows. @param {number | null} share */
  progress(share) {
    const bar = this.slot("bar");
    if (share === null) {
      bar.removeAttribute("value");
    } else {
      bar.value = share;
    }
  }
}

/** Shows screens of the page's templates. */
export class Stage {
  #main = document.getElementById("screen");
  #start = document.createDocumentFragment();
  #untouched = true;

  constructor() {
    this.#start.append(...[...this.#main.childNodes].map((node) => node.cloneNode(true)));
  }

  /**
   * Shows a screen, anew.
   * @param {string} name
   * @returns {Screen}
   */
  show(name) {
    document.body.dataset.screen = name;
    // The start stands there when the page comes; whoever reads it already must not lose the place.
    if (!(this.#untouched && name === "start")) {
      this.#main.replaceChildren(this.#copy(name));
      window.scrollTo(0, 0);
      this.#main.querySelector("h1")?.focus({ preventScroll: true });
    }
    this.#untouched = false;
    return new Screen(this.#main);
  }

  /** Takes everything off the page that a person wrote or read. */
  clear() {
    this.#main.replaceChildren();
  }

  #copy(name) {
    const kept = name === "start" ? this.#start : document.getElementById(`screen-${name}`).content;
    return kept.cloneNode(true);
  }
}
