/** What only JavaScript could get wrong in encodings: its own kinds of values. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  b64decode, b64encode, bigEndian, canonicalJson, compareBytes, fromUtf8, utf8,
} from "../../client/crypto/encoding.js";

const refused = { code: "encoding" };

test("canonical JSON takes no value of which JSON.stringify would make something else", () => {
  const values = [
    undefined, null, NaN, Infinity, 0.5, 2 ** 53, 1n, Symbol("a"), () => 1, new Date(0), new Map(), new Uint8Array(2),
    new String("a"), /a/, [undefined], new Array(2), { a: undefined }, { a: { b: new Set() } }, "\ud800",
    "\udc00\ud800",
  ];
  for (const value of values) {
    assert.throws(() => canonicalJson(value), refused, String(value?.constructor?.name));
  }
});

test("canonical JSON takes objects without a prototype, and minus zero as zero", () => {
  const bare = Object.assign(Object.create(null), { b: -0, a: true });
  assert.equal(fromUtf8(canonicalJson(bare)), '{"a":true,"b":0}');
});

test("text with half a letter is refused, and not replaced", () => {
  assert.throws(() => utf8("a\ud83c"), refused);
  assert.deepEqual(utf8("🌻"), Uint8Array.of(0xf0, 0x9f, 0x8c, 0xbb));
});

test("base64 of more bytes than a call takes arguments", () => {
  const data = Uint8Array.from({ length: 300_000 }, (_, i) => i % 251);
  assert.equal(compareBytes(b64decode(b64encode(data)), data), 0);
});

test("numbers as bytes: all that fit, and no others", () => {
  assert.deepEqual(bigEndian(2 ** 53 - 1, 8), Uint8Array.of(0, 0x1f, 255, 255, 255, 255, 255, 255));
  assert.deepEqual(bigEndian(2n ** 64n - 1n, 8), new Uint8Array(8).fill(255));
  for (const number of [-1, 256, 0.5]) {
    assert.throws(() => bigEndian(number, 1), RangeError);
  }
});
