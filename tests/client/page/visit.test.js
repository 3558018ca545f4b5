/** A visit's requests and what comes of them, before a service of real keys: the twin of tests/family. */
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { TrackerError } from "../../../client/crypto/errors.js";
import { PocketSite, deriveKeys, pageOf, posting } from "../pocket_site.js";

const FORM = { language: "uk", holder: "russia", category: "civilian", "full-name": "Мар'яна", relation: "friend" };
const ANSWER = {
  work: "answered",
  knowledge: { value: "reported", source: "media", date: "2026-02", confidence: "low" },
  text: "Щось довге. ".repeat(300),
  language: "uk",
};
const DAY = 86_400;

/** What was asked. Keyring and roster are asked for at once: which of the two arrives first says nothing. */
function inOrder(story) {
  const roster = story.findIndex(([, path]) => path === "/keyring/roster");
  if (roster >= 0 && story[roster + 1]?.[1].startsWith("/keyring/")) {
    return story.toSpliced(roster, 2, story[roster + 1], story[roster]);
  }
  return story;
}

describe("a visit", () => {
  let site;
  before(async () => {
    site = await PocketSite.open();
  });
  after(() => site.close());
  beforeEach(() => site.ask("story_so_far"));

  async function written(kind, form, words = null) {
    const { work, visit } = await pageOf(site);
    await visit.authority();
    await visit.lists();
    await (words ? work.call("read", { typed: words, only: true }) : work.call("draw"));
    const spelled = words ?? (await work.call("spell")).join(" ");
    await deriveKeys(work);
    const sent = await visit.send({ kind, form, pictures: [] }, posting(site));
    return { sent, words: spelled };
  }

  async function looked(words) {
    const { work, visit } = await pageOf(site);
    const publishers = await visit.publishers();
    await visit.lists();
    const newest = visit.newest(publishers);
    await work.call("read", { typed: words, only: false });
    return visit.look(newest, deriveKeys(work));
  }

  test("a letter is opened by the caseworkers as it was written, and only a receipt counts", async () => {
    const { sent, words } = await written("inquiry", FORM);
    assert.deepEqual(sent, { day: "2026-03-02", again: "2026-03-09" });
    await written("addition", { text: "Новина" }, words);
    const letters = await site.ask("opened");
    assert.deepEqual(letters.map(({ kind, form }) => ({ kind, form })), [
      { kind: "inquiry", form: FORM },
      { kind: "addition", form: { text: "Новина" } },
    ]);
  });

  test("inquiry, addition and withdrawal are one shape on the wire", async () => {
    const { words } = await written("inquiry", FORM);
    const inquiry = inOrder(await site.ask("story_so_far"));
    await written("addition", { text: "Новина" }, words);
    const addition = inOrder(await site.ask("story_so_far"));
    await written("withdrawal", {}, words);
    const withdrawal = inOrder(await site.ask("story_so_far"));
    assert.deepEqual(inquiry.map(([method, path]) => `${method} ${path}`), [
      "GET /keyring/0", "GET /keyring/roster", "GET /client/words", "POST /intake",
    ]);
    assert.deepEqual(addition, inquiry);
    assert.deepEqual(withdrawal, inquiry);
  });

  test("a check is one shape, whatever it finds", async () => {
    const { words } = await written("inquiry", FORM);
    await site.ask("publish", words, null);
    await site.ask("story_so_far");
    const [nothing] = await looked(words);
    const without = await site.ask("story_so_far");
    assert.equal(nothing.content, null);
    const content = await site.ask("publish", words, ANSWER);
    const [found] = await looked(words);
    const withAnswer = await site.ask("story_so_far");
    assert.deepEqual(found.content, content);
    assert.equal(found.late, false);
    const shape = (story) => story.map(([method, path, ...rest]) => [method, path.replace(/slice.*/, "slice"), ...rest]);
    assert.deepEqual(shape(withAnswer), shape(without));
    assert.deepEqual(shape(without).map(([method, path]) => `${method} ${path}`), [
      "GET /keyring/0", "GET /client/words", "GET /mailbox/desk/manifest", "GET /mailbox/desk/7/index",
      "GET /mailbox/desk/7/slice",
    ]);
  });

  test("keys that were superseded meanwhile are verified anew, once", async () => {
    const { work, visit } = await pageOf(site);
    await visit.authority();
    await site.ask("story_so_far");
    await work.call("draw");
    await deriveKeys(work);
    await site.ask("next_epoch");
    await site.ask("refuse", "/intake", "epoch-superseded", 1);
    await visit.send({ kind: "inquiry", form: FORM, pictures: [] }, posting(site));
    const story = inOrder(await site.ask("story_so_far")).map(([, path]) => path);
    assert.deepEqual(story, ["/intake", "/keyring/0", "/keyring/roster", "/intake"]);
    await site.ask("refuse", "/intake", "epoch-superseded", 2);
    await assert.rejects(visit.send({ kind: "inquiry", form: FORM, pictures: [] }, posting(site)), { code: "server-refused" });
    assert.equal((await site.ask("story_so_far")).filter(([, path]) => path === "/intake").length, 2);
  });

  test("a letter that was lost before its keys were superseded is sealed anew and goes", async () => {
    const { work, visit } = await pageOf(site);
    await visit.authority();
    await work.call("draw");
    await deriveKeys(work);
    await site.ask("story_so_far");
    const already = (await site.ask("opened")).length;
    await site.ask("next_epoch");
    const line = posting(site);
    const posted = [];
    const cutOnce = async (path, body) => {
      posted.push(Buffer.from(body).toString("base64"));
      if (posted.length > 1) return line.post(path, body);
      await site.ask("refuse", "/intake", "epoch-superseded", 1);
      throw new TrackerError("server-unreachable", { lost: true });
    };
    let asked = 0;
    const again = async () => ++asked === 1;
    const sent = await visit.send({ kind: "inquiry", form: FORM, pictures: [] }, { ...line, post: cutOnce, again });
    assert.equal(sent.day, "2026-03-02");
    assert.equal(posted[0], posted[1]);
    assert.notEqual(posted[1], posted[2]);
    const story = inOrder(await site.ask("story_so_far")).map(([, path]) => path);
    assert.deepEqual(story, ["/intake", "/keyring/0", "/keyring/roster", "/intake"]);
    assert.equal((await site.ask("opened")).length, already);
  });

  test("with a clock wrong by a year nothing is verified, and so nothing sealed", async () => {
    const now = Math.floor(Date.now() / 1000);
    for (const [wrong, code] of [[now - 365 * DAY, "clock-wrong"], [now + 365 * DAY, "quorum-missing"]]) {
      const { work, visit } = await pageOf(site, { clock: () => wrong });
      await work.call("draw");
      await deriveKeys(work);
      await assert.rejects(visit.authority(), { code });
      await assert.rejects(visit.send({ kind: "inquiry", form: FORM, pictures: [] }, posting(site)), { code: "keyring" });
    }
    assert.deepEqual(await site.ask("opened"), []);
  });

  test("a letter in doubt is tried again as the same bytes, and sealed anew once it was changed", async () => {
    const { work, visit } = await pageOf(site);
    await visit.authority();
    await work.call("draw");
    await deriveKeys(work);
    const posted = [];
    const lost = posting(site, {
      post: async (_path, body) => {
        posted.push(Buffer.from(body).toString("base64"));
        throw new TrackerError("server-unreachable", { lost: true });
      },
    });
    const letter = { kind: "inquiry", form: FORM, pictures: [] };
    for (const each of [letter, { ...letter }, { ...letter, form: { ...FORM } }]) {
      await assert.rejects(visit.send(each, lost), { code: "letter-in-doubt" });
    }
    assert.equal(posted[0], posted[1]);
    assert.notEqual(posted[1], posted[2]);
  });

  test("a server that does not know our epoch is rolled back", async () => {
    const { visit } = await pageOf(site);
    await site.ask("refuse", "/keyring/0", "epoch-unknown", 1);
    await assert.rejects(visit.authority(), { code: "keyring-rolled-back" });
  });

  test("a keyring that is refused takes the one before with it", async () => {
    const { work, visit } = await pageOf(site);
    await visit.authority();
    await work.call("draw");
    await deriveKeys(work);
    const served = new TextEncoder().encode("no keyring");
    await assert.rejects(work.call("verify", { served, now: 0 }), { code: "keyring" });
    await assert.rejects(visit.send({ kind: "inquiry", form: FORM, pictures: [] }, posting(site)), { code: "keyring" });
  });

  test("who gives up asks nothing more", async () => {
    const { visit } = await pageOf(site);
    await assert.rejects(visit.authority(AbortSignal.abort()), { name: "AbortError" });
    assert.deepEqual(await site.ask("story_so_far"), []);
  });
});
