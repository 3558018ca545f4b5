/** What is typed and chosen on a page, as values of the form; dates and numbers also in tests/interop/. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { offered, readChosen, readTyped, typedFor } from "../../../client/records/entry.js";
import { checkValue } from "../../../client/records/field_check.js";
import { fieldOf } from "../../../client/records/form.js";
import { explain, translate } from "../../../client/records/language.js";
import { TrackerError } from "../../../client/crypto/errors.js";
import { browserData } from "../browser_data.js";

const data = browserData("en");
const field = (key) => fieldOf(data.schema, key);
const typed = (key, text) => readTyped(field(key), text, data.dates);

test("a list has a line for each item, and no empty ones", () => {
  assert.deepEqual(typed("other-names", "One\n\n Two \r\n  \nThree\rFour"), ["One", " Two ", "Three", "Four"]);
  assert.deepEqual(typed("other-names", " \n"), []);
});

test("text is taken exactly as it is", () => {
  for (const key of ["full-name", "text", "home"]) {
    assert.equal(typed(key, "  a\n"), "  a\n");
  }
});

test("dates with dots become dates with dashes", () => {
  assert.equal(typed("birth", " 3.5.1987 "), "1987-05-03");
  assert.equal(typed("birth", "5.1987"), "1987-05");
  assert.equal(typed("birth", "3,5,1987"), "1987-05-03");
  assert.equal(typed("birth", "37"), 37);
  assert.equal(typed("birth", "3 травня 1987"), "1987-05-03");
  assert.equal(typed("sentence-end", "375"), "375");
  assert.equal(typed("age-then", "7"), 7);
});

test("a year of two digits is asked for again, with the question's path", () => {
  for (const key of ["birth", "next-hearing"]) {
    assert.throws(() => typed(key, "3.5.87"), { code: "form-year-short", facts: { field: key } });
  }
  assert.throws(() => typed("sentence-end", "37"), { code: "form-year-short" });
});

test("options come with their texts in order, and I do not know last", () => {
  assert.deepEqual(offered(field("holder")).map(({ value }) => value), ["russia", "ukraine", "other", "dont-know"]);
  assert.deepEqual(offered(field("category")).at(-1), {
    value: "not-sure", text: "form.category.option.not-sure",
  });
  const [match] = field("sharing").members;
  assert.deepEqual(offered(match), [{ value: "yes", text: "form.yes" }, { value: "no", text: "form.no" }]);
  for (const each of data.schema.fields.flatMap((one) => one.members ?? [one])) {
    for (const { text } of offered(each)) assert.notEqual(translate(data, text), "");
  }
});

test("what is chosen is a value of the form", () => {
  const [match] = field("sharing").members;
  for (const [asked, chosen, value] of [
    [field("holder"), ["russia"], "russia"],
    [field("urgent"), ["medicine", "minor"], ["medicine", "minor"]],
    [field("urgent"), ["medicine"], ["medicine"]],
    [field("urgent"), ["dont-know"], "dont-know"],
    [field("full-name"), ["dont-know"], "dont-know"],
    [match, ["yes"], true],
    [match, ["no"], false],
  ]) {
    const read = readChosen(asked, chosen);
    assert.deepEqual(read, value);
    checkValue(asked, read);
  }
});

test("an answer comes back as it is typed", () => {
  for (const [key, text] of [
    ["other-names", "One\nTwo"], ["birth", "37"], ["birth", "1987"], ["birth", "05.1987"], ["next-hearing", "03.05.2027"],
    ["age-then", "7"], ["text", "a\nb"],
  ]) {
    assert.equal(typedFor(field(key), typed(key, text)), text);
  }
});

test("a text that is missing, or lacks a value, is an error and no msgid", () => {
  const missing = (error) => error instanceof TrackerError && error.code === "text-missing";
  assert.throws(() => translate(data, "form.nothing.label"), missing);
  assert.throws(() => translate(data, "constructor"), missing);
  assert.throws(() => translate(data, "date.day", { day: 1 }), missing);
});

test("values are put in as they are, whatever they hold", () => {
  const said = translate(data, "error.in-field", { question: "$& {text}", text: "$1" });
  assert.ok(said.includes("$& {text}") && said.includes("$1"), said);
});

test("a refusal that nobody foresaw is still explained", () => {
  assert.equal(explain(data, new TrackerError("a-new-code")), translate(data, "error.other", { code: "a-new-code" }));
});
