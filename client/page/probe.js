/**
 * What a browser must have for any of this to work.
 * @module
 */

const NEEDED = {
  BigInt: () => typeof BigInt === "function",
  Worker: () => typeof Worker === "function",
  fetch: () => typeof fetch === "function" && typeof ReadableStream === "function",
  AbortController: () => typeof AbortSignal === "function" && "throwIfAborted" in AbortSignal.prototype,
  "crypto.getRandomValues": () => typeof crypto === "object" && typeof crypto.getRandomValues === "function",
  "attachShadow": () => "attachShadow" in Element.prototype,
  adoptedStyleSheets: () => "adoptedStyleSheets" in Document.prototype,
  "Array.prototype.at": () => "at" in Array.prototype,
  structuredClone: () => typeof structuredClone === "function",
};

/** The names of what this browser lacks. @returns {string[]} */
export function missing() {
  return Object.entries(NEEDED)
    .filter(([, there]) => !there())
    .map(([name]) => name);
}
