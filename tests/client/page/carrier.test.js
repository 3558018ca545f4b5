/** What a person carried in files, in the place of a server. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { TrackerError } from "../../../client/crypto/errors.js";
import { Carrier, bytesOf } from "../../../client/page/offline/carrier.js";
import { CARRIED_MAX } from "../../../client/records/carried.js";

const bytes = (text) => new TextEncoder().encode(text);
const KEYRING = bytes("inquiry-keyring-file/v1\nkeyring 4\nroster 3\nend -\nkeysros");
const mailbox = (name) => bytes(`inquiry-mailbox-file/v1\npublisher ${name}\nmanifest 4\nindex 5\nend -\nsignindex`);
const MALFORMED = { code: "carried-malformed" };

function carrier(ask = () => assert.fail("asked")) {
  return new Carrier(() => bytes("words"), ask);
}

async function verified(publishers) {
  const made = carrier();
  await made.takeKeyring(KEYRING, async () => publishers);
  return made;
}

describe("a carrier gives what a server would", () => {
  test("words, keyring and roster, manifest and index", async () => {
    const made = await verified(["desk"]);
    made.takeMailbox(mailbox("desk"));
    const paths = {
      "/client/words": "words", "/keyring/3": "keys", "/keyring/roster": "ros",
      "/mailbox/desk/manifest": "sign", "/mailbox/desk/7/index": "index",
    };
    for (const [path, content] of Object.entries(paths)) {
      assert.equal(new TextDecoder().decode(await made.get(path, 5)), content, path);
    }
  });

  test("a slice is asked for by its path, with the signal that gives it up", async () => {
    const { signal } = new AbortController();
    const asked = [];
    const made = carrier(async (...wanted) => {
      asked.push(wanted);
      return bytes("slice");
    });
    made.takeMailbox(mailbox("desk"));
    assert.deepEqual(await made.get("/mailbox/desk/7/slice/12", 5, signal), bytes("slice"));
    assert.deepEqual(asked, [["/mailbox/desk/7/slice/12", signal]]);
    await assert.rejects(made.get("/mailbox/desk/7/slice/12", 4, signal), MALFORMED);
  });

  test("nothing longer than a server's answer may be, nothing that is not here", async () => {
    const made = await verified(["desk"]);
    await assert.rejects(made.get("/keyring/0", 3), MALFORMED);
    await assert.rejects(made.get("/mailbox/desk/manifest", 9), MALFORMED);
    await assert.rejects(carrier().get("/keyring/roster", 9), MALFORMED);
  });
});

describe("what a carrier has", () => {
  test("says whose mailbox files are not there yet", async () => {
    const made = await verified(["desk", "other"]);
    assert.deepEqual(made.lacking, ["desk", "other"]);
    made.takeMailbox(mailbox("other"));
    assert.deepEqual(made.lacking, ["desk"]);
    assert.deepEqual(carrier().lacking, []);
  });

  test("a keyring that does not verify does not count, nor the one before it", async () => {
    const refusals = [
      [KEYRING, () => Promise.reject(new TrackerError("quorum-missing")), { code: "quorum-missing" }],
      [mailbox("desk"), () => assert.fail("verified"), MALFORMED],
    ];
    for (const [file, verify, refused] of refusals) {
      const made = await verified(["desk"]);
      await assert.rejects(made.takeKeyring(file, verify), refused);
      assert.equal(made.publishers, null);
      await assert.rejects(made.get("/keyring/0", 9), MALFORMED);
    }
  });

  test("a file that is too long is not read, one that cannot be read is refused", async () => {
    await assert.rejects(bytesOf({ size: CARRIED_MAX + 1, arrayBuffer: () => assert.fail("read") }), MALFORMED);
    await assert.rejects(bytesOf({ size: 1, arrayBuffer: () => Promise.reject(new Error("gone")) }), MALFORMED);
    assert.deepEqual(await bytesOf(new Blob(["abc"])), bytes("abc"));
  });
});
