/**
 * Files in which a server's answers are carried to a machine without a network (docs/spec/carried.md). They only frame:
 * what is inside is verified by whoever uses it.
 * @module
 */
import { checkName, decimal } from "../crypto/encoding.js";
import { TrackerError, recode } from "../crypto/errors.js";
import { LineReader } from "../crypto/lines.js";

export const KEYRING_FILE = "inquiry-keyring-file/v1";
export const MAILBOX_FILE = "inquiry-mailbox-file/v1";
export const CARRIED_MAX = 16 * 1024 * 1024;
const END = "end -";
const HEADER_MAX = 256;

/** @typedef {{keyring: Uint8Array, roster: Uint8Array}} KeyringFile */
/** @typedef {{publisher: string, manifest: Uint8Array, index: Uint8Array}} MailboxFile */

/**
 * What is in a keyring file, unverified.
 * @param {Uint8Array} data
 * @returns {KeyringFile}
 * @throws {TrackerError} carried-malformed
 */
export function decodeKeyringFile(data) {
  return recode(["encoding"], "carried-malformed", () => {
    const { reader, body } = readHeader(data, KEYRING_FILE);
    const [keyring, roster] = readParts(reader, body, ["keyring", "roster"]);
    return { keyring, roster };
  });
}

/**
 * What is in a mailbox file, unverified.
 * @param {Uint8Array} data
 * @returns {MailboxFile}
 * @throws {TrackerError} carried-malformed
 */
export function decodeMailboxFile(data) {
  return recode(["encoding"], "carried-malformed", () => {
    const { reader, body } = readHeader(data, MAILBOX_FILE);
    const publisher = checkName(reader.field("publisher"));
    const [manifest, index] = readParts(reader, body, ["manifest", "index"]);
    return { publisher, manifest, index };
  });
}

/** @type {(data: Uint8Array, firstLine: string) => {reader: LineReader, body: Uint8Array}} */
function readHeader(data, firstLine) {
  if (data.length > CARRIED_MAX) throw new TrackerError("too-large");
  const mark = `\n${END}\n`;
  const found = String.fromCharCode(...data.subarray(0, HEADER_MAX)).indexOf(mark);
  if (found < 0) throw new TrackerError("encoding");
  const end = found + mark.length;
  const reader = new LineReader(data.subarray(0, end), HEADER_MAX);
  reader.literal(firstLine);
  return { reader, body: data.subarray(end) };
}

/** @type {(reader: LineReader, body: Uint8Array, names: string[]) => Uint8Array[]} */
function readParts(reader, body, names) {
  const [first, second] = names.map((name) => decimal(reader.field(name)));
  reader.literal(END);
  reader.end();
  if (first + second !== body.length) throw new TrackerError("encoding");
  return [body.slice(0, first), body.slice(first)];
}
