/** Envelopes: one letter sealed to every recipient of the roster (docs/spec/envelope.md). */
import { equalBytes as equalSecrets } from "@noble/ciphers/utils.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { NONCE_BYTES, TAG_BYTES, decrypt, encrypt } from "./aead.js";
import {
  HASH_BYTES, b64decode, b64encode, checkOrigin, compareBytes, concat, decimal, equalBytes, utf8,
} from "./encoding.js";
import { TrackerError, recode } from "./errors.js";
import { SIGNATURE_BYTES, hkdf, verify } from "./keys.js";
import { Purpose, info } from "./labels.js";
import { decodeLetter } from "./letter.js";
import { LineReader, encodeLines } from "./lines.js";
import { SEAL_OVERHEAD, SHORT_ID_BYTES } from "./recipient.js";

export const FIRST_LINE = "inquiry-envelope/v1";
export const SIZES = Object.freeze([64 * 1024, 512 * 1024, 4 * 1024 * 1024]);
export const RECIPIENTS_MAX = 24;
export const HEADER_MAX = 40 * 1024;
export const INQUIRY_KEY_BYTES = 32;
const MAC_MARK = "---";
const END_OF_STANZAS = "\n--- ";
/** One character for each byte: what is found in the text stands at the same place in the bytes. */
const BYTEWISE = new TextDecoder("latin1");

/**
 * What an envelope is sealed under: origin, epoch, hash of that head, all recipients of its roster.
 * @typedef {{origin: string, epoch: number, headHash: Uint8Array, recipients: import("./recipient.js").Recipient[]}}
 *   SealingKeyring
 */

/**
 * Fresh randomness for one envelope: the 32-byte inquiry key and a 24-byte nonce.
 * @typedef {{inquiryKey: Uint8Array, nonce: Uint8Array}} EnvelopeRandomness
 */

/** An envelope's header: fields, the recipients' stanzas, and its bytes up to the MAC line's LF. */
export class Header {
  /**
   * @param {object} fields
   * @param {string} fields.origin
   * @param {number} fields.epoch
   * @param {Uint8Array} fields.headHash
   * @param {{shortId: Uint8Array, sealed: Uint8Array}[]} fields.stanzas
   * @param {Uint8Array} fields.mac
   * @param {Uint8Array} fields.raw
   */
  constructor({ origin, epoch, headHash, stanzas, mac, raw }) {
    this.origin = origin;
    this.epoch = epoch;
    this.headHash = headHash;
    this.stanzas = stanzas;
    this.mac = mac;
    this.raw = raw;
  }

  /** What the HMAC covers: all lines above, and `---`. @returns {Uint8Array} */
  get authenticated() {
    return this.raw.subarray(0, BYTEWISE.decode(this.raw).lastIndexOf(MAC_MARK) + MAC_MARK.length);
  }

  /** SHA-256 of the header. @returns {Uint8Array} */
  get hash() {
    return sha256(this.raw);
  }
}

/**
 * SHA-256 of the whole envelope: its name on the server, and its entry in the intake log.
 * @param {Uint8Array} envelope
 * @returns {Uint8Array}
 */
export function envelopeHash(envelope) {
  return sha256(envelope);
}

/**
 * The envelope, of the smallest of the three sizes that holds the letter.
 *
 * `sealed` is called after each recipient with how many are done and how many there are: without JIT each takes
 * a tenth of a second or more.
 * @param {import("./letter.js").Letter} letter
 * @param {import("./keys.js").SigningKey} author
 * @param {SealingKeyring} keyring
 * @param {EnvelopeRandomness} randomness
 * @param {(done: number, total: number) => void} [sealed]
 * @returns {Promise<Uint8Array>}
 * @throws {TrackerError} letter-too-large, letter-malformed, envelope-recipients
 */
export async function sealEnvelope(letter, author, keyring, randomness, sealed = () => {}) {
  const { inquiryKey, nonce } = randomness;
  if (inquiryKey.length !== INQUIRY_KEY_BYTES || nonce.length !== NONCE_BYTES) {
    throw new RangeError("randomness of the wrong length");
  }
  const header = await sealHeader(keyring, inquiryKey, sealed);
  const content = letter.content();
  const overhead = header.length + NONCE_BYTES + TAG_BYTES + SIGNATURE_BYTES;
  const padded = new Uint8Array(sizeFor(overhead + content.length) - overhead);
  padded.set(content);
  const headerHash = sha256(header);
  const payload = concat(padded, author.sign(authored(headerHash, padded)));
  const key = hkdf(inquiryKey, info(Purpose.PAYLOAD));
  return concat(header, nonce, encrypt(key, nonce, payload, headerHash));
}

/**
 * The header at the start of an envelope, of which at least the first 40 KiB (or all) are given.
 * @param {Uint8Array} start
 * @returns {Header}
 * @throws {TrackerError} envelope-version, envelope-malformed, envelope-recipients
 */
export function parseHeader(start) {
  const text = BYTEWISE.decode(start.subarray(0, HEADER_MAX));
  if (!text.startsWith(`${FIRST_LINE}\n`)) throw new TrackerError("envelope-version");
  const mark = text.indexOf(END_OF_STANZAS);
  const end = text.indexOf("\n", mark + END_OF_STANZAS.length) + 1;
  if (mark < 0 || end === 0) throw new TrackerError("envelope-malformed");
  return recode(["encoding"], "envelope-malformed", () => parseLines(start.slice(0, end)));
}

