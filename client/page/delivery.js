/**
 * A sealed letter on its way: the same bytes until they are acknowledged, refused, or given up.
 * @module
 */
import { TrackerError } from "../crypto/errors.js";

/**
 * The server's receipt for an envelope.
 * @param {(path: string, body: Uint8Array) => Promise<Uint8Array>} post
 * @param {Uint8Array} envelope
 * @param {(why: TrackerError) => Promise<boolean>} again whether to try once more when the letter may be lost
 * @param {boolean} doubt whether an earlier attempt with these bytes may have arrived
 * @returns {Promise<Uint8Array>}
 * @throws {TrackerError} letter-in-doubt; server-refused if no attempt was lost, and always `epoch-superseded`
 */
export async function deliver(post, envelope, again, doubt = false) {
  let lost = doubt;
  for (;;) {
    try {
      return await post("/intake", envelope);
    } catch (error) {
      if (!(error instanceof TrackerError)) {
        throw error;
      }
      // What is stored gets its receipt whatever its epoch: so this one is not there.
      if (error.facts.server_code === "epoch-superseded") {
        throw error;
      }
      // Once it may have arrived, no other refusal says that it has not.
      lost ||= mayHaveArrived(error);
      if (!lost) {
        throw error;
      }
      if (!(await again(error))) {
        throw new TrackerError("letter-in-doubt");
      }
    }
  }
}

/** A broken line, a stranger in between, or a fault of the server: none says that the letter is not there. */
function mayHaveArrived(error) {
  if (error.code === "server-refused") {
    return ["unknown", "server-fault"].includes(error.facts.server_code);
  }
  return error.code === "server-answer" || Boolean(error.facts.lost);
}
