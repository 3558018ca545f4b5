/**
 * What a server's answer means when it is not the one that was asked for (docs/spec/server-api.md).
 * @module
 */
import { TrackerError } from "../crypto/errors.js";

export const REFUSAL_MAX = 4096;
const CODE = /^[a-z0-9][a-z0-9-]{0,39}$/;

/**
 * The error for a status outside 2xx; the server's own code only if it has the shape of one.
 * @param {number} status
 * @param {Uint8Array} body at most `REFUSAL_MAX` bytes of it
 * @returns {TrackerError}
 */
export function refusal(status, body) {
  if (status < 400) {
    return new TrackerError("server-answer", { status });
  }
  return new TrackerError("server-refused", { status, server_code: refusalCode(body) });
}

/**
 * The code in a refusal, or `unknown`.
 * @param {Uint8Array} body
 * @returns {string}
 */
function refusalCode(body) {
  let said;
  try {
    said = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body))?.error;
  } catch {
    // A stranger in between may say anything; that it is no refusal of ours is all there is to know.
    return "unknown";
  }
  return typeof said === "string" && CODE.test(said) ? said : "unknown";
}
