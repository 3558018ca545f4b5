/** What a letter is made with: drawn anew each time, overwritten after, and for nothing that the questions refuse. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { parseHeader } from "../../../client/crypto/envelope.js";
import { hkdf } from "../../../client/crypto/keys.js";
import { Purpose, info } from "../../../client/crypto/labels.js";
import { hmac } from "../../../client/node_modules/@noble/hashes/hmac.js";
import { sha256 } from "../../../client/node_modules/@noble/hashes/sha2.js";
import { Session } from "../../../client/work/session.js";
import { browserData } from "../browser_data.js";
import { PocketSite } from "../pocket_site.js";

const NOW = Math.floor(Date.now() / 1000);
const LETTER = { kind: "addition", form: { text: "x" }, now: NOW };
const JPEG = Uint8Array.from([0xff, 0xd8, 0xff, 0xc0, 0, 4, 9, 9, 0xff, 0xda, 0, 4, 9, 9, 1, 2, 3, 0xff, 0xd9]);
const isBlank = (bytes) => bytes.every((byte) => byte === 0);

describe("writing", () => {
  let site;
  let served;
  let roster;
  before(async () => {
    site = await PocketSite.open();
    const get = async (path) => new Uint8Array(await (await fetch(site.url + path)).arrayBuffer());
    [served, roster] = await Promise.all([get("/keyring/0"), get("/keyring/roster")]);
  });
  after(() => site.close());

  /** A session with keys; all that it draws, as it was and as it is; and the roots that it was given. */
  async function writer() {
    const drawn = [];
    const session = new Session((size) => {
      const now = crypto.getRandomValues(new Uint8Array(size));
      drawn.push({ now, then: now.slice() });
      return now;
    });
    const trust = new Uint8Array(Buffer.from(site.trust, "base64"));
    session.open({ ...browserData("uk"), trust, language: "uk" });
    await session.verify({ served, roster, now: NOW });
    session.draw();
    const roots = [new Uint8Array(32).fill(7)];
    await session.takeRoots({ roots });
    return { session, drawn, roots };
  }

  test("words are drawn, and a key and a nonce for each sealing", async () => {
    const { session, drawn } = await writer();
    const envelopes = [await session.seal(LETTER, () => {}), await session.seal(LETTER, () => {})];
    assert.deepEqual(drawn.map(({ then }) => then.length), [13, 32, 24, 32, 24]);
    for (const [at, envelope] of envelopes.entries()) {
      const [key, nonce] = drawn.slice(1 + 2 * at).map(({ then }) => then);
      const { raw, mac, authenticated } = parseHeader(envelope);
      assert.deepEqual(mac, hmac(sha256, hkdf(key, info(Purpose.HEADER)), authenticated));
      assert.deepEqual(envelope.slice(raw.length, raw.length + nonce.length), nonce);
    }
  });

  test("keys are overwritten when they have served, words when they are forgotten", async () => {
    const { session, drawn, roots } = await writer();
    assert.ok(roots.every(isBlank));
    await session.seal(LETTER, () => {});
    const [words, key] = drawn.map(({ now }) => now);
    assert.ok(isBlank(key) && !isBlank(words));
    session.forget();
    assert.ok(isBlank(words));
  });

  test("what is forgotten goes along with no other letter", async () => {
    const { session } = await writer();
    assert.equal(session.addPicture({ data: JPEG }).sizes.length, 1);
    session.forget();
    assert.equal(session.addPicture({ data: JPEG }).sizes.length, 1);
  });

  test("what the questions refuse is not sealed", async () => {
    const { session, drawn } = await writer();
    for (const [kind, form] of [["inquiry", {}], ["addition", {}], ["addition", { text: 5 }], ["addition", { other: "x" }]]) {
      await assert.rejects(async () => session.seal({ kind, form, now: NOW }, () => {}), ({ code }) => /^form-/.test(code));
    }
    assert.equal(drawn.length, 1);
  });
});
