/** Sealing as a page does it: without `crypto.subtle`, telling how far it is, and never to a key unfit for it. */
import assert from "node:assert/strict";
import { test } from "node:test";

// Before the modules are loaded: so it is on a plain-http page that the browser takes for no secure context.
Object.defineProperty(globalThis.crypto, "subtle", { value: undefined });
const { Publication, findAddress, openCell, sealCell } = await import("../../client/crypto/cell.js");
const { openEnvelope, parseHeader, sealEnvelope } = await import("../../client/crypto/envelope.js");
const { FamilyKeys } = await import("../../client/crypto/family.js");
const { Kind, Letter } = await import("../../client/crypto/letter.js");
const { findSlice } = await import("../../client/crypto/mailbox.js");
const { Identity, Recipient, xwingPublic } = await import("../../client/crypto/recipient.js");

const ORIGIN = "rehearsal/test";
const CONTEXT = Uint8Array.of(1);
const filled = (byte, length = 32) => new Uint8Array(length).fill(byte);
const family = await FamilyKeys.fromRoot(filled(1));
const readers = await Promise.all([2, 3, 4].map((byte) => Identity.fromSeed(filled(byte))));
const letter = new Letter({ kind: Kind.INQUIRY, day: "2026-05-28", public: family.public, form: { note: "а" } });

function keyring(recipients = readers.map((reader) => reader.recipient)) {
  return { origin: ORIGIN, epoch: 0, headHash: filled(9), recipients };
}

const fresh = () => ({ inquiryKey: filled(5), nonce: filled(6, 24) });

test("nothing needs crypto.subtle", async () => {
  assert.equal(crypto.subtle, undefined);
  const envelope = await sealEnvelope(letter, family.author, keyring(), fresh());
  for (const reader of readers) {
    assert.deepEqual((await openEnvelope(envelope, reader, ORIGIN)).form, { note: "а" });
  }
});

test("the same letter sealed twice has other boxes in its header", async () => {
  const [one, two] = await Promise.all(
    [1, 2].map(async () => parseHeader(await sealEnvelope(letter, family.author, keyring(), fresh()))),
  );
  assert.deepEqual(one.stanzas.map((item) => item.shortId), two.stanzas.map((item) => item.shortId));
  one.stanzas.forEach(({ sealed }, i) => assert.notDeepEqual(sealed, two.stanzas[i].sealed));
});

test("progress counts to the number of recipients", async () => {
  const told = [];
  await sealEnvelope(letter, family.author, keyring(), fresh(), (done, total) => told.push([done, total]));
  assert.deepEqual(told, [[1, 3], [2, 3], [3, 3]]);
});

test("who stops in the middle gets no envelope", async () => {
  const stop = new Error("stopped");
  const sealed = sealEnvelope(letter, family.author, keyring(), fresh(), () => {
    throw stop;
  });
  await assert.rejects(sealed, stop);
});

test("no letter is sealed to an unfit key, even if nobody checked the roster", async () => {
  const { x25519, xwing } = readers[0].recipient;
  const outsized = Uint8Array.from(xwing);
  outsized.set([0xff, 0xff, 0xff], 300);
  const small = Uint8Array.from(xwing);
  small.fill(0, 1184);
  const unfit = [
    new Recipient(filled(0), xwing),
    new Recipient(x25519, outsized),
    new Recipient(x25519, small),
    new Recipient(x25519, xwing.slice(1)),
    new Recipient(x25519.slice(1), xwing),
  ];
  for (const recipient of unfit) {
    const sealed = sealEnvelope(letter, family.author, keyring([recipient]), fresh());
    await assert.rejects(sealed, { code: "key-degenerate" });
  }
});

test("arguments of the wrong length are bugs, found before anything is sealed", async () => {
  const told = [];
  for (const randomness of [
    { inquiryKey: filled(5, 31), nonce: filled(6, 24) },
    { inquiryKey: filled(5), nonce: filled(6, 23) },
  ]) {
    const sealed = sealEnvelope(letter, family.author, keyring(), randomness, () => told.push(1));
    await assert.rejects(sealed, RangeError);
  }
  assert.deepEqual(told, []);
  await assert.rejects(Identity.fromSeed(filled(1, 31)), RangeError);
  await assert.rejects(xwingPublic(filled(1, 33)), RangeError);
  assert.throws(() => findSlice(filled(0, 4), 1, filled(0, 7)), RangeError);
  assert.throws(() => new Letter({ kind: "letter", day: "", public: family.public, form: {} }), RangeError);
});

test("neither sealing nor opening changes what it is given", async () => {
  const seed = filled(2);
  const identity = await Identity.fromSeed(seed);
  const sealed = await identity.recipient.seal(CONTEXT, CONTEXT);
  const before = Uint8Array.from(sealed);
  assert.deepEqual(await identity.open(sealed, CONTEXT), CONTEXT);
  assert.deepEqual(sealed, before);
  assert.deepEqual(seed, filled(2));
  // A window on a larger buffer, as a slice of a download is.
  const wide = new Uint8Array(sealed.length + 7);
  wide.set(sealed, 5);
  assert.deepEqual(await identity.open(wide.subarray(5, 5 + sealed.length), CONTEXT), CONTEXT);
});

test("a cell opens for its family alone, in its publication alone, under its tag alone", async () => {
  const here = new Publication(ORIGIN, "desk", 7);
  const { tags } = findAddress(here, family.address, readers[0].recipient.x25519);
  const cell = await sealCell(here, tags[0], family.public.reply, CONTEXT);
  assert.deepEqual(await openCell(here, tags[0], family.reply, cell), CONTEXT);
  const refused = { code: "cell-invalid" };
  await assert.rejects(openCell(here, tags[1], family.reply, cell), refused);
  await assert.rejects(openCell(new Publication(ORIGIN, "desk", 8), tags[0], family.reply, cell), refused);
  await assert.rejects(openCell(here, tags[0], readers[0], cell), refused);
});
