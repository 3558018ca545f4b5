/** The worker that holds all secrets of a visit. Its own policy keeps it from any network. */
import { answerCall } from "./calls.js";
import { Session } from "./session.js";

const session = new Session((size) => crypto.getRandomValues(new Uint8Array(size)));
let turn = Promise.resolve();

self.onmessage = ({ data }) => {
  turn = turn.then(async () => {
    const answer = await answerCall(session, data, (share) => self.postMessage({ id: data.id, share }));
    self.postMessage(answer, moved(answer.value));
  });
};

/** Only the envelope is large, and the session has no further use for it. */
function moved(value) {
  return value instanceof Uint8Array ? [value.buffer] : [];
}

self.postMessage({ ready: true });
