/**
 * The pictures that go along with a letter: without their metadata, in the order in which they were chosen; the twin
 * of `tracker/family/attaching.py`.
 * @module
 */
import { TrackerError } from "../crypto/errors.js";
import { fieldOf } from "../records/form.js";
import { checkAttachments, stripPicture } from "../records/pictures.js";

/** Pictures ready to be sealed. */
export class Pictures {
  #field;
  #taken = [];

  /** @param {object} schema of the form */
  constructor(schema) {
    this.#field = fieldOf(schema, "attachments");
  }

  /**
   * Strips a picture and takes it in.
   * @param {Uint8Array} data the file's bytes
   * @returns {{turned: boolean, sizes: number[]}} whether it may lie on its side; the bytes of all pictures
   * @throws {TrackerError} of the branch attachment
   */
  add(data) {
    const { mediaType, data: stripped, turned } = this.#strip(data);
    const taken = [...this.#taken, { mediaType, data: stripped }];
    checkAttachments(this.#field, taken);
    this.#taken = taken;
    return { turned, sizes: this.#sizes() };
  }

  /** @param {number} at @returns {{sizes: number[]}} */
  drop(at) {
    this.#taken.splice(at, 1).forEach(({ data }) => data.fill(0));
    return { sizes: this.#sizes() };
  }

  /** @returns {{mediaType: string, data: Uint8Array}[]} */
  attachments() {
    return [...this.#taken];
  }

  /** Overwrites all. */
  forget() {
    this.#taken.splice(0).forEach(({ data }) => data.fill(0));
  }

  #strip(data) {
    try {
      return stripPicture(data, this.#field["source-max"]);
    } catch (error) {
      if (error instanceof TrackerError) {
        error.facts.position = this.#taken.length + 1;
      }
      throw error;
    }
  }

  #sizes() {
    return this.#taken.map(({ data }) => data.length);
  }
}
