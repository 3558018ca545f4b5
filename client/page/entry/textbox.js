/**
 * A box to write in that leaves nothing behind: browsers keep what is in a page's inputs for a restart, but do not look
 * into shadow trees; and it has no name under which a form history could remember it.
 * @module
 */

const QUIET = {
  autocomplete: "off",
  autocapitalize: "off",
  autocorrect: "off",
  spellcheck: "false",
  writingsuggestions: "false",
  "data-1p-ignore": "",
  "data-lpignore": "true",
  "data-form-type": "other",
};

let style = null;

/**
 * @typedef {object} Wanted
 * @property {string} field what it answers, for `data-field`
 * @property {string} label its name for those who do not see the page
 * @property {string} [hint] what is said of it besides
 * @property {boolean} [lines] more than one line
 * @property {string} [inputMode] which keyboard a phone shows
 * @property {string} [value] what is in it at first
 * @property {() => void} [enter] Enter was pressed in a box of one line
 * @property {() => void} [input] something was typed
 */

/**
 * The box: an element with `value`, `label`, `focus()` and `mark(wrong)`.
 * @param {Wanted} wanted
 * @returns {HTMLElement & {value: string, label: string, mark: (wrong: boolean) => void}}
 */
export function textbox({ field, label, hint = "", lines = false, inputMode, value = "", enter, input }) {
  const host = document.createElement("div");
  host.dataset.field = field;
  const root = host.attachShadow({ mode: "open", delegatesFocus: true });
  root.adoptedStyleSheets = [pageStyle()];
  const inner = document.createElement(lines ? "textarea" : "input");
  for (const [name, setting] of Object.entries({ ...QUIET, "aria-label": label, "aria-description": hint })) {
    inner.setAttribute(name, setting);
  }
  if (inputMode) {
    inner.inputMode = inputMode;
  }
  if (enter && !lines) {
    inner.enterKeyHint = "next";
  }
  inner.value = value;
  inner.addEventListener("input", () => input?.());
  inner.addEventListener("keydown", (event) => onKey(event, lines ? undefined : enter));
  root.append(inner);
  Object.defineProperties(host, {
    value: { get: () => inner.value, set: (text) => { inner.value = text; } },
    label: { set: (text) => inner.setAttribute("aria-label", text) },
  });
  host.mark = (wrong) => inner.setAttribute("aria-invalid", String(wrong));
  boxes.add(inner);
  return host;
}

const boxes = new Set();

/** Empties every box there is. */
export function emptyBoxes() {
  for (const box of boxes) {
    box.value = "";
  }
  boxes.clear();
}

function onKey(event, enter) {
  if (event.key === "Enter" && enter && !event.isComposing && !event.repeat) {
    event.preventDefault();
    enter();
  }
}

/** The page's own style, for inside: its elements are drawn alike wherever they are. @returns {CSSStyleSheet} */
export function pageStyle() {
  if (style === null) {
    style = new CSSStyleSheet();
    const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]);
    style.replaceSync(rules.map((rule) => rule.cssText).join("\n"));
  }
  return style;
}
