/**
 * Every attempt that must fail, as a family's page would meet it (tests/vectors/ceremony/README.md).
 *
 * Of each archive the page reads two files, the keyring and the roster; the clock is the case's.
 */
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { TrackerError } from "../../client/crypto/errors.js";
import { ServedKeyring, decodeServedKeyring, verifyKeyring } from "../../client/crypto/keyring.js";
import { decodeTrust } from "../../client/crypto/trust.js";

const CORPUS = new URL("../vectors/ceremony/", import.meta.url);
const THE_FORTY = 40;

const names = readdirSync(CORPUS, { withFileTypes: true }).filter((item) => item.isDirectory()).map((item) => item.name);
const bytes = (name, path) => new Uint8Array(readFileSync(new URL(`${name}/${path}`, CORPUS)));

/** What a page does that knows what the case's trust root knows. */
function take(name, { now }) {
  const trust = decodeTrust(bytes(name, "trust"));
  const served = decodeServedKeyring(bytes(name, "archive/keyring/0"));
  const heads = served.heads.slice(trust.knownEpoch);
  verifyKeyring(trust, new ServedKeyring(heads, served.proof), now).withRoster(bytes(name, "archive/keyring/roster"));
}

function codeOf(name, given) {
  try {
    take(name, given);
    return null;
  } catch (error) {
    if (error instanceof TrackerError) return error.code;
    throw error;
  }
}

for (const name of names) {
  const given = JSON.parse(readFileSync(new URL(`${name}/case.json`, CORPUS), "utf8"));
  test(`${name}: ${given.story}`, () => {
    const expected = given.client ? (given.client_code ?? given.code) : null;
    assert.equal(codeOf(name, given), expected);
  });
}

test("none of the forty is missing", () => {
  assert.ok(names.length > THE_FORTY);
});
