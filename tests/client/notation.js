/** The files of tests/vectors/ as its README.md describes them: bytes, blobs, edits, cases. */
import { readFileSync, readdirSync } from "node:fs";

const FOLDER = new URL("../vectors/", import.meta.url);
const READERS = { text: "utf8", hex: "hex", base64: "base64" };

/**
 * One case: its name, what goes in, and what must come out or be refused with.
 * @typedef {{name: string, given: object, output: unknown, error: string | undefined, facts: object}} Case
 */

/** The names of all files of vectors, such as `padding/unpad`. @returns {string[]} */
export function vectorFiles() {
  const folders = readdirSync(FOLDER, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders
    .filter((folder) => folder.name !== "sealed")
    .flatMap((folder) => readdirSync(new URL(`${folder.name}/`, FOLDER)).map((file) => `${folder.name}/${file}`))
    .filter((path) => path.endsWith(".json"))
    .map((path) => path.slice(0, -".json".length))
    .sort();
}

/**
 * One file's operation and cases.
 * @param {string} name
 * @returns {{operation: string, cases: Case[]}}
 */
export function load(name) {
  const content = JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), "utf8"));
  const blobs = Object.fromEntries(
    Object.entries(content.blobs ?? {}).map(([blob, value]) => [blob, read(value, {})]),
  );
  const cases = content.cases.map((item) => ({
    name: item.name,
    given: read(item.input, blobs),
    output: read(item.output, blobs),
    error: item.error,
    facts: item.facts ?? {},
  }));
  return { operation: content.operation, cases };
}

/** The value behind its notation. */
export function read(value, blobs) {
  if (Array.isArray(value)) return value.map((item) => read(item, blobs));
  if (typeof value !== "object" || value === null) return value;
  if (typeof value.blob === "string") return (value.edits ?? []).reduce(edit, blobs[value.blob]);
  if (Array.isArray(value.pieces)) {
    const pieces = value.pieces.flatMap(([piece, times]) => Array(times).fill(read(piece, {})));
    return bytes(Buffer.concat(pieces));
  }
  const [[key, text] = [], ...more] = Object.entries(value);
  if (READERS[key] && typeof text === "string" && more.length === 0) return bytes(Buffer.from(text, READERS[key]));
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, read(item, blobs)]));
}

function edit(data, [offset, removed, inserted]) {
  return bytes(
    Buffer.concat([data.subarray(0, offset), Buffer.from(inserted, "hex"), data.subarray(offset + removed)]),
  );
}

/** A copy that owns its memory: a Buffer is a window on a pool, which hides mistakes with offsets or makes them. */
function bytes(buffer) {
  return Uint8Array.from(buffer);
}

/**
 * A value in which bytes are hexadecimal, so that a difference can be read.
 * @param {unknown} value
 * @returns {unknown}
 */
export function legible(value) {
  if (value instanceof Uint8Array) return `0x${Buffer.from(value).toString("hex")}`;
  if (Array.isArray(value)) return value.map(legible);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, legible(item)]));
}
