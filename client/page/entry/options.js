/**
 * Options as buttons: one of several by arrow keys, or any number of them.
 * @module
 */

const STEPS = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

/**
 * @typedef {object} Option
 * @property {string} value
 * @property {string} text
 *
 * @typedef {object} Options
 * @property {HTMLElement} element
 * @property {() => string[]} chosen in the order in which they stand
 * @property {() => void} clear
 */

/**
 * One of several.
 * @param {{field: string, label: string, options: Option[], chosen: string[], enter: () => void, change?: () => void}} wanted
 * @returns {Options}
 */
export function radios({ field, label, options, chosen, enter, change }) {
  const group = container("radiogroup", field, label);
  const buttons = options.map((option) => button("radio", option));
  const choose = (chosenOne) => {
    for (const each of buttons) {
      check(each, each === chosenOne);
    }
    reach(buttons, chosenOne);
    change?.();
  };
  for (const [at, each] of buttons.entries()) {
    each.addEventListener("click", () => choose(each));
    each.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && isChecked(each)) {
        event.preventDefault();
        enter();
      } else if (event.key in STEPS) {
        event.preventDefault();
        const next = buttons[(at + STEPS[event.key] + buttons.length) % buttons.length];
        choose(next);
        next.focus();
      }
    });
    check(each, chosen.includes(each.dataset.value));
  }
  reach(buttons, buttons.find(isChecked));
  group.append(...buttons);
  return { element: group, chosen: () => values(buttons), clear: () => choose(undefined) };
}

/**
 * Any number; `alone` goes with no other.
 * @param {{field: string, label: string, options: Option[], chosen: string[], alone?: string, change?: () => void}} wanted
 * @returns {Options}
 */
export function checkboxes({ field, label, options, chosen, alone, change }) {
  const group = container("group", field, label);
  const buttons = options.map((option) => button("checkbox", option));
  for (const each of buttons) {
    check(each, chosen.includes(each.dataset.value));
    each.addEventListener("click", () => {
      check(each, !isChecked(each));
      for (const other of buttons) {
        if (isChecked(each) && other !== each && (each.dataset.value === alone || other.dataset.value === alone)) {
          check(other, false);
        }
      }
      change?.();
    });
  }
  group.append(...buttons);
  const clear = () => buttons.forEach((each) => check(each, false));
  return { element: group, chosen: () => values(buttons), clear };
}

function container(role, field, label) {
  const element = document.createElement("div");
  element.setAttribute("role", role);
  element.setAttribute("aria-label", label);
  element.dataset.field = field;
  return element;
}

function button(role, { value, text }) {
  const element = document.createElement("button");
  element.type = "button";
  element.setAttribute("role", role);
  element.dataset.value = value;
  element.textContent = text;
  return element;
}

function check(element, checked) {
  element.setAttribute("aria-checked", String(checked));
}

function isChecked(element) {
  return element.getAttribute("aria-checked") === "true";
}

function values(buttons) {
  return buttons.filter(isChecked).map((each) => each.dataset.value);
}

/** One stop for the tab key: what is chosen, else the first. */
function reach(buttons, chosen) {
  for (const [at, each] of buttons.entries()) {
    each.tabIndex = each === chosen || (chosen === undefined && at === 0) ? 0 : -1;
  }
}
