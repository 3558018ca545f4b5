/** A letter on its way: what may have arrived is never said to have not. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { TrackerError } from "../../../client/crypto/errors.js";
import { deliver } from "../../../client/page/delivery.js";

const ENVELOPE = Uint8Array.of(1, 2, 3);
const LOST = new TrackerError("server-unreachable", { lost: true });
const refused = (code) => new TrackerError("server-refused", { server_code: code });

/** Posts that end one after the other as they are told to, and keep what was posted. */
function posting(...ends) {
  const posted = [];
  const post = async (path, body) => {
    posted.push([path, body]);
    const end = ends.shift();
    if (end instanceof Error) throw end;
    return end;
  };
  return { post, posted };
}

test("what was lost is sent again as the same bytes", async () => {
  const { post, posted } = posting(LOST, LOST, "receipt");
  assert.equal(await deliver(post, ENVELOPE, async () => true), "receipt");
  assert.equal(posted.length, 3);
  assert.ok(posted.every(([path, body]) => path === "/intake" && body === ENVELOPE));
});

test("who does not want to try again is left in doubt", async () => {
  const { post } = posting(LOST);
  await assert.rejects(deliver(post, ENVELOPE, async () => false), { code: "letter-in-doubt" });
});

test("once it may have arrived, no later refusal says that it has not", async () => {
  const { post } = posting(LOST, refused("storage-full"));
  const answers = [true, false];
  await assert.rejects(deliver(post, ENVELOPE, async () => answers.shift()), { code: "letter-in-doubt" });
});

test("who is asked hears what was said last", async () => {
  const heard = [];
  const { post } = posting(LOST, refused("storage-full"), refused("busy"));
  const again = async (why) => heard.push(why.facts.server_code ?? why.code) < 3;
  await assert.rejects(deliver(post, ENVELOPE, again), { code: "letter-in-doubt" });
  assert.deepEqual(heard, ["server-unreachable", "storage-full", "busy"]);
});

for (const doubt of [false, true]) {
  test(`keys that were superseded are no doubt, ${doubt ? "whatever was before" : "after a loss too"}`, async () => {
    const { post } = posting(...(doubt ? [] : [LOST]), refused("epoch-superseded"));
    const again = async (why) => why === LOST;
    await assert.rejects(deliver(post, ENVELOPE, again, doubt), { code: "server-refused" });
  });
}

test("what an earlier visit to the line left in doubt stays there", async () => {
  const { post } = posting(refused("storage-full"));
  await assert.rejects(deliver(post, ENVELOPE, async () => false, true), { code: "letter-in-doubt" });
});

test("a refusal at once is one", async () => {
  const { post } = posting(refused("storage-full"));
  await assert.rejects(deliver(post, ENVELOPE, assert.fail), { code: "server-refused" });
});

for (const strange of [refused("unknown"), refused("server-fault"), new TrackerError("server-answer", {})]) {
  test(`${strange.code} ${strange.facts.server_code ?? ""} does not say that the letter is not there`, async () => {
    const { post } = posting(strange);
    await assert.rejects(deliver(post, ENVELOPE, async () => false), { code: "letter-in-doubt" });
  });
}

test("a fault of our own is none of the line's", async () => {
  const { post } = posting(new TypeError("ours"));
  await assert.rejects(deliver(post, ENVELOPE, assert.fail), TypeError);
});
