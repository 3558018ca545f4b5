/**
 * Calls from the page to the session: one message in, one message out, in order. No call is taken that is not on the
 * list, and no error leaves but as a code with its facts.
 * @module
 */
import { TrackerError } from "../crypto/errors.js";

export const CALLS = new Set([
  "open", "verify", "lists", "draw", "spell", "checkAgain", "read", "jobs", "takeRoots", "chooseFound", "checkText",
  "addPicture", "dropPicture", "room", "seal", "acknowledge", "manifest", "index", "slices", "slice", "findings",
  "forget",
]);

/**
 * Makes one call and says what came of it.
 * @param {import("./session.js").Session} session
 * @param {{id: number, name: string, argument: object}} message
 * @param {(share: number) => void} tell how much of a long call is done
 * @returns {Promise<{id: number, value?: any, error?: {code: string, facts: object}}>}
 */
export async function answerCall(session, { id, name, argument }, tell) {
  try {
    if (!CALLS.has(name)) {
      throw new RangeError("no such call");
    }
    return { id, value: await session[name](argument ?? {}, tell) };
  } catch (error) {
    return { id, error: described(error) };
  }
}

/** Of a fault of our own only that it was one: its text might quote what a person wrote. */
function described(error) {
  if (error instanceof TrackerError) {
    return { code: error.code, facts: error.facts };
  }
  return { code: "internal", facts: {} };
}
