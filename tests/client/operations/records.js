/** Forms, answers and pictures. Values travel as JSON text: they may be anything that JSON can say. */
import assert from "node:assert/strict";
import { canonicalJson, fromUtf8 } from "../../../client/crypto/encoding.js";
import { TrackerError } from "../../../client/crypto/errors.js";
import { contains, Wordlist } from "../../../client/crypto/passphrase.js";
import { checkAnswer } from "../../../client/records/answer.js";
import { decodeKeyringFile, decodeMailboxFile } from "../../../client/records/carried.js";
import { joinAnswer } from "../../../client/records/cells.js";
import { checkValue } from "../../../client/records/field_check.js";
import { formFaults } from "../../../client/records/form_check.js";
import {
  answered, given, nextQuestion, previousQuestion, skipped, steps,
} from "../../../client/records/form_steps.js";
import { fieldOf } from "../../../client/records/form.js";
import { stripPicture } from "../../../client/records/pictures.js";
import { common } from "../../../client/records/siblings.js";
import { readDate } from "../../../client/records/typed_date.js";
import { checkNoWords } from "../../../client/records/words_check.js";
import { browserData, wordsOf } from "../browser_data.js";

const { schema, vocabulary, dates } = browserData("uk");
const lists = ["uk", "ru", "en"].map((language) => new Wordlist(language, wordsOf(language)));

/** Any JSON. Throws encoding. */
function parsed(text) {
  const decoded = fromUtf8(text);
  try {
    return JSON.parse(decoded);
  } catch {
    throw new TrackerError("encoding");
  }
}

/** A question of any path, also one that is not asked now, as a page may still show it. */
function questionAt(path) {
  const [key, member] = path.split(".");
  const outer = fieldOf(schema, key);
  if (member === undefined) return { path, field: outer, group: null };
  return { path, field: outer.members.find((field) => field.key === member), group: outer };
}

/** The paths of all questions, found forwards; backwards they are the same. */
function walked(form, kind) {
  const paths = [];
  for (let at = nextQuestion(schema, form, null, kind); at !== null; at = nextQuestion(schema, form, at.path, kind)) {
    assert.equal(previousQuestion(schema, form, at.path, kind)?.path, paths.at(-1));
    paths.push(at.path);
  }
  assert.deepEqual(steps(schema, form, kind).map((question) => question.path), paths);
  return paths;
}

/** Does something with a form that must leave the form itself as it was. */
function untouched(text, change) {
  const before = parsed(text);
  const form = change(before);
  assert.deepEqual(before, parsed(text));
  return canonicalJson(form);
}

export default {
  "form/faults": ({ form, kind, attachments }) => ({
    faults: formFaults(schema, parsed(form), kind, attachments).map(({ code, facts }) => ({ code, ...facts })),
  }),
  "form/value": ({ path, value }) => {
    const { field } = questionAt(path);
    checkValue(field, parsed(value), path);
    return { accepted: true };
  },
  "form/typed-date": ({ typed }) => ({ value: readDate(dates, fromUtf8(typed), "birth") }),
  "form/no-words": ({ path, value }) => {
    checkNoWords(parsed(value), lists, path);
    return { accepted: true };
  },
  "form/steps": ({ form, kind }) => ({ paths: walked(parsed(form), kind) }),
  "form/answered": ({ form, path, value }) => {
    const question = questionAt(path);
    return {
      before: canonicalJson(given(parsed(form), question) ?? ""),
      form: untouched(form, (before) => answered(schema, before, question, parsed(value))),
    };
  },
  "form/skipped": ({ form, path }) => ({
    form: untouched(form, (before) => skipped(schema, before, questionAt(path))),
  }),
  "form/sibling": ({ form }) => ({ form: untouched(form, (before) => common(schema, before)) }),
  "answer/check": ({ content }) => {
    checkAnswer(vocabulary, parsed(content));
    return { accepted: true };
  },
  "carried/keyring": ({ data }) => decodeKeyringFile(data),
  "carried/mailbox": ({ data }) => decodeMailboxFile(data),
  "cell/join": ({ parts }) => ({ answer: canonicalJson(joinAnswer(parts)) }),
  "pictures/strip": ({ source }) => {
    const { mediaType, data, turned } = stripPicture(source, fieldOf(schema, "attachments")["source-max"]);
    return { type: mediaType, picture: data, turned };
  },
  "passphrase/contains": ({ text }) => ({ found: contains(fromUtf8(text), lists) }),
};
