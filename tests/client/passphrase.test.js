/** Stretching as a page uses it: with progress, and with the same parameters for another implementation. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { stretch, stretchInput } from "../../client/crypto/passphrase.js";

const entropy = Uint8Array.from({ length: 13 }, (_, i) => i);

test("progress goes from nothing to all, and the entropy is left as it is", () => {
  const told = [];
  stretch(entropy, "rehearsal/demo", (done) => told.push(done));
  assert.deepEqual(told, told.toSorted((one, two) => one - two));
  assert(told[0] < 0.02 && told.at(-1) === 1 && told.length > 100);
  assert.deepEqual(Array.from(entropy), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
});

test("the parameters are frozen: others would lock everybody out", () => {
  const { salt, password, ...numbers } = stretchInput(entropy, "rehearsal/demo");
  assert.deepEqual(numbers, { passes: 2, kib: 19456, lanes: 1, length: 32 });
  assert.equal(Buffer.from(salt).toString("hex").length, 32);
  assert.equal(password, entropy);
});

test("another realm, another salt; no realm, none", () => {
  assert.notDeepEqual(stretchInput(entropy, "a/b").salt, stretchInput(entropy, "a/c").salt);
  assert.throws(() => stretchInput(entropy, "demo"), { code: "encoding" });
  assert.throws(() => stretchInput(entropy.slice(1), "a/b"), { code: "encoding" });
});
