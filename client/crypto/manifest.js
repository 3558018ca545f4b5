/** The manifest of one publication (docs/spec/manifest.md). */
import { sha256 } from "@noble/hashes/sha2.js";
import { Publication } from "./cell.js";
import {
  HASH_BYTES, b64decode, b64encode, checkDay, checkName, checkOrigin, decimal, equalBytes,
} from "./encoding.js";
import { TrackerError, recode } from "./errors.js";
import { checkPublisher } from "./keyring.js";
import { PUBLIC_BYTES, checkExchangePublic } from "./keys.js";
import { Namespace } from "./labels.js";
import { LineReader, encodeLines } from "./lines.js";
import { SLICES_MAX, SliceLayout, seatsFor } from "./mailbox.js";
import { ARMOR_MAX, SIGNATURES_MAX, signedDigest, splitSigned } from "./sshsig.js";

export const FIRST_LINE = "inquiry-manifest/v1";
export const MANIFEST_MAX = 2048;
export const SIGNED_MANIFEST_MAX = MANIFEST_MAX + SIGNATURES_MAX * ARMOR_MAX;

/**
 * What a publication is: number and days, the intake log as read, the key E, and how it is cut.
 *
 * `readUpTo` is the day up to which letters were read; `key` the 32-byte public half of E; `index` the SHA-256 of
 * the index file.
 */
export class Manifest {
  /**
   * @param {object} fields
   * @param {Publication} fields.publication
   * @param {string} fields.day
   * @param {string} fields.nextDay
   * @param {number} fields.intakeSize
   * @param {Uint8Array} fields.intakeRoot
   * @param {string} fields.readUpTo
   * @param {Uint8Array} fields.key
   * @param {number} fields.slices
   * @param {Uint8Array} fields.root
   * @param {Uint8Array} fields.index
   */
  constructor({ publication, day, nextDay, intakeSize, intakeRoot, readUpTo, key, slices, root, index }) {
    this.publication = publication;
    this.day = day;
    this.nextDay = nextDay;
    this.intakeSize = intakeSize;
    this.intakeRoot = intakeRoot;
    this.readUpTo = readUpTo;
    this.key = key;
    this.slices = slices;
    this.root = root;
    this.index = index;
  }

  /** How the publication is cut. @returns {SliceLayout} */
  get layout() {
    return new SliceLayout(this.slices, seatsFor(this.slices), this.root);
  }

  /** The manifest's bytes. @returns {Uint8Array} */
  encode() {
    return encodeLines([
      FIRST_LINE,
      `origin ${this.publication.origin}`,
      `publisher ${this.publication.publisher}`,
      `publication ${this.publication.number}`,
      `day ${this.day}`,
      `next ${this.nextDay}`,
      `intake ${this.intakeSize} ${b64encode(this.intakeRoot)}`,
      `read-up-to ${this.readUpTo}`,
      `key ${b64encode(this.key)}`,
      `slices ${this.slices}`,
      `root ${b64encode(this.root)}`,
      `index ${b64encode(this.index)}`,
    ]);
  }

  /**
   * The index that this manifest commits to.
   * @param {Uint8Array} index
   * @returns {Uint8Array}
   * @throws {TrackerError} index-malformed
   */
  checkIndex(index) {
    if (!equalBytes(sha256(index), this.index)) throw new TrackerError("index-malformed");
    return index;
  }
}

/**
 * The manifest behind its bytes.
 * @param {Uint8Array} document
 * @returns {Manifest}
 * @throws {TrackerError} manifest-malformed
 */
export function decodeManifest(document) {
  const manifest = recode(["encoding", "key-degenerate"], "manifest-malformed", () => {
    return readManifest(new LineReader(document, MANIFEST_MAX));
  });
  if (!equalBytes(manifest.encode(), document)) throw new TrackerError("manifest-malformed");
  return manifest;
}

/**
 * A manifest that this publisher's threshold of signers signed, for this keyring's origin.
 * @param {Uint8Array} signed
 * @param {import("./head.js").Head} head
 * @param {string} publisher
 * @returns {Manifest}
 * @throws {TrackerError} manifest-malformed, sshsig-malformed, signature-invalid, threshold-missing,
 *   signer-retired, epoch-unknown
 */
export function openManifest(signed, head, publisher) {
  if (signed.length > SIGNED_MANIFEST_MAX) throw new TrackerError("manifest-malformed");
  const { document, signatures } = splitSigned(signed);
  checkPublisher(head, publisher, Namespace.MAILBOX, signedDigest(document), signatures);
  const manifest = decodeManifest(document);
  if (manifest.publication.origin !== head.origin || manifest.publication.publisher !== publisher) {
    throw new TrackerError("manifest-malformed");
  }
  return manifest;
}

/** @type {(reader: LineReader) => Manifest} */
function readManifest(reader) {
  reader.literal(FIRST_LINE);
  const origin = checkOrigin(reader.field("origin"));
  const publisher = checkName(reader.field("publisher"));
  const publication = new Publication(origin, publisher, decimal(reader.field("publication")));
  const day = checkDay(reader.field("day"));
  const nextDay = checkDay(reader.field("next"));
  const [size, intakeRoot] = reader.fields("intake", 2);
  const readUpTo = checkDay(reader.field("read-up-to"));
  const key = checkExchangePublic(b64decode(reader.field("key"), PUBLIC_BYTES));
  const slices = decimal(reader.field("slices"));
  const root = b64decode(reader.field("root"), HASH_BYTES);
  const index = b64decode(reader.field("index"), HASH_BYTES);
  reader.end();
  if (slices < 1 || slices > SLICES_MAX) throw new TrackerError("encoding");
  return new Manifest({
    publication, day, nextDay, intakeSize: decimal(size), intakeRoot: b64decode(intakeRoot, HASH_BYTES),
    readUpTo, key, slices, root, index,
  });
}
