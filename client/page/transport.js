/**
 * Asking the server: bounded reads, no cookies, no redirects, nothing that tells visitors apart; the twin of
 * `tracker/transport.py`.
 * @module
 */
import { TrackerError } from "../crypto/errors.js";
import { REFUSAL_MAX, refusal } from "./refusal.js";

export const ATTEMPTS = 3;
/** How long nothing may come, and how long a whole answer may drip: Tor is slow, and a minute is not rare. */
const SILENCE_MS = 120_000;
const ANSWER_MS = 600_000;

const SETTINGS = {
  cache: "no-store",
  credentials: "omit",
  // Not followed: "error" would say the same as a broken line.
  redirect: "manual",
  referrerPolicy: "no-referrer",
  mode: "same-origin",
};

/** GET requests to one server. */
export class Transport {
  #base;
  #silence;

  /**
   * @param {string} [base] empty for the page's own server
   * @param {number} [silence] milliseconds without a byte after which a connection counts as broken
   */
  constructor(base = "", silence = SILENCE_MS) {
    this.#base = base;
    this.#silence = silence;
  }

  /**
   * The body at a path, of at most `limit` bytes; a broken connection is tried three times.
   * @param {string} path
   * @param {number} limit
   * @param {AbortSignal} [signal] gives up; the promise rejects with its reason
   * @returns {Promise<Uint8Array>}
   * @throws {TrackerError} server-unreachable, server-refused, server-answer
   */
  async get(path, limit, signal) {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#once(path, limit, signal);
      } catch (error) {
        signal?.throwIfAborted();
        if (attempt === ATTEMPTS || error.code !== "server-unreachable") {
          throw error;
        }
      }
    }
  }

  async #once(path, limit, signal) {
    const patience = new Patience(this.#silence, signal);
    try {
      const response = await fetch(this.#base + path, { ...SETTINGS, signal: patience.signal });
      if (response.status < 200 || response.status >= 300) {
        throw refusal(response.status, await readStart(response, REFUSAL_MAX, patience));
      }
      return await readWhole(response, limit, patience);
    } catch (error) {
      // Of what fails below us, browsers say no more than that it failed.
      throw error instanceof TrackerError ? error : new TrackerError("server-unreachable", { lost: false });
    } finally {
      patience.end();
    }
  }
}

/** Aborts when nothing came for a while, when it takes too long, or when the caller gives up. */
class Patience {
  #controller = new AbortController();
  #silence;
  #timer;
  #whole;
  #outer;
  #giveUp = () => this.#controller.abort();

  constructor(silence, outer) {
    this.#silence = silence;
    this.#outer = outer;
    this.#whole = setTimeout(this.#giveUp, Math.max(ANSWER_MS, silence));
    outer?.addEventListener("abort", this.#giveUp);
    if (outer?.aborted) {
      this.#giveUp();
    }
    this.heard();
  }

  get signal() {
    return this.#controller.signal;
  }

  heard() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#giveUp, this.#silence);
  }

  end() {
    clearTimeout(this.#timer);
    clearTimeout(this.#whole);
    this.#outer?.removeEventListener("abort", this.#giveUp);
    // Whatever of the answer is still on its way stays there.
    this.#controller.abort();
  }
}

async function readWhole(response, limit, patience) {
  const data = await readStart(response, limit + 1, patience);
  if (data.length > limit) {
    throw new TrackerError("server-answer", { limit });
  }
  return data;
}

/** Up to `most` bytes; never more are kept than that. */
async function readStart(response, most, patience) {
  const parts = [];
  let size = 0;
  const reader = response.body?.getReader();
  while (reader && size < most) {
    const { done, value } = await reader.read();
    patience.heard();
    if (done) {
      break;
    }
    parts.push(value.subarray(0, most - size));
    size += parts.at(-1).length;
  }
  const data = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    data.set(part, at);
    at += part.length;
  }
  return data;
}
