/** A small service of real keys in a process of its own, and a page's inner parts before it. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { TrackerError } from "../../client/crypto/errors.js";
import { derive } from "../../client/derive/derive.js";
import { Transport } from "../../client/page/transport.js";
import { Visit } from "../../client/page/visit.js";
import { answerCall } from "../../client/work/calls.js";
import { Session } from "../../client/work/session.js";
import { browserData } from "./browser_data.js";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const VENV = `${ROOT}.venv/bin/python`;

/** The service; `ask` makes it do something (pocket_site.py). */
export class PocketSite {
  #process;
  #lines;

  static async open() {
    const site = new PocketSite();
    const python = process.env.PYTHON ?? (existsSync(VENV) ? VENV : "python3");
    site.#process = spawn(python, ["-m", "tests.client.pocket_site"], { cwd: ROOT, stdio: ["pipe", "pipe", "inherit"] });
    site.#lines = createInterface({ input: site.#process.stdout })[Symbol.asyncIterator]();
    Object.assign(site, await site.#read());
    return site;
  }

  async ask(what, ...given) {
    this.#process.stdin.write(`${JSON.stringify({ do: what, with: given })}\n`);
    return this.#read();
  }

  close() {
    this.#process.stdin.end();
  }

  async #read() {
    const { value } = await this.#lines.next();
    return JSON.parse(value);
  }
}

/** A page's worker and visit, without a page: the same calls, cloned as messages are. */
export async function pageOf(site, { language = "uk", clock = () => Math.floor(Date.now() / 1000) } = {}) {
  const { schema, vocabulary, lists, limits } = browserData(language);
  const session = new Session((size) => crypto.getRandomValues(new Uint8Array(size)));
  const work = {
    async call(name, argument = {}, signal = undefined, tell = () => {}) {
      signal?.throwIfAborted();
      const answer = structuredClone(await answerCall(session, structuredClone({ id: 1, name, argument }), tell));
      if (answer.error) throw new TrackerError(answer.error.code, answer.error.facts);
      return answer.value;
    },
  };
  const trust = new Uint8Array(Buffer.from(site.trust, "base64"));
  await work.call("open", { trust, schema, vocabulary, lists, language });
  const asking = { epoch: site.epoch, limits };
  return { work, visit: new Visit(work, new Transport(site.url), clock, asking) };
}

/** Derives the keys behind the words that the worker has. */
export async function deriveKeys(work) {
  const roots = [];
  for (const job of await work.call("jobs")) {
    roots.push(await derive(job, () => {}));
  }
  await work.call("takeRoots", { roots });
}

/** How Node sends what a page sends by XMLHttpRequest. */
export function posting(site, more = {}) {
  return {
    post: async (path, body) => {
      const headers = { "Content-Type": "application/octet-stream" };
      const response = await fetch(site.url + path, { method: "POST", body, headers });
      const answer = new Uint8Array(await response.arrayBuffer());
      if (response.ok) return answer;
      const { error } = JSON.parse(new TextDecoder().decode(answer));
      throw new TrackerError("server-refused", { status: response.status, server_code: error });
    },
    again: async () => false,
    sealing: () => {},
    sealed: () => {},
    ...more,
  };
}
