/**
 * What a person carried here in files, in the place of a server: the same paths lead to the same bytes. Nothing of it is
 * believed because it lies here; whoever asks verifies.
 * @module
 */
import { TrackerError } from "../../crypto/errors.js";
import { CARRIED_MAX, decodeKeyringFile, decodeMailboxFile } from "../../records/carried.js";

/** The bytes of a chosen file. @param {File} file @throws {TrackerError} carried-malformed */
export async function bytesOf(file) {
  if (file.size > CARRIED_MAX) {
    throw new TrackerError("carried-malformed");
  }
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch {
    // A medium that was taken out: browsers say no more than that they could not read.
    throw new TrackerError("carried-malformed");
  }
}

/** Gives what a server would give, out of files. */
export class Carrier {
  #words;
  #ask;
  #keyring = null;
  /** @type {Map<string, import("../../records/carried.js").MailboxFile>} */
  #mailboxes = new Map();
  /** Who publishes by the keyring file; null until it was verified. @type {string[] | null} */
  publishers = null;

  /**
   * @param {() => Uint8Array} words the lists of all languages, as a server gives them
   * @param {(path: string, signal?: AbortSignal) => Promise<Uint8Array>} ask has a person fetch what is not here
   */
  constructor(words, ask) {
    this.#words = words;
    this.#ask = ask;
  }

  /**
   * Takes a keyring file in the place of another one; it counts once it was verified.
   * @param {Uint8Array} data
   * @param {() => Promise<string[]>} verify gives who publishes
   * @throws {TrackerError} carried-malformed; as `verify`
   */
  async takeKeyring(data, verify) {
    this.publishers = null;
    this.#keyring = null;
    this.#keyring = decodeKeyringFile(data);
    try {
      this.publishers = await verify();
    } catch (error) {
      this.#keyring = null;
      throw error;
    }
  }

  /** Takes a publisher's mailbox file. @param {Uint8Array} data @throws {TrackerError} carried-malformed */
  takeMailbox(data) {
    const mailbox = decodeMailboxFile(data);
    this.#mailboxes.set(mailbox.publisher, mailbox);
  }

  /** Publishers whose mailbox file is not here. @returns {string[]} */
  get lacking() {
    return (this.publishers ?? []).filter((publisher) => !this.#mailboxes.has(publisher));
  }

  /**
   * As `Transport.get`.
   * @param {string} path
   * @param {number} limit
   * @param {AbortSignal} [signal]
   * @returns {Promise<Uint8Array>}
   * @throws {TrackerError} carried-malformed if there is no such file, or it is too long
   */
  async get(path, limit, signal) {
    const data = this.#here(path) ?? (await this.#ask(path, signal));
    if (data.length > limit) {
      throw new TrackerError("carried-malformed");
    }
    return data;
  }

  /** The bytes for a path, or null for a slice: only who knows the words knows which it is. */
  #here(path) {
    const [kind, name, ...rest] = path.slice(1).split("/");
    if (kind === "client") {
      return this.#words();
    }
    const held = kind === "keyring" ? this.#keyring : this.#mailboxes.get(name);
    if (!held) {
      throw new TrackerError("carried-malformed");
    }
    if (kind === "keyring") {
      return name === "roster" ? held.roster : held.keyring;
    }
    return { manifest: held.manifest, index: held.index }[rest.at(-1)] ?? null;
  }
}
