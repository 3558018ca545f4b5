/** A PNG without metadata: the chunks that a decoder needs, as they stand (docs/spec/pictures.md, "PNG"). */
import { TrackerError } from "../crypto/errors.js";
import { Kept } from "./kept.js";

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const CRITICAL = ["IHDR", "PLTE", "IDAT", "IEND"];
const KEPT = new Set([...CRITICAL, "tRNS", "gAMA", "cHRM", "sRGB", "sBIT"]);
const AROUND_BYTES = 12;
const KIND_BYTES = 4;
const HEADER_BYTES = KIND_BYTES + 13;
const ANCILLARY_BIT = 0x20;

const damaged = () => new TrackerError("attachment-damaged");

/** Whether bytes begin as a PNG. @type {(data: Uint8Array) => boolean} */
export const isPng = (data) => SIGNATURE.every((byte, index) => data[index] === byte);

/**
 * The picture alone. Throws attachment-damaged.
 * @param {Uint8Array} data
 * @returns {Uint8Array}
 */
export function stripPng(data) {
  const kept = new Kept(data.length);
  kept.add(SIGNATURE);
  const seen = new Set();
  for (const { kind, whole } of chunks(data)) {
    seen.add(kind);
    if (KEPT.has(kind)) kept.add(whole);
  }
  if (!seen.has("IDAT")) throw damaged();
  return kept.bytes();
}

/** The checked chunks from IHDR to IEND. */
function* chunks(data) {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  let at = SIGNATURE.length;
  for (let first = true; ; first = false) {
    if (at + AROUND_BYTES > data.length) throw damaged();
    const end = at + AROUND_BYTES + view.getUint32(at);
    if (end > data.length) throw damaged();
    const body = data.subarray(at + 4, end - 4);
    if (crc32(body) !== view.getUint32(end - 4)) throw damaged();
    const kind = String.fromCharCode(...body.subarray(0, KIND_BYTES));
    check(kind, body, first);
    yield { kind, whole: data.subarray(at, end) };
    if (kind === "IEND") return;
    at = end;
  }
}

/** @type {(kind: string, body: Uint8Array, first: boolean) => void} */
function check(kind, body, first) {
  if (first !== (kind === "IHDR") || (first && body.length !== HEADER_BYTES)) throw damaged();
  if (!CRITICAL.includes(kind) && !(body[0] & ANCILLARY_BIT)) throw damaged();
  if (kind === "IEND" && body.length !== KIND_BYTES) throw damaged();
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1;
  return crc;
});

/** The checksum of PNG and zlib, as an unsigned number. @type {(data: Uint8Array) => number} */
function crc32(data) {
  let crc = 0xffffffff;
  for (let i = 0; i < data.length; i += 1) crc = CRC_TABLE[(crc ^ data[i]) & 0xff] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
