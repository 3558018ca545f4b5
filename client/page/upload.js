/**
 * Sending the sealed letter: the one request with a body, with progress, which only XMLHttpRequest tells.
 * @module
 */
import { TrackerError } from "../crypto/errors.js";
import { REFUSAL_MAX, refusal } from "./refusal.js";

/** How long nothing may move before the connection counts as broken. */
const SILENCE_MS = 180_000;

/**
 * Posts bytes and gives the answer, of at most `limit` bytes.
 * @param {string} path
 * @param {Uint8Array} body
 * @param {number} limit
 * @param {(share: number) => void} progress how much has left, from 0 to 1
 * @returns {Promise<Uint8Array>}
 * @throws {TrackerError} server-unreachable (always `lost`: browsers do not say whether a byte left),
 *   server-refused, server-answer
 */
export function upload(path, body, limit, progress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const silence = watch(() => request.abort());
    const lost = () => settle(reject, new TrackerError("server-unreachable", { lost: true }));
    const settle = (done, value) => {
      silence.end();
      done(value);
    };
    request.open("POST", path);
    request.responseType = "arraybuffer";
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.onprogress = ({ loaded, total }) => {
      silence.heard();
      progress(total ? loaded / total : 0);
    };
    request.onprogress = ({ loaded }) => {
      silence.heard();
      if (loaded > Math.max(limit, REFUSAL_MAX)) {
        settle(reject, new TrackerError("server-answer", { limit }));
        request.abort();
      }
    };
    request.onerror = lost;
    request.onabort = lost;
    request.onload = () => {
      try {
        settle(resolve, judged(request, path, limit));
      } catch (error) {
        settle(reject, error);
      }
    };
    request.send(body);
  });
}

function judged(request, path, limit) {
  const answer = new Uint8Array(request.response ?? new ArrayBuffer(0));
  if (new URL(request.responseURL).pathname !== path) {
    throw new TrackerError("server-answer", { status: request.status });
  }
  if (request.status < 200 || request.status >= 300) {
    throw refusal(request.status, answer.subarray(0, REFUSAL_MAX));
  }
  if (answer.length > limit) {
    throw new TrackerError("server-answer", { limit });
  }
  return answer;
}

function watch(giveUp) {
  let timer = setTimeout(giveUp, SILENCE_MS);
  return {
    heard() {
      clearTimeout(timer);
      timer = setTimeout(giveUp, SILENCE_MS);
    },
    end() {
      clearTimeout(timer);
    },
  };
}
