/**
 * Looking for an answer, step by step as the bytes come in: each publisher's manifest and index, then slices and cells.
 * Each step is verified before the next is asked for.
 * @module
 */
import { findAddress, openCell } from "../crypto/cell.js";
import { PREFIX_BYTES, findSlice, openSlice, pickCells } from "../crypto/mailbox.js";
import { openManifest } from "../crypto/manifest.js";
import { checkAnswer } from "../records/answer.js";
import { joinAnswer } from "../records/cells.js";
import { daysLater, utcDay } from "./days.js";

const LATE_AFTER_DAYS = 3;

/**
 * @typedef {object} Finding what one publisher's newest publication has under one reading of the words
 * @property {Record<string, any> | null} content null for nothing
 * @property {string} readUpTo the day up to which letters were read
 * @property {string} nextDay
 * @property {boolean} late newer answers were due more than three days ago
 */

/** One look at all publishers of a keyring. */
export class Looking {
  #head;
  #vocabulary;
  #newest = new Map();
  #waiting = [];
  #found = [];

  /**
   * @param {object} head the verified newest head
   * @param {object} vocabulary of answers
   */
  constructor(head, vocabulary) {
    this.#head = head;
    this.#vocabulary = vocabulary;
  }

  /**
   * @param {string} publisher
   * @param {Uint8Array} signed
   * @returns {{number: number, indexBytes: number, sliceBytes: number}}
   * @throws {TrackerError} of the branches mailbox, keyring, sshsig
   */
  manifest(publisher, signed) {
    const manifest = openManifest(signed, this.#head, publisher);
    this.#newest.set(publisher, { manifest, index: null });
    return {
      number: manifest.publication.number,
      indexBytes: manifest.slices * PREFIX_BYTES,
      sliceBytes: manifest.layout.servedBytes,
    };
  }

  /** @param {string} publisher @param {Uint8Array} served @throws {TrackerError} index-malformed */
  index(publisher, served) {
    const newest = this.#newest.get(publisher);
    newest.manifest.checkIndex(served);
    newest.index = served;
  }

  /**
   * @param {string} publisher
   * @param {object[]} families the keys of each reading
   * @returns {number[]} the slice to ask for, for each
   */
  slices(publisher, families) {
    const { manifest, index } = this.#newest.get(publisher);
    const { publication, key, slices } = manifest;
    this.#waiting = families.map((keys, reading) => {
      const address = findAddress(publication, keys.address, key);
      return { keys, reading, manifest, address, number: findSlice(index, slices, address.place) };
    });
    return this.#waiting.map(({ number }) => number);
  }

  /** @param {Uint8Array} served @throws {TrackerError} of the branches mailbox, answer */
  async slice(served) {
    const { keys, reading, manifest, address, number } = this.#waiting.shift();
    const cells = pickCells(openSlice(served, number, manifest.layout), address);
    const content = cells.length ? await this.#open(manifest.publication, keys, address, cells) : null;
    this.#found.push({ reading, manifest, content });
  }

  /**
   * @param {number} now POSIX seconds
   * @returns {Finding[]} every answer; if there is none, what is known of the first publication
   */
  findings(now) {
    const answers = this.#found.filter(({ content }) => content !== null);
    const shown = answers.length ? answers : this.#found.slice(0, 1);
    return shown.map(({ manifest, content }) => ({
      content,
      readUpTo: manifest.readUpTo,
      nextDay: manifest.nextDay,
      late: utcDay(now) > daysLater(manifest.nextDay, LATE_AFTER_DAYS),
    }));
  }

  /** Which reading of the words has an answer; -1 if none has. @returns {number} */
  foundAt() {
    return this.#found.find(({ content }) => content !== null)?.reading ?? -1;
  }

  async #open(publication, keys, address, cells) {
    const parts = [];
    for (const [at, cell] of cells.entries()) {
      parts.push(await openCell(publication, address.tags[at], keys.reply, cell));
    }
    const content = joinAnswer(parts);
    checkAnswer(this.#vocabulary, content);
    return content;
  }
}
