/** The worker's session without a network: words, pictures, sizes, and what it refuses. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { SIZES } from "../../../client/crypto/envelope.js";
import { Wordlist, contains, normalise } from "../../../client/crypto/passphrase.js";
import { wordsOf } from "../browser_data.js";
import { PocketSite, deriveKeys, pageOf } from "../pocket_site.js";

const NOW = () => Math.floor(Date.now() / 1000);
const JPEG = Uint8Array.from([
  0xff, 0xd8, 0xff, 0xe1, 0, 6, 1, 2, 3, 4, 0xff, 0xc0, 0, 4, 9, 9, 0xff, 0xda, 0, 4, 9, 9, 1, 2, 3, 0xff, 0xd9,
]);

describe("a session", () => {
  let site;
  before(async () => {
    site = await PocketSite.open();
  });
  after(() => site.close());

  test("words that were shown are accepted however they are typed, and no others", async () => {
    const { work, visit } = await pageOf(site);
    await visit.lists();
    await work.call("draw");
    const words = await work.call("spell");
    assert.equal(words.length, 10);
    await work.call("checkAgain", { typed: words.join(" ").toUpperCase() });
    await work.call("checkAgain", { typed: words.map((word) => word.slice(0, 4)).join("\n") });
    const list = wordsOf("uk");
    const other = words.with(6, list[(list.indexOf(words[6]) + 1) % list.length]);
    await assert.rejects(work.call("checkAgain", { typed: other.join(" ") }), {
      code: "words-not-the-same", facts: { position: 7 },
    });
    await assert.rejects(work.call("checkAgain", { typed: "x ".repeat(10) }), { code: "passphrase-unknown-word" });
    await assert.rejects(work.call("checkAgain", { typed: "" }), { code: "passphrase-length" });
  });

  test("no words are shown before the lists have come", async () => {
    const { work } = await pageOf(site);
    await work.call("draw");
    await assert.rejects(work.call("spell"), { code: "wordlist" });
  });

  test("words of another letter are not those", async () => {
    const { work, visit } = await pageOf(site);
    await visit.lists();
    await work.call("draw");
    const before = await work.call("spell");
    await work.call("draw");
    await assert.rejects(work.call("checkAgain", { typed: before.join(" ") }), { code: "words-not-the-same" });
  });

  test("words are read in each language, and kept out of the answers", async () => {
    const english = await pageOf(site, { language: "en" });
    await english.visit.lists();
    await english.work.call("draw");
    const words = await english.work.call("spell");
    const { work, visit } = await pageOf(site);
    await visit.lists();
    await work.call("read", { typed: words.join(" "), only: true });
    assert.equal((await work.call("jobs")).length, 1);
    const value = `My words: ${words.join(", ")}. Thank you.`;
    await assert.rejects(work.call("checkText", { value, path: "text" }), { code: "form-holds-words" });
    await work.call("checkText", { value: "Nothing of that kind.", path: "text" });
  });

  test("no letter is sealed that holds words, wherever in it", async () => {
    const { work, visit } = await pageOf(site);
    await visit.authority();
    await visit.lists();
    await work.call("draw");
    const words = await work.call("spell");
    await deriveKeys(work);
    const seal = (form) => work.call("seal", { kind: "addition", form, now: NOW() });
    await assert.rejects(seal({ text: `Ours: ${words.join(" ")}` }), {
      code: "form-holds-words", facts: { field: "text" },
    });
    await assert.rejects(seal({ text: "x", "other-names": words }), { code: "form-holds-words" });
    await seal({ text: words.slice(1).join(" ") });
  });

  test("words that two languages have are read in the one that is said", async () => {
    const { work, visit } = await pageOf(site);
    await visit.lists();
    const typed = ambiguous();
    await assert.rejects(work.call("read", { typed, only: true }), {
      code: "words-ambiguous", facts: { count: 2, languages: ["ru", "uk"] },
    });
    await work.call("read", { typed, only: true, language: "ru" });
    const [russian] = await work.call("jobs");
    await work.call("read", { typed, only: true, language: "uk" });
    const [ukrainian] = await work.call("jobs");
    await work.call("read", { typed, only: false });
    assert.deepEqual((await work.call("jobs")).map(({ entropy }) => entropy), [russian, ukrainian].map(({ entropy }) => entropy));
    // What is said helps to choose, and takes nothing away where there is no choice.
    await work.call("draw");
    const words = (await work.call("spell")).join(" ");
    await work.call("read", { typed: words, only: true, language: "en" });
  });

  test("what was verified can be told: edition, officers, witnesses, and when they last saw it", async () => {
    const { visit } = await pageOf(site);
    const before = NOW();
    await visit.authority();
    const { seen, head, ...report } = visit.report;
    assert.deepEqual(report, {
      epoch: 0, known: true, threshold: 2, officers: 2, needed: 1, witnesses: 1, readers: { caseworkers: 2, threshold: 2, shares: 2 },
    });
    assert.equal(head.length, 44);
    assert.ok(seen < before && seen > before - 2 * 3600);
  });

  test("damaged lists are refused: they would read other words", async () => {
    const { work } = await pageOf(site);
    const lists = await (await fetch(`${site.url}/client/words`)).json();
    const turned = Object.fromEntries(Object.entries(lists).map(([name, words]) => [name, [...words.slice(5), ...words.slice(0, 5)]]));
    for (const text of ["", "{}", JSON.stringify(turned), `${JSON.stringify(lists)} `]) {
      await assert.rejects(work.call("lists", { served: new TextEncoder().encode(text) }), { code: "wordlist" });
    }
    await work.call("lists", { served: new TextEncoder().encode(JSON.stringify(lists)) });
  });

  test("pictures lose their metadata, count, and can be dropped", async () => {
    const { work } = await pageOf(site);
    const { sizes } = await work.call("addPicture", { data: JPEG });
    assert.ok(sizes[0] < JPEG.length);
    await assert.rejects(work.call("addPicture", { data: Uint8Array.of(1) }), {
      code: "attachment-type", facts: { position: 2 },
    });
    assert.deepEqual((await work.call("addPicture", { data: JPEG })).sizes.length, 2);
    assert.deepEqual((await work.call("dropPicture", { at: 0 })).sizes.length, 1);
    for (let count = 2; count <= 8; count += 1) {
      await work.call("addPicture", { data: JPEG });
    }
    await assert.rejects(work.call("addPicture", { data: JPEG }), { code: "attachment-too-many" });
  });

  test("the size that is told before is that of the envelope", async () => {
    const { work, visit } = await pageOf(site);
    await assert.rejects(work.call("room", { kind: "addition", form: { text: "x" } }), { code: "keyring" });
    await visit.authority();
    await work.call("draw");
    await deriveKeys(work);
    const told = new Set();
    for (const characters of [10, 400_000]) {
      if (characters > 1000) await work.call("addPicture", { data: bigPicture(characters) });
      const letter = { kind: "addition", form: { text: "x" } };
      const size = await work.call("room", letter);
      const envelope = await work.call("seal", { ...letter, now: NOW() });
      assert.equal(envelope.length, size);
      told.add(size);
    }
    assert.deepEqual([...told], SIZES.slice(0, 2));
  });

  test("at the edge of a size the told one is still that of the envelope", async () => {
    const { work, visit } = await pageOf(site);
    await visit.authority();
    await work.call("draw");
    await deriveKeys(work);
    const letter = { kind: "addition", form: { text: "x" } };
    let [least, most] = [1, SIZES[0]];
    while (least + 1 < most) {
      const middle = (least + most) >> 1;
      await work.call("addPicture", { data: bigPicture(middle) });
      if ((await work.call("room", letter)) === SIZES[0]) least = middle;
      else most = middle;
      await work.call("dropPicture", { at: 0 });
    }
    for (const [length, size] of [[least, SIZES[0]], [most, SIZES[1]]]) {
      await work.call("addPicture", { data: bigPicture(length) });
      assert.equal((await work.call("seal", { ...letter, now: NOW() })).length, size);
      await work.call("dropPicture", { at: 0 });
    }
  });

  test("looking between writing and sending does not take away what a letter is sealed to", async () => {
    const { work, visit } = await pageOf(site);
    await visit.authority();
    await work.call("draw");
    await deriveKeys(work);
    const served = new Uint8Array(await (await fetch(`${site.url}/keyring/0`)).arrayBuffer());
    await work.call("verify", { served, now: NOW() });
    const letter = { kind: "addition", form: { text: "x" }, now: NOW() };
    await work.call("seal", letter);
    await site.ask("next_epoch");
    const newer = new Uint8Array(await (await fetch(`${site.url}/keyring/0`)).arrayBuffer());
    await work.call("verify", { served: newer, now: NOW() });
    await assert.rejects(work.call("seal", letter), { code: "keyring" });
  });

  test("other words are other letters: pictures do not go along with them", async () => {
    const { work, visit } = await pageOf(site);
    await visit.lists();
    await work.call("draw");
    const typed = (await work.call("spell")).join(" ");
    await work.call("addPicture", { data: JPEG });
    await work.call("read", { typed, only: true });
    assert.equal((await work.call("addPicture", { data: JPEG })).sizes.length, 1);
  });

  test("what is forgotten is gone", async () => {
    const { work, visit } = await pageOf(site);
    await visit.authority();
    await work.call("draw");
    await deriveKeys(work);
    await work.call("forget");
    await assert.rejects(work.call("seal", { kind: "addition", form: { text: "x" }, now: NOW() }), {
      code: "words-ambiguous",
    });
    assert.deepEqual(await work.call("jobs"), []);
  });

  test("what is no call is a fault, and says nothing of itself", async () => {
    const { work } = await pageOf(site);
    await assert.rejects(work.call("constructor"), { code: "internal", facts: {} });
    await assert.rejects(work.call("checkAgain", { typed: 5 }), { code: "internal", facts: {} });
  });
});

/** A picture of about so many bytes, most of them its own. */
function bigPicture(size) {
  const data = new Uint8Array(JPEG.length + size).fill(7);
  data.set(JPEG.subarray(0, -2));
  data.set(JPEG.subarray(-2), data.length - 2);
  return data;
}

/** Ten words that spell something in Ukrainian and in Russian: about one in 4,096 of what both lists have does. */
function ambiguous() {
  const lists = ["uk", "ru"].map((language) => new Wordlist(language, wordsOf(language)));
  const shared = lists[0].words.filter((word) => lists[1].index(normalise(word)) !== null);
  for (let number = 0; ; number += 1) {
    const typed = [0, 1, 2, 3, 4, 5, 6, 7, 8].map((at) => shared[(number * 37 + at * 11) % shared.length]);
    const last = shared.find((word) => bothRead([...typed, word].join(" "), lists));
    if (last !== undefined) return [...typed, last].join(" ");
  }
}

function bothRead(typed, lists) {
  return lists.every((list) => contains(typed, [list]));
}
