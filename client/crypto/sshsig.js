/**
 * SSH signatures by Ed25519 keys (OpenSSH PROTOCOL.sshsig), as `ssh-keygen -Y` makes and checks them.
 *
 * docs/spec/sshsig.md. A *signed text* is a document followed by its armored signatures, in the order of their
 * public keys, then namespaces, then signatures.
 */
import { sha512 } from "@noble/hashes/sha2.js";
import { b64decode, b64encode, bigEndian, compareBytes, concat, equalBytes, fromAscii, utf8 } from "./encoding.js";
import { TrackerError, recode } from "./errors.js";
import { PUBLIC_BYTES, SIGNATURE_BYTES, verify } from "./keys.js";

export const BEGIN = "-----BEGIN SSH SIGNATURE-----";
export const END = "-----END SSH SIGNATURE-----";
export const SIGNATURES_MAX = 32;
export const ARMOR_MAX = 1024;
const MAGIC = utf8("SSHSIG");
const VERSION = bigEndian(1, 4);
const KEY_TYPE = utf8("ssh-ed25519");
const HASH = utf8("sha512");
const BEGIN_BYTES = utf8(BEGIN);
const LINE = /.{1,70}/g;
const EMPTY = new Uint8Array();

const malformed = () => new TrackerError("sshsig-malformed");

/** An SSHSIG: who signed (32-byte Ed25519 key), for which namespace, and the 64-byte signature. */
export class Signature {
  /**
   * @param {Uint8Array} publicKey
   * @param {string} namespace
   * @param {Uint8Array} signature
   */
  constructor(publicKey, namespace, signature) {
    this.public = publicKey;
    this.namespace = namespace;
    this.signature = signature;
  }

  /** The armored text, ending in LF. @returns {string} */
  armor() {
    const blob = concat(
      MAGIC,
      VERSION,
      string(string(KEY_TYPE), string(this.public)),
      string(utf8(this.namespace)),
      string(EMPTY),
      string(HASH),
      string(string(KEY_TYPE), string(this.signature)),
    );
    return `${[BEGIN, ...b64encode(blob).match(LINE), END].join("\n")}\n`;
  }

  /**
   * Checks it over a SHA-512 digest. Throws sshsig-namespace, signature-invalid.
   * @param {string} namespace
   * @param {Uint8Array} digest
   */
  check(namespace, digest) {
    if (this.namespace !== namespace) throw new TrackerError("sshsig-namespace");
    const signed = concat(MAGIC, string(utf8(namespace)), string(EMPTY), string(HASH), string(digest));
    verify(this.public, signed, this.signature);
  }
}

/**
 * The digest over which a document is signed.
 * @param {Uint8Array} document
 * @returns {Uint8Array}
 */
export function signedDigest(document) {
  return sha512(document);
}

/**
 * One armored signature. Throws sshsig-malformed.
 * @param {string} armored
 * @returns {Signature}
 */
export function parseSignature(armored) {
  const lines = armored.split("\n");
  if (armored.length > ARMOR_MAX || lines[0] !== BEGIN || lines.at(-2) !== END || lines.at(-1) !== "") {
    throw malformed();
  }
  const blob = recode(["encoding"], "sshsig-malformed", () => b64decode(lines.slice(1, -2).join("")));
  const signature = parseBlob(blob);
  if (signature.armor() !== armored) throw malformed();
  return signature;
}

/**
 * Document and signatures of a signed text. Throws sshsig-malformed.
 * @param {Uint8Array} signed
 * @returns {{document: Uint8Array, signatures: Signature[]}}
 */
export function splitSigned(signed) {
  const begin = findBegin(signed);
  if (begin < 0) return { document: signed, signatures: [] };
  const signatures = parseSignatures(signed.subarray(begin));
  signatures.slice(1).forEach((signature, i) => {
    if (compareSignatures(signatures[i], signature) >= 0) throw malformed();
  });
  return { document: signed.slice(0, begin), signatures };
}

/**
 * Armored signatures one after the other. Throws sshsig-malformed.
 * @param {Uint8Array} armored
 * @returns {Signature[]}
 */
export function parseSignatures(armored) {
  const text = recode(["encoding"], "sshsig-malformed", () => fromAscii(armored));
  const [before, ...parts] = text.split(`${BEGIN}\n`);
  if (before !== "" || parts.length > SIGNATURES_MAX) throw malformed();
  return parts.map((part) => parseSignature(`${BEGIN}\n${part}`));
}

/**
 * The distinct authorised keys that signed; every authorised key's signature must verify.
 *
 * Signatures by other keys and for other namespaces do not count. Throws threshold-missing, signature-invalid.
 * @param {readonly Signature[]} signatures
 * @param {string} namespace
 * @param {Uint8Array} digest
 * @param {readonly Uint8Array[]} authorised
 * @param {number} threshold
 * @returns {Uint8Array[]} in ascending order
 */
export function checkThreshold(signatures, namespace, digest, authorised, threshold) {
  const counted = [];
  for (const signature of signatures) {
    const signer = authorised.find((key) => equalBytes(key, signature.public));
    if (signer && signature.namespace === namespace) {
      signature.check(namespace, digest);
      if (!counted.some((key) => equalBytes(key, signer))) counted.push(signer);
    }
  }
  if (counted.length < threshold) {
    throw new TrackerError("threshold-missing", { have: counted.length, need: threshold });
  }
  return counted.sort(compareBytes);
}

/** Where the first armored signature begins, or -1. */
function findBegin(signed) {
  for (let i = signed.indexOf(BEGIN_BYTES[0]); i >= 0; i = signed.indexOf(BEGIN_BYTES[0], i + 1)) {
    if (equalBytes(signed.subarray(i, i + BEGIN_BYTES.length), BEGIN_BYTES)) return i;
  }
  return -1;
}

function compareSignatures(one, two) {
  return (
    compareBytes(one.public, two.public) ||
    compareBytes(utf8(one.namespace), utf8(two.namespace)) ||
    compareBytes(one.signature, two.signature)
  );
}

/** An SSH string: its length as u32, then its bytes. */
function string(...parts) {
  const data = concat(...parts);
  return concat(bigEndian(data.length, 4), data);
}

function parseBlob(blob) {
  const start = concat(MAGIC, VERSION);
  if (!equalBytes(blob.subarray(0, start.length), start)) throw malformed();
  const [key, namespace, , , inner] = strings(blob.subarray(start.length), 5);
  const [keyType, publicKey] = strings(key, 2);
  const [, signature] = strings(inner, 2);
  if (!equalBytes(keyType, KEY_TYPE) || publicKey.length !== PUBLIC_BYTES) throw malformed();
  if (signature.length !== SIGNATURE_BYTES) throw malformed();
  const name = recode(["encoding"], "sshsig-malformed", () => fromAscii(namespace));
  return new Signature(publicKey, name, signature);
}

/** Exactly so many SSH strings, and nothing after them. */
function strings(data, count) {
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  const found = [];
  let offset = 0;
  while (found.length < count) {
    const end = offset + 4 <= data.length ? offset + 4 + view.getUint32(offset) : Infinity;
    if (end > data.length) throw malformed();
    found.push(data.slice(offset + 4, end));
    offset = end;
  }
  if (offset !== data.length) throw malformed();
  return found;
}
