/**
 * Every file of vectors, run through the browser's modules; the Python runs the same files.
 *
 * Each file of operations/ exports as its default an object {"noun/operation": function}: it is given the case's
 * input and gives its output, or a promise of it.
 */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { describe, test } from "node:test";
import { TrackerError } from "../../client/crypto/errors.js";
import { legible, load, vectorFiles } from "./notation.js";

// What a family's page never does, and therefore does not carry.
const NEVER_IN_A_BROWSER = {
  "ceremony-log/entry": "the ceremony log is for auditors",
  "checkin/check": "ceremonies are held offline, and audited",
  "checkin/make": "ceremonies are held offline",
  "identity/open": "key files belong to caseworkers and officers",
  "merkle/prove-consistency": "who keeps a log proves; a page only checks",
  "merkle/prove-inclusion": "who keeps a log proves; a page only checks",
  "recovery/answer": "shares are typed on the offline machine",
  "recovery/card": "a page sees the roster, not the card",
  "recovery/combine": "shares are typed on the offline machine",
  "recovery/commitment": "shares are typed on the offline machine",
  "recovery/recombined": "shares are typed on the offline machine",
  "recovery/roll-call": "roll-calls are for auditors",
  "recovery/share": "shares are typed on the offline machine",
  "recovery/slip-39": "shares are typed on the offline machine",
  "recovery/split": "shares are made on the offline machine",
  "sshsig/sign": "heads and manifests are signed offline; a family's key signs letters alone",
  "transcript/read": "ceremonies are audited, not read by pages",
  "tiles/audit": "a page checks the proof that it is given; whole logs are for auditors",
  "tiles/bundle": "a page reads no log",
  "tiles/grow": "who keeps a log grows it",
  "tiles/make-bundle": "who keeps a log writes it",
  "tiles/make-path": "a page reads no log",
  "tiles/of-size": "a page reads no log",
  "tiles/path": "a page reads no log",
  "tiles/prove-consistency": "who keeps a log proves; a page only checks",
  "tiles/prove-inclusion": "who keeps a log proves; a page only checks",
  "witness/answer": "who keeps a log asks witnesses",
  "witness/judge": "witnesses are organisations, not pages",
  "witness/request": "who keeps a log asks witnesses",
};

const FOLDER = new URL("operations/", import.meta.url);
const operations = {};
for (const file of readdirSync(FOLDER)) {
  const { default: table } = await import(new URL(file, FOLDER));
  for (const [name, run] of Object.entries(table)) {
    assert(!(name in operations), `${name} is there twice`);
    operations[name] = run;
  }
}

const files = vectorFiles().map((name) => ({ name, ...load(name) }));
const asked = new Set(files.map((file) => file.operation));

async function refusal(run, given) {
  try {
    await run(given);
  } catch (error) {
    if (error instanceof TrackerError) return error;
    throw error;
  }
  return assert.fail("accepted");
}

async function check(run, { given, output, error, facts }) {
  if (error === undefined) {
    assert.deepEqual(legible(await run(given)), legible(output));
    return;
  }
  const refused = await refusal(run, given);
  assert.equal(refused.code, error);
  for (const [name, value] of Object.entries(facts)) {
    // A page's times are BigInt, and these are numbers: compared as what they say.
    assert.equal(String(refused.facts[name]), String(value), name);
  }
}

for (const { name, operation, cases } of files) {
  describe(name, () => {
    for (const item of operation in operations ? cases : []) {
      test(item.name, () => check(operations[operation], item));
    }
  });
}

test("every operation that has vectors is here, or is never done in a browser", () => {
  const missing = [...asked].filter((name) => !(name in operations) && !(name in NEVER_IN_A_BROWSER));
  assert.deepEqual(missing, []);
});

test("what browsers never do has vectors, and no operation", () => {
  for (const name of Object.keys(NEVER_IN_A_BROWSER)) {
    assert(asked.has(name) && !(name in operations), name);
  }
});

test("every operation has vectors", () => {
  assert.deepEqual(Object.keys(operations).filter((name) => !asked.has(name)), []);
});
