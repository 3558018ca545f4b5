/** How errands begin: with a verified keyring, or not at all. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { ask, write } from "../../../client/page/flow.js";
import { Journey } from "../../../client/page/journey.js";
import { Pending } from "../../../client/page/pending.js";
import { browserData } from "../browser_data.js";
import { PocketSite, pageOf } from "../pocket_site.js";

const YEAR = 365 * 86_400;
const NOW = () => Math.floor(Date.now() / 1000);
const ENTRY = { state: null, replaceState: () => {}, pushState: () => {} };

describe("an errand", () => {
  let site;
  before(async () => {
    site = await PocketSite.open();
  });
  after(() => site.close());

  /** All of a page that stands behind its screens, and the names of the screens that it shows. */
  async function page(clock) {
    const shown = [];
    const { work, visit } = await pageOf(site, { clock });
    const place = (name) => () => shown.push(name);
    const pending = () => new Pending(async () => {});
    const book = { schema: browserData("uk").schema, language: "uk" };
    const journey = new Journey(ENTRY, place("start"));
    return { shown, app: { work, visit, book, journey, place, lists: pending(), keys: pending() } };
  }

  for (const [name, errand, first] of [
    ["an inquiry", ask, "question"],
    ["an addition", write("addition"), "wordsIn"],
    ["a withdrawal", write("withdrawal"), "wordsIn"],
  ]) {
    test(`nothing is asked for ${name} before the keyring is verified`, async () => {
      const { signal } = new AbortController();
      const late = await page(() => NOW() + YEAR);
      await assert.rejects(errand(late.app, signal), { code: "quorum-missing" });
      assert.deepEqual(late.shown, []);
      const { app, shown } = await page(NOW);
      await errand(app, signal);
      assert.deepEqual(shown, [first]);
    });
  }
});
