/**
 * Every purpose for which a key is derived, a box sealed or a signature made.
 *
 * A label separates the purposes: what was made for one is refused in every other place (docs/spec/labels.md).
 * Only what a family's page needs is named here.
 */
import { bigEndian, concat, utf8 } from "./encoding.js";

export const PREFIX = "inquiry/v1/";

/** The `<purpose>` of `inquiry/v1/<purpose>`: HKDF info, HPKE info, prefixes of signed bytes. */
export const Purpose = Object.freeze({
  SALT: "salt",
  IDENTITY_X25519: "identity-x25519",
  IDENTITY_XWING: "identity-xwing",
  IDENTITY_SIGNING: "identity-signing",
  FAMILY_REPLY: "family-reply",
  FAMILY_ADDRESS: "family-address",
  FAMILY_AUTHOR: "family-author",
  INQUIRY_KEY: "inquiry-key",
  HEADER: "header",
  PAYLOAD: "payload",
  AUTHOR: "author",
  CELL: "cell",
  PLACE: "place",
  TAG: "tag",
});

/** SSHSIG namespaces that a family's page checks; the origin follows the `@`. */
export const Namespace = Object.freeze({ KEYRING: "keyring", MAILBOX: "mailbox" });

/**
 * The full namespace, for example `keyring@rehearsal/demo`.
 * @param {string} namespace one of Namespace
 * @param {string} origin
 * @returns {string}
 */
export function namespaceAt(namespace, origin) {
  return `${namespace}@${origin}`;
}

/**
 * `inquiry/v1/<purpose>` followed by the context (docs/spec/labels.md).
 *
 * Each element of the context is preceded by its length as u16, so that no two contexts run together; text is
 * UTF-8, a number is eight bytes big-endian.
 * @param {string} purpose one of Purpose
 * @param {...(Uint8Array | string | number | bigint)} context
 * @returns {Uint8Array}
 */
export function info(purpose, ...context) {
  return concat(utf8(PREFIX + purpose), ...context.flatMap(element));
}

/** @type {(item: Uint8Array | string | number | bigint) => Uint8Array[]} */
function element(item) {
  const data = item instanceof Uint8Array ? item : typeof item === "string" ? utf8(item) : bigEndian(item, 8);
  return [bigEndian(data.length, 2), data];
}
