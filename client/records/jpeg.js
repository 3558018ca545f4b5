/** A JPEG without metadata: the segments that a decoder needs, written anew (docs/spec/pictures.md, "JPEG"). */
import { concat } from "../crypto/encoding.js";
import { TrackerError } from "../crypto/errors.js";
import { Kept } from "./kept.js";

const [SOI, EOI, SOS, DRI, DNL] = [0xd8, 0xd9, 0xda, 0xdd, 0xdc];
const [DHT, DAC, DQT] = [0xc4, 0xcc, 0xdb];
const [JFIF, EXIF, ADOBE] = [0xe0, 0xe1, 0xee];
const JFIF_LENGTH = 14;
const ADOBE_LENGTH = 12;
const ORIENTATION = 0x0112;
const ENTRY_BYTES = 12;

const isFrame = (marker) => marker >= 0xc0 && marker <= 0xcf && ![DHT, 0xc8, DAC].includes(marker);
const isRestart = (marker) => marker >= 0xd0 && marker <= 0xd7;
const isKept = (marker) => isFrame(marker) || [DHT, DAC, DQT, DRI, DNL, SOS].includes(marker);
const damaged = () => new TrackerError("attachment-damaged");

/** Whether bytes begin as a JPEG. @type {(data: Uint8Array) => boolean} */
export const isJpeg = (data) => data[0] === 0xff && data[1] === SOI && data[2] === 0xff;

/**
 * The picture alone, and whether Exif metadata said that it is to be shown turned. Throws attachment-damaged.
 * @param {Uint8Array} data
 * @returns {{data: Uint8Array, turned: boolean}}
 */
export function stripJpeg(data) {
  const kept = new Kept(data.length);
  kept.add(Uint8Array.of(0xff, SOI));
  const seen = new Set();
  let turned = false;
  for (const { marker, payload, scan } of segments(data)) {
    seen.add(marker);
    turned ||= marker === EXIF && saysTurned(payload);
    const cleaned = cleanPayload(marker, payload);
    if (cleaned === null) continue;
    kept.add(header(marker, cleaned.length + 2));
    kept.add(cleaned);
    kept.add(scan);
  }
  if (![...seen].some(isFrame) || !seen.has(SOS)) throw damaged();
  kept.add(Uint8Array.of(0xff, EOI));
  return { data: kept.bytes(), turned };
}

/** @type {(marker: number, length: number) => Uint8Array} */
const header = (marker, length) => Uint8Array.of(0xff, marker, length >> 8, length & 0xff);

/**
 * What is kept of a segment: all, a cleaned header, or null.
 * @type {(marker: number, payload: Uint8Array) => Uint8Array | null}
 */
function cleanPayload(marker, payload) {
  if (isKept(marker)) return payload;
  if (marker === JFIF && begins(payload, "JFIF\0") && payload.length >= JFIF_LENGTH) {
    // Version, density and its unit; the small picture that may follow is dropped.
    return concat(payload.subarray(0, JFIF_LENGTH - 2), new Uint8Array(2));
  }
  if (marker === ADOBE && begins(payload, "Adobe") && payload.length >= ADOBE_LENGTH) {
    // Says in which colours the picture is; the flags before it are of the program that wrote it.
    const colours = payload[ADOBE_LENGTH - 1];
    return Uint8Array.of(0x41, 0x64, 0x6f, 0x62, 0x65, 0, 0x64, 0, 0, 0, 0, colours);
  }
  return null;
}

/** Marker, payload and entropy-coded data of each segment up to the end of the image. */
function* segments(data) {
  let at = 2;
  for (;;) {
    const marker = nextMarker(data, at);
    at = marker.at;
    if (marker.code === EOI) return;
    const length = number(data, at, 2, false);
    const payload = data.subarray(at + 2, at + length);
    if (length < 2 || payload.length !== length - 2 || standsAlone(marker.code)) throw damaged();
    at += length;
    const end = marker.code === SOS ? scanEnd(data, at) : at;
    yield { marker: marker.code, payload, scan: data.subarray(at, end) };
    at = end;
  }
}

/** @type {(marker: number) => boolean} */
const standsAlone = (marker) => isRestart(marker) || [0, 1, SOI].includes(marker);

/** The next marker and where its segment begins; any number of FF may stand before it. */
function nextMarker(data, start) {
  let at = start;
  if (data[at] !== 0xff) throw damaged();
  while (data[at] === 0xff) at += 1;
  if (at >= data.length) throw damaged();
  return { code: data[at], at: at + 1 };
}

/** Where entropy-coded data end: at a marker that is neither a stuffed FF nor a restart. */
function scanEnd(data, start) {
  let at = data.indexOf(0xff, start);
  while (at >= 0) {
    const following = data[at + 1];
    if (following !== undefined && following !== 0 && !isRestart(following)) return at;
    at = data.indexOf(0xff, at + 2);
  }
  throw damaged();
}

/** Whether Exif metadata carry an orientation other than upright. @type {(payload: Uint8Array) => boolean} */
function saysTurned(payload) {
  const tiff = payload.subarray(6);
  const little = begins(tiff, "II*\0");
  if (!begins(payload, "Exif\0\0") || !(little || begins(tiff, "MM\0*"))) return false;
  const read = (at, size) => number(tiff, at, size, little);
  const first = read(4, 4) + 2;
  // A directory may claim more entries than there are bytes.
  const end = Math.min(first + ENTRY_BYTES * read(first - 2, 2), tiff.length);
  for (let at = first; at < end; at += ENTRY_BYTES) {
    const value = read(at + 8, 2);
    if (read(at, 2) === ORIENTATION && value >= 2 && value <= 8) return true;
  }
  return false;
}

/**
 * A number of at most four bytes; bytes past the end are left out.
 * @type {(data: Uint8Array, at: number, size: number, little: boolean) => number}
 */
function number(data, at, size, little) {
  const bytes = [...data.subarray(at, at + size)];
  return (little ? bytes.reverse() : bytes).reduce((sum, byte) => sum * 256 + byte, 0);
}

/** @type {(data: Uint8Array, ascii: string) => boolean} */
const begins = (data, ascii) => [...ascii].every((letter, index) => data[index] === letter.charCodeAt(0));
