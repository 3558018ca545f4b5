/**
 * The ten words of a visit: drawn, shown and typed again, or read from paper (docs/spec/passphrase.md); the twin of
 * `tracker/family/words.py`.
 * @module
 */
import { HASH_BYTES, b64decode, equalBytes } from "../crypto/encoding.js";
import { TrackerError } from "../crypto/errors.js";
import { FamilyKeys } from "../crypto/family.js";
import { ENTROPY_BYTES, Wordlist, decode, encode, listsHash, normalise } from "../crypto/passphrase.js";
import { checkNoWords } from "../records/words_check.js";

const LANGUAGES = ["uk", "ru", "en"];
const TYPED_MAX = 4096;

/** The words of one visit, and the keys behind them. */
export class Words {
  #realm;
  #language;
  #lists = [];
  #pinned;
  #passphrases = [];
  #keys = [];

  /**
   * @param {string} realm
   * @param {string} language of the page
   * @param {string} pinned SHA-256 of the served lists, in base64
   */
  constructor(realm, language, pinned) {
    this.#realm = realm;
    this.#language = language;
    this.#pinned = b64decode(pinned, HASH_BYTES);
  }

  /**
   * Takes the lists if they are those that the page was released with: under others, words on paper would not
   * lead back, and nobody would notice.
   * @param {Uint8Array} served JSON with the lists of all languages
   * @throws {TrackerError} wordlist
   */
  takeLists(served) {
    if (!equalBytes(listsHash(served), this.#pinned)) throw new TrackerError("wordlist");
    this.#lists = readLists(served).map(([language, words]) => new Wordlist(language, words));
  }

  /** Fresh words. @param {(size: number) => Uint8Array} random */
  draw(random) {
    this.forget();
    this.#passphrases = [{ language: this.#language, entropy: random(ENTROPY_BYTES) }];
  }

  /** @returns {string[]} the ten words @throws {TrackerError} wordlist while there are no lists */
  spell() {
    return encode(this.#passphrases[0].entropy, this.#own());
  }

  /**
   * @param {string} typed
   * @throws {TrackerError} of the branch passphrase; words-not-the-same with the first word that differs
   */
  checkAgain(typed) {
    let readings = [];
    try {
      readings = decode(typed.slice(0, TYPED_MAX), [this.#own()]);
    } catch (error) {
      if (error.code !== "passphrase-checksum") {
        throw error;
      }
    }
    const { entropy } = this.#passphrases[0];
    if (!readings.some((reading) => equalBytes(reading.entropy, entropy))) {
      throw new TrackerError("words-not-the-same", { position: this.#firstOther(typed) });
    }
  }

  /**
   * @param {string} typed
   * @param {boolean} only
   * @param {string | null} [language] narrows the readings if there are several
   * @throws {TrackerError} of the branch passphrase; words-ambiguous with the languages that fit
   */
  read(typed, only, language = null) {
    const readings = narrowed(decode(typed.slice(0, TYPED_MAX), this.#lists), language);
    if (only && readings.length > 1) {
      const languages = [...new Set(readings.map((reading) => reading.language))];
      throw new TrackerError("words-ambiguous", { count: readings.length, languages });
    }
    this.forget();
    this.#passphrases = readings;
  }

  /** What each derivation needs, one for each reading. @returns {{entropy: Uint8Array, realm: string}[]} */
  jobs() {
    return this.#passphrases.map(({ entropy }) => ({ entropy: entropy.slice(), realm: this.#realm }));
  }

  /** @param {Uint8Array[]} roots */
  async takeRoots(roots) {
    if (roots.length !== this.#passphrases.length) {
      throw new RangeError("a root for each reading of the words");
    }
    this.#keys = await Promise.all(roots.map((root) => FamilyKeys.fromRoot(root)));
    roots.forEach((root) => root.fill(0));
  }

  /** @returns {FamilyKeys[]} */
  keys() {
    return this.#keys;
  }

  /** The keys of the one reading. @returns {FamilyKeys} @throws {TrackerError} words-ambiguous */
  only() {
    if (this.#keys.length !== 1) {
      throw new TrackerError("words-ambiguous", { count: this.#keys.length });
    }
    return this.#keys[0];
  }

  /** Leaves one of several readings. @param {number} at -1 if there is none to prefer */
  choose(at) {
    if (at >= 0) {
      this.#passphrases = [this.#passphrases[at]];
      this.#keys = [this.#keys[at]];
    }
    this.only();
  }

  /**
   * @param {unknown} value of the form
   * @param {string} path
   * @throws {TrackerError} form-holds-words
   */
  checkText(value, path) {
    checkNoWords(value, this.#lists, path);
  }

  /** Overwrites what can be overwritten. */
  forget() {
    for (const { entropy } of this.#passphrases) {
      entropy.fill(0);
    }
    this.#passphrases = [];
    this.#keys = [];
  }

  #own() {
    const list = this.#lists.find(({ language }) => language === this.#language);
    if (list === undefined) {
      throw new TrackerError("wordlist", { language: this.#language });
    }
    return list;
  }

  #firstOther(typed) {
    const words = normalise(typed).replaceAll(",", " ").split(/\s+/u).filter(Boolean);
    const right = this.spell();
    const list = this.#own();
    const other = right.findIndex((word, at) => list.index(words[at] ?? "") !== list.index(normalise(word)));
    return Math.max(other, 0) + 1;
  }
}

function narrowed(readings, language) {
  const ofLanguage = readings.filter((reading) => reading.language === language);
  return ofLanguage.length ? ofLanguage : readings;
}

function readLists(served) {
  const lists = JSON.parse(new TextDecoder().decode(served));
  return LANGUAGES.map((language) => [language, lists[language]]);
}
