/** The letter inside an envelope: canonical JSON, attachments, zeros (docs/spec/envelope.md, "Payload"). */
import { bigEndian, canonicalJson, checkDay, concat, parseCanonicalJson } from "./encoding.js";
import { TrackerError, recode } from "./errors.js";
import { FamilyPublic } from "./family.js";
import { LENGTH_BYTES } from "./padding.js";

export const FORM_MAX = 20_000;
export const JSON_MAX = 24_576;
export const ATTACHMENTS_MAX = 16;
const MEDIA_TYPE = /^[a-z]{1,20}\/[a-z0-9.+-]{1,60}$/;
const KEYS = ["attachments", "day", "form", "keys", "kind"];
const PUBLIC_KEYS = ["address", "author", "reply-x25519", "reply-xwing"];

/** What a letter is; all four look alike from outside. */
export const Kind = Object.freeze({
  INQUIRY: "inquiry",
  ADDITION: "addition",
  WITHDRAWAL: "withdrawal",
  PROBE: "probe",
});
const KINDS = Object.values(Kind);

const malformed = () => new TrackerError("encoding");

/** A document or picture: its media type as the writer gives it, and its bytes. It has no name. */
export class Attachment {
  /**
   * @param {string} mediaType
   * @param {Uint8Array} data
   */
  constructor(mediaType, data) {
    this.mediaType = mediaType;
    this.data = data;
  }
}

/** What a family sends: kind, the day as the writer gives it, its public keys, the form, attachments. */
export class Letter {
  /**
   * @param {object} fields
   * @param {string} fields.kind one of Kind
   * @param {string} fields.day
   * @param {FamilyPublic} fields.public
   * @param {Record<string, unknown>} fields.form
   * @param {Attachment[]} [fields.attachments]
   */
  constructor({ kind, day, public: publicHalves, form, attachments = [] }) {
    if (!KINDS.includes(kind)) throw new RangeError("an unknown kind of letter");
    this.kind = kind;
    this.day = day;
    this.public = publicHalves;
    this.form = form;
    this.attachments = attachments;
  }

  /**
   * Length, JSON and attachments, before padding.
   * @returns {Uint8Array}
   * @throws {TrackerError} letter-too-large, letter-malformed
   */
  content() {
    const body = recode(["encoding"], "letter-malformed", () => {
      if (canonicalJson(this.form).length > FORM_MAX) {
        throw new TrackerError("letter-too-large", { limit: FORM_MAX });
      }
      return canonicalJson(this.#asJson());
    });
    if (this.attachments.length > ATTACHMENTS_MAX) {
      throw new TrackerError("letter-too-large", { limit: ATTACHMENTS_MAX });
    }
    const data = this.attachments.map((attachment) => attachment.data);
    return concat(bigEndian(body.length, LENGTH_BYTES), body, ...data);
  }

  #asJson() {
    return {
      kind: this.kind,
      day: checkDay(this.day),
      keys: this.public.asJson(),
      form: this.form,
      attachments: this.attachments.map(describe),
    };
  }
}

/**
 * The letter behind padded content.
 * @param {Uint8Array} padded
 * @returns {Letter}
 * @throws {TrackerError} letter-malformed
 */
export function decodeLetter(padded) {
  return recode(["encoding", "key-degenerate"], "letter-malformed", () => {
    if (padded.length < LENGTH_BYTES) throw malformed();
    const length = new DataView(padded.buffer, padded.byteOffset).getUint32(0);
    const end = LENGTH_BYTES + length;
    if (padded.length < end) throw malformed();
    const value = parseCanonicalJson(padded.subarray(LENGTH_BYTES, end), JSON_MAX);
    return fromJson(value, length, padded.subarray(end));
  });
}

/** @type {(value: any, length: number, rest: Uint8Array) => Letter} */
function fromJson(value, length, rest) {
  if (!hasKeys(value, KEYS) || !hasKeys(value.keys, PUBLIC_KEYS) || !isObject(value.form)) throw malformed();
  const { kind, day, keys, form } = value;
  if (![...Object.values(keys), kind, day].every((text) => typeof text === "string")) throw malformed();
  // Measured only where it can be too long: the form is a part of the JSON.
  const isLong = length > FORM_MAX && canonicalJson(form).length > FORM_MAX;
  if (isLong || !KINDS.includes(kind)) throw malformed();
  const attachments = cutAttachments(value.attachments, rest);
  return new Letter({ kind, day: checkDay(day), public: FamilyPublic.fromJson(keys), form, attachments });
}

/** @type {(described: any, rest: Uint8Array) => Attachment[]} */
function cutAttachments(described, rest) {
  if (!Array.isArray(described) || described.length > ATTACHMENTS_MAX) throw malformed();
  let start = 0;
  const attachments = described.map((item) => {
    checkDescribed(item);
    const data = rest.slice(start, start + item.size);
    if (data.length !== item.size) throw malformed();
    start += item.size;
    return new Attachment(item.type, data);
  });
  if (rest.subarray(start).some((byte) => byte !== 0)) throw malformed();
  return attachments;
}

/** @type {(attachment: Attachment) => {type: string, size: number}} */
function describe(attachment) {
  if (!MEDIA_TYPE.test(attachment.mediaType)) throw malformed();
  return { type: attachment.mediaType, size: attachment.data.length };
}

/** @type {(item: any) => void} */
function checkDescribed(item) {
  if (!hasKeys(item, ["size", "type"])) throw malformed();
  if (typeof item.type !== "string" || !MEDIA_TYPE.test(item.type)) throw malformed();
  if (!Number.isSafeInteger(item.size) || item.size < 0) throw malformed();
}

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** Whether a value is an object with exactly these keys, which are given in order. */
function hasKeys(value, keys) {
  return isObject(value) && Object.keys(value).sort().join() === keys.join();
}
