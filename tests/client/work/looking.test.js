/** Looking for an answer, step by step: what is not proven to be of the publication is not looked into. */
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { PocketSite, deriveKeys, pageOf } from "../pocket_site.js";

const NOW = () => Math.floor(Date.now() / 1000);
const DAY = 86_400;
const publisher = "desk";

describe("looking", () => {
  let site;
  let work;
  let index;
  let slice;
  let words;
  const served = async (path) => new Uint8Array(await (await fetch(site.url + path)).arrayBuffer());

  before(async () => {
    site = await PocketSite.open();
  });
  after(() => site.close());
  beforeEach(async () => {
    const page = await pageOf(site);
    work = page.work;
    await page.visit.lists();
    await work.call("draw");
    words = (await work.call("spell")).join(" ");
    await deriveKeys(work);
    await published(null);
  });

  /** Up to a publication's manifest: what comes after it, the manifest alone vouches for. */
  async function published(answer) {
    await site.ask("publish", words, answer);
    await work.call("verify", { served: await served("/keyring/0"), now: NOW() });
    const signed = await served(`/mailbox/${publisher}/manifest`);
    const { number } = await work.call("manifest", { publisher, signed });
    index = await served(`/mailbox/${publisher}/${number}/index`);
    slice = (at) => served(`/mailbox/${publisher}/${number}/slice/${at}`);
  }

  test("only the index that was signed out tells where to look", async () => {
    for (const other of [index.map((byte, at) => (at === index.length - 1 ? byte ^ 1 : byte)), new Uint8Array()]) {
      await assert.rejects(work.call("index", { publisher, served: other }), { code: "index-malformed" });
    }
    await work.call("index", { publisher, served: index });
  });

  test("a publication is late from the fourth day after the next was due", async () => {
    await work.call("index", { publisher, served: index });
    const [at] = await work.call("slices", { publisher });
    await work.call("slice", { served: await slice(at) });
    const [{ nextDay }] = await work.call("findings", { now: NOW() });
    const due = Date.parse(nextDay) / 1000;
    const late = async (now) => (await work.call("findings", { now })).map((finding) => finding.late);
    assert.deepEqual(await late(due + 4 * DAY - 1), [false]);
    assert.deepEqual(await late(due + 4 * DAY), [true]);
  });

  test("a slice with one bit turned holds nothing for anybody", async () => {
    await work.call("index", { publisher, served: index });
    const [at] = await work.call("slices", { publisher });
    const bytes = await slice(at);
    bytes[bytes.length - 1] ^= 1;
    await assert.rejects(work.call("slice", { served: bytes }), { code: "slice-proof" });
    assert.deepEqual(await work.call("findings", { now: NOW() }), []);
  });

  test("an answer in words that nobody knows is not shown, whoever signed it", async () => {
    await published({ work: "answered", knowledge: { value: "made-up" }, text: "", language: "uk" });
    await work.call("index", { publisher, served: index });
    const [at] = await work.call("slices", { publisher });
    await assert.rejects(work.call("slice", { served: await slice(at) }), { code: "answer-not-in-vocabulary" });
    assert.deepEqual(await work.call("findings", { now: NOW() }), []);
  });
});
