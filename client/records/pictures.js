/**
 * Pictures without what cameras and programs write beside them (docs/spec/pictures.md).
 *
 * Pure: bytes in, bytes out. A picture is taken apart and written anew from the parts that are needed to decode
 * it; everything else stays behind. The picture itself is not decoded, and no canvas sees it.
 */
import { TrackerError } from "../crypto/errors.js";
import { isJpeg, stripJpeg } from "./jpeg.js";
import { isPng, stripPng } from "./png.js";

/**
 * A picture without metadata. `turned`: its metadata said that it is to be shown turned.
 * @typedef {{mediaType: string, data: Uint8Array, turned: boolean}} Picture
 */

/**
 * The picture alone; what it is, its content decides.
 * Throws attachment-too-large, attachment-type, attachment-damaged.
 * @param {Uint8Array} data
 * @param {number} limit bytes that a source may have: the field's `source-max`
 * @returns {Picture}
 */
export function stripPicture(data, limit) {
  if (data.length > limit) throw new TrackerError("attachment-too-large", { limit });
  if (isJpeg(data)) return { mediaType: "image/jpeg", ...stripJpeg(data) };
  if (isPng(data)) return { mediaType: "image/png", data: stripPng(data), turned: false };
  throw new TrackerError("attachment-type");
}

/**
 * Accepts what the form allows. Throws attachment-too-many, attachment-too-large, attachment-type.
 * @param {import("./form.js").Field} field the form's field of attachments
 * @param {{mediaType: string, data: Uint8Array}[]} attachments
 */
export function checkAttachments(field, attachments) {
  if (attachments.length > field.most) throw new TrackerError("attachment-too-many", { limit: field.most });
  const size = attachments.reduce((sum, { data }) => sum + data.length, 0);
  const limit = field["most-bytes"];
  if (size > limit) throw new TrackerError("attachment-too-large", { limit });
  if (attachments.some(({ mediaType }) => !field.types.includes(mediaType))) {
    throw new TrackerError("attachment-type");
  }
}
