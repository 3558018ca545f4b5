/**
 * The one class of errors, with the stable codes of the Python tree (docs/spec/errors.md).
 *
 * Programs match on `code`, or on a branch of the tree by `is`. `facts` carries what a message needs (a
 * position, two times), never plaintext, words or keys. A wrong type or length of something that our own code
 * hands over is no refusal but a bug: those are TypeErrors and RangeErrors.
 */

/** The branches of the tree and what stands on them; the order is that of crypto/errors.py. */
const BRANCHES = {
  encoding: ["too-large", "padding"],
  key: [
    "key-degenerate", "signature-invalid", "seal-invalid", "keyfile-malformed", "password-wrong",
  ],
  passphrase: [
    "passphrase-length", "passphrase-unknown-word", "passphrase-mixed-lists", "passphrase-checksum",
  ],
  envelope: [
    "envelope-size", "envelope-malformed", "envelope-version", "envelope-origin", "envelope-recipients",
    "envelope-not-for-us", "envelope-header-mac", "envelope-ciphertext", "letter-malformed",
    "letter-signature", "letter-too-large",
  ],
  mailbox: [
    "cell-invalid", "cell-too-large", "slice-malformed", "slice-proof", "slice-bounds", "index-malformed",
    "manifest-malformed", "manifest-rolled-back",
  ],
  log: [
    "note-malformed", "note-signature", "vkey-malformed", "checkpoint-malformed", "checkpoint-origin",
    "proof-invalid", "policy-malformed", "quorum-missing", "clock-wrong", "receipt-invalid",
  ],
  sshsig: ["sshsig-malformed", "sshsig-namespace", "threshold-missing"],
  keyring: [
    "head-malformed", "roster-malformed", "roster-mismatch", "trust-malformed", "trust-weak",
    "keyring-origin", "keyring-chain", "keyring-genesis", "officers-missing", "keyring-not-latest",
    "keyring-rolled-back", "keyring-roles", "epoch-unknown", "epoch-superseded", "signer-retired",
  ],
};

/** From a code to the branch that it stands on. */
const BRANCH_OF = new Map(
  Object.entries(BRANCHES).flatMap(([branch, codes]) => codes.map((code) => [code, branch])),
);

/** What was refused, and why. */
export class TrackerError extends Error {
  /**
   * @param {string} code a code of docs/spec/errors.md
   * @param {Record<string, unknown>} [facts] named values for a message
   */
  constructor(code, facts = {}) {
    super(code);
    this.name = "TrackerError";
    this.code = code;
    this.facts = facts;
  }

  /**
   * Whether this is the error of that code, or stands on the branch of that name, as `except` in Python.
   * @param {string} code
   * @returns {boolean}
   */
  is(code) {
    return this.code === code || BRANCH_OF.get(this.code) === code;
  }
}

/**
 * Does something, and gives its errors of some codes or branches another code: within a document, an error of
 * encoding becomes the document's own. Anything else passes through.
 * @template T
 * @param {string[]} codes which errors are meant
 * @param {string} code what they become
 * @param {() => T} action must not be asynchronous
 * @returns {T}
 */
export function recode(codes, code, action) {
  try {
    return action();
  } catch (error) {
    if (error instanceof TrackerError && codes.some((item) => error.is(item))) {
      throw new TrackerError(code);
    }
    throw error;
  }
}
