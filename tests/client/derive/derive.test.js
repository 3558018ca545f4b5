/** With and without WebAssembly the same words give the same keys. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { compiles, derive } from "../../../client/derive/derive.js";

const job = () => ({ entropy: new Uint8Array(13).fill(5), realm: "rehearsal/one" });

test("the fast and the slow way end in the same root; the slow one tells how far it is", async () => {
  assert.ok(compiles());
  const fast = await derive(job(), assert.fail);
  const { WebAssembly } = globalThis;
  const shares = [];
  try {
    delete globalThis.WebAssembly;
    assert.ok(!compiles());
    assert.deepEqual(await derive(job(), (share) => shares.push(share)), fast);
  } finally {
    globalThis.WebAssembly = WebAssembly;
  }
  assert.equal(fast.length, 32);
  assert.deepEqual(shares, [...new Set(shares)].sort((one, other) => one - other));
  assert.ok(shares.length > 20 && shares.length <= 101);
});

test("the entropy is overwritten", async () => {
  const { entropy, realm } = job();
  await derive({ entropy, realm }, () => {});
  assert.deepEqual(entropy, new Uint8Array(13));
});
