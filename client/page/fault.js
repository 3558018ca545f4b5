/**
 * A fault of the page itself, as against a refusal. It says nothing of what happened: that might quote what a person wrote.
 * @module
 */

/** Has the shape that explanations need: the code that the command line too prints of its own faults. */
export class Fault extends Error {
  code = "internal";
  facts = {};
}
