/**
 * Choosing files: an input in a shadow tree, so that no browser keeps the paths for a restart; a button of the page stands
 * for it, because its own speaks the browser's language and is small.
 * @module
 */
import { pageStyle } from "./textbox.js";

/**
 * @typedef {object} Choice
 * @property {string} field what the files are, for `data-field`
 * @property {string} label on the button
 * @property {string[]} [types] media types to offer
 * @property {boolean} [multiple]
 * @property {(files: File[]) => void} take given at least one
 */

/** The chooser's element. @param {Choice} choice @returns {HTMLElement} */
export function fileChooser({ field, label, types = [], multiple = false, take }) {
  const host = document.createElement("div");
  host.dataset.field = field;
  const root = host.attachShadow({ mode: "open", delegatesFocus: true });
  const input = document.createElement("input");
  input.type = "file";
  input.multiple = multiple;
  input.accept = types.join(",");
  input.hidden = true;
  const press = document.createElement("button");
  press.type = "button";
  press.textContent = label;
  press.addEventListener("click", () => input.click());
  input.addEventListener("change", () => {
    const files = [...input.files];
    input.value = "";
    if (files.length) {
      take(files);
    }
  });
  root.adoptedStyleSheets = [pageStyle()];
  root.append(press, input);
  return host;
}
