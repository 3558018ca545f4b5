/** What is kept of keys and signatures must not make anything true. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { SigningKey, checkSigningPublic, verify } from "../../client/crypto/keys.js";

const invalid = { code: "signature-invalid" };
const message = Uint8Array.of(1, 2, 3);
const keyOf = (number) => new SigningKey(new Uint8Array(32).fill(number % 256).fill(number >> 8, 16));

test("a signature that verified is good for its own key and message alone", () => {
  const [key, other] = [keyOf(1), keyOf(2)];
  const signature = key.sign(message);
  for (let again = 0; again < 2; again += 1) {
    verify(key.public, message, signature);
    assert.throws(() => verify(other.public, message, signature), invalid);
    assert.throws(() => verify(key.public, Uint8Array.of(1, 2, 4), signature), invalid);
    assert.throws(() => verify(key.public, message, other.sign(message)), invalid);
    assert.throws(() => verify(key.public, message, signature.with(0, signature[0] ^ 1)), invalid);
  }
});

test("more keys than are kept", () => {
  for (let number = 0; number < 600; number += 1) {
    const key = keyOf(number);
    assert.equal(checkSigningPublic(key.public), key.public);
    verify(key.public, message, key.sign(message));
  }
  verify(keyOf(3).public, message, keyOf(3).sign(message));
});

test("a bad key stays bad", () => {
  for (let again = 0; again < 2; again += 1) {
    assert.throws(() => checkSigningPublic(new Uint8Array(32)), { code: "key-degenerate" });
    assert.throws(() => verify(new Uint8Array(32), message, new Uint8Array(64)), invalid);
  }
});