/**
 * The letter, for one of its recipients. Numbered as in docs/spec/envelope.md.
 * @param {Uint8Array} envelope
 * @param {import("./recipient.js").Identity} identity
 * @param {string} origin
 * @returns {Promise<import("./letter.js").Letter>}
 * @throws {TrackerError} codes of the branch envelope
 */
export async function openEnvelope(envelope, identity, origin) {
  // 1. The size is one of three.
  if (!SIZES.includes(envelope.length)) throw new TrackerError("envelope-size");
  // 2. The header is in its one encoding and for this origin.
  const header = parseHeader(envelope);
  if (header.origin !== origin) throw new TrackerError("envelope-origin");
  // 3. Our stanza opens, and the inquiry key authenticates all stanzas.
  const inquiryKey = await openStanza(header, identity);
  // 4. The payload opens under a key and a header hash that only this header gives.
  const payload = openPayload(envelope, header, inquiryKey);
  // 5. The letter is in its one encoding.
  const padded = payload.subarray(0, -SIGNATURE_BYTES);
  const letter = decodeLetter(padded);
  // 6. The author signed this header with this letter.
  recode(["signature-invalid"], "letter-signature", () => {
    verify(letter.public.author, authored(header.hash, padded), payload.subarray(-SIGNATURE_BYTES));
  });
  return letter;
}

/** @type {(keyring: SealingKeyring, inquiryKey: Uint8Array, sealed: Function) => Promise<Uint8Array>} */
async function sealHeader(keyring, inquiryKey, sealed) {
  const recipients = [...keyring.recipients].sort((one, two) => compareBytes(one.shortId, two.shortId));
  checkRecipients(recipients.map((recipient) => recipient.shortId));
  const context = info(Purpose.INQUIRY_KEY, keyring.origin);
  const lines = [
    FIRST_LINE,
    `origin ${checkOrigin(keyring.origin)}`,
    `keyring ${keyring.epoch} ${b64encode(keyring.headHash)}`,
  ];
  for (const [i, recipient] of recipients.entries()) {
    const box = await recipient.seal(inquiryKey, context);
    lines.push(`-> ${b64encode(recipient.shortId)} ${b64encode(box)}`);
    sealed(i + 1, recipients.length);
  }
  const above = concat(encodeLines(lines), utf8(MAC_MARK));
  return concat(above, utf8(` ${b64encode(macOf(inquiryKey, above))}\n`));
}

/** @type {(raw: Uint8Array) => Header} */
function parseLines(raw) {
  const reader = new LineReader(raw, HEADER_MAX);
  reader.literal(FIRST_LINE);
  const origin = checkOrigin(reader.field("origin"));
  const [epoch, headHash] = reader.fields("keyring", 2);
  const stanzas = [];
  while (reader.comes("->")) {
    const [shortId, sealed] = reader.fields("->", 2);
    stanzas.push({
      shortId: b64decode(shortId, SHORT_ID_BYTES),
      sealed: b64decode(sealed, INQUIRY_KEY_BYTES + SEAL_OVERHEAD),
    });
  }
  const mac = b64decode(reader.field(MAC_MARK), HASH_BYTES);
  reader.end();
  checkRecipients(stanzas.map((stanza) => stanza.shortId));
  return new Header({
    origin, epoch: decimal(epoch), headHash: b64decode(headHash, HASH_BYTES), stanzas, mac, raw,
  });
}

/** @type {(ids: Uint8Array[]) => void} */
function checkRecipients(ids) {
  const ascending = ids.every((id, i) => i === 0 || compareBytes(ids[i - 1], id) < 0);
  if (ids.length < 1 || ids.length > RECIPIENTS_MAX || !ascending) {
    throw new TrackerError("envelope-recipients");
  }
}

/** @type {(header: Header, identity: import("./recipient.js").Identity) => Promise<Uint8Array>} */
async function openStanza(header, identity) {
  const ours = header.stanzas.find(({ shortId }) => equalBytes(shortId, identity.recipient.shortId));
  if (ours === undefined) throw new TrackerError("envelope-not-for-us");
  const context = info(Purpose.INQUIRY_KEY, header.origin);
  const inquiryKey = await identity.open(ours.sealed, context).catch((error) => {
    throw error instanceof TrackerError ? new TrackerError("envelope-header-mac") : error;
  });
  if (!equalSecrets(macOf(inquiryKey, header.authenticated), header.mac)) {
    throw new TrackerError("envelope-header-mac");
  }
  return inquiryKey;
}

/** @type {(envelope: Uint8Array, header: Header, inquiryKey: Uint8Array) => Uint8Array} */
function openPayload(envelope, header, inquiryKey) {
  const start = header.raw.length + NONCE_BYTES;
  const nonce = envelope.subarray(header.raw.length, start);
  const key = hkdf(inquiryKey, info(Purpose.PAYLOAD));
  return recode(["seal-invalid"], "envelope-ciphertext", () => {
    return decrypt(key, nonce, envelope.subarray(start), header.hash);
  });
}

/** @type {(inquiryKey: Uint8Array, authenticated: Uint8Array) => Uint8Array} */
function macOf(inquiryKey, authenticated) {
  return hmac(sha256, hkdf(inquiryKey, info(Purpose.HEADER)), authenticated);
}

/** @type {(headerHash: Uint8Array, padded: Uint8Array) => Uint8Array} */
function authored(headerHash, padded) {
  return concat(info(Purpose.AUTHOR), headerHash, sha256(padded));
}

/** @type {(needed: number) => number} */
function sizeFor(needed) {
  const size = SIZES.find((item) => needed <= item);
  if (size === undefined) throw new TrackerError("letter-too-large", { limit: SIZES[SIZES.length - 1] });
  return size;
}
