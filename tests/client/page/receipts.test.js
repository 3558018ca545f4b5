/** What says that a letter was sent: the receipt for these bytes, by the key that the keyring names, and nothing else. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { PocketSite, deriveKeys, pageOf, posting } from "../pocket_site.js";

const letter = (name) => ({
  kind: "inquiry",
  form: { language: "uk", holder: "russia", category: "civilian", "full-name": name, relation: "friend" },
  pictures: [],
});

describe("a receipt", () => {
  let site;
  before(async () => {
    site = await PocketSite.open();
  });
  after(() => site.close());

  test("only the one for this letter says that it was sent", async () => {
    const { work, visit } = await pageOf(site);
    await visit.authority();
    await work.call("draw");
    await deriveKeys(work);
    const receipts = [];
    const post = async (...asked) => {
      receipts.push(await posting(site).post(...asked));
      return receipts.at(-1);
    };
    const { day } = await visit.send(letter("Мар'яна"), posting(site, { post }));
    assert.match(day, /^\d{4}-\d\d-\d\d$/);
    for (const other of [receipts[0], new TextEncoder().encode("ok\n"), new Uint8Array()]) {
      const sent = visit.send(letter("Олена"), posting(site, { post: async () => other }));
      await assert.rejects(sent, { code: "receipt-invalid" });
    }
  });

  test("what is on its way is overwritten when it is forgotten", async () => {
    const { work, visit } = await pageOf(site);
    await visit.authority();
    await work.call("draw");
    await deriveKeys(work);
    let posted;
    await visit.send(letter("Олена"), posting(site, {
      post: (path, body) => {
        posted = body;
        return posting(site).post(path, body);
      },
    }));
    assert.ok(posted.some((byte) => byte !== 0));
    visit.forget();
    assert.ok(posted.every((byte) => byte === 0));
  });
});
