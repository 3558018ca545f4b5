/** Words, what they are stretched to, and the keys of a family. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fromUtf8, utf8 } from "../../../client/crypto/encoding.js";
import { FamilyKeys } from "../../../client/crypto/family.js";
import { Wordlist, decode, encode, normalise, stretch } from "../../../client/crypto/passphrase.js";

const { argon2id } = createRequire(new URL("../../../client/crypto/", import.meta.url))("@noble/hashes/argon2.js");

const wordlists = new Map();

/** A list of wordlists/ under the name of a language, which need not be its own. */
function wordlist(language, name = language) {
  const known = `${language} ${name}`;
  if (!wordlists.has(known)) {
    const text = readFileSync(new URL(`../../../wordlists/${name}.txt`, import.meta.url), "utf8");
    wordlists.set(known, new Wordlist(language, text.trimEnd().split("\n")));
  }
  return wordlists.get(known);
}

export default {
  "passphrase/spell": ({ entropy, language }) => ({ words: utf8(encode(entropy, wordlist(language)).join(" ")) }),
  "passphrase/read": ({ typed, lists }) => ({
    readings: decode(fromUtf8(typed), Object.entries(lists).map(([language, name]) => wordlist(language, name))),
  }),
  "passphrase/normalise": ({ word }) => ({ compared: utf8(normalise(fromUtf8(word))) }),
  "passphrase/stretch": ({ entropy, realm }) => ({ root: stretch(entropy, realm) }),
  "passphrase/argon2id": ({ password, salt, secret, data, passes, kib, lanes, length }) => ({
    hash: argon2id(password, salt, { t: passes, m: kib, p: lanes, dkLen: length, key: secret, personalization: data }),
  }),
  "passphrase/family": async ({ root }) => {
    const family = (await FamilyKeys.fromRoot(root)).public;
    return { ...family.asJson(), "inquiry-id": family.inquiryId };
  },
};
