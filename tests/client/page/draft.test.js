/** The way through the questions, by the schema that pages carry. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { answered, skipped } from "../../../client/records/form_steps.js";
import { Draft } from "../../../client/page/draft.js";
import { browserData } from "../browser_data.js";

const { schema } = browserData("en");

/** Goes on from a question with an answer, or without one. */
function after(draft, path, value) {
  const question = draft.question(path);
  draft.form = value === undefined ? skipped(schema, draft.form, question) : answered(schema, draft.form, question, value);
  return draft.next(path)?.path;
}

/** An answer that calls for as many questions as there can be, or none. */
function answers(draft, path, category) {
  if (path === "category") return category;
  if (path === "asked-before") return "yes";
  return draft.question(path).field.required ? "dont-know" : undefined;
}

describe("a draft", () => {
  test("does not ask for what is there already, but shows it among the answers", () => {
    const draft = new Draft(schema, "inquiry", { language: "en" });
    assert.equal(draft.next().path, "holder");
    assert.ok(draft.questions().some(({ path }) => path === "language"));
    assert.equal(draft.position("holder").number, 1);
  });

  test("is begun by an answer, by a picture, and by what is only half written", () => {
    const fresh = () => new Draft(schema, "inquiry", { language: "en" });
    assert.equal(fresh().begun, false);
    const given = fresh();
    after(given, "category", "child");
    assert.equal(given.begun, true);
    const pictured = fresh();
    pictured.pictures = [100];
    assert.equal(pictured.begun, true);
    const half = fresh();
    half.begin("full-name", () => ({ text: "", chosen: [] }));
    assert.equal(half.begun, false);
    half.begin("full-name", () => ({ text: "Imag", chosen: [] }));
    assert.equal(half.begun, true);
    half.settle("full-name");
    assert.equal(half.begun, false);
  });

  test("asks what an answer calls for", () => {
    const draft = new Draft(schema, "inquiry", { language: "en" });
    const before = draft.questions().length;
    after(draft, "category", "child");
    assert.ok(draft.questions().length > before);
    assert.equal(draft.question("age-then").path, "age-then");
    after(draft, "category", "civilian");
    assert.equal(draft.question("age-then"), undefined);
  });

  test("comes to an end for every category", () => {
    const categories = schema.fields.find(({ key }) => key === "category").options;
    for (const category of categories) {
      const draft = new Draft(schema, "inquiry", { language: "en", category });
      let path = draft.next().path;
      let count = 0;
      while (path !== undefined) {
        const { required } = draft.question(path).field;
        path = after(draft, path, required ? "dont-know" : undefined);
        count += 1;
      }
      assert.equal(count, draft.position(draft.questions()[1].path).count);
      assert.deepEqual(draft.faults(), []);
    }
  });

  test("says of how many a question is as soon as that is known, and hardly corrects itself", () => {
    const categories = schema.fields.find(({ key }) => key === "category").options;
    for (const category of categories) {
      const draft = new Draft(schema, "inquiry", { language: "en" });
      const counts = [];
      for (let path = draft.next().path; path !== undefined; path = after(draft, path, answers(draft, path, category))) {
        counts.push(draft.position(path).count);
      }
      assert.deepEqual(counts.slice(0, 2), [null, null]);
      const shown = counts.slice(2);
      assert.ok(Math.max(...shown) - Math.min(...shown) <= 1, counts.join(" "));
      assert.equal(shown.at(-1), counts.length);
    }
    const addition = new Draft(schema, "addition");
    assert.equal(addition.position(addition.next().path).count, addition.questions().length);
  });

  test("names what is missing", () => {
    const draft = new Draft(schema, "inquiry", { language: "en" });
    assert.equal(draft.faults()[0].code, "form-missing");
    assert.equal(draft.faults()[0].facts.field, "holder");
  });

  test("of an addition with nothing in it is none, but pictures are enough", () => {
    const draft = new Draft(schema, "addition");
    assert.equal(draft.faults()[0].code, "form-empty");
    draft.pictures = [100];
    assert.deepEqual(draft.faults(), []);
  });

  test("about another of a group keeps what is common, and asks for the rest", () => {
    const form = { language: "en", holder: "russia", category: "civilian", "full-name": "A B", relation: "friend", text: "c" };
    const draft = new Draft(schema, "inquiry", form).sibling();
    assert.deepEqual(draft.form, { language: "en", holder: "russia", category: "civilian", relation: "friend" });
    assert.equal(draft.next().path, "full-name");
    assert.deepEqual(draft.pictures, []);
    assert.equal(draft.begun, true);
  });

  test("keeps what was begun until the question is answered, and never as an answer", () => {
    const draft = new Draft(schema, "inquiry", { language: "en" });
    let box = { text: "Half a na", chosen: [] };
    draft.begin("full-name", () => box);
    box = { text: "Half a name", chosen: [] };
    assert.deepEqual(draft.unfinished("full-name"), box);
    assert.deepEqual(draft.form, { language: "en" });
    assert.equal(draft.unfinished("holder"), null);
    draft.settle("full-name");
    assert.equal(draft.unfinished("full-name"), null);
    draft.begin("full-name", () => box);
    assert.equal(draft.sibling().unfinished("full-name"), null);
  });
});
