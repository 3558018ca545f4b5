/** What the page takes from a server, and what it does not: before a real one that misbehaves. */
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, describe, test } from "node:test";
import { ATTEMPTS, Transport } from "../../../client/page/transport.js";

const LIMIT = 1000;

describe("asking a server", () => {
  let server;
  let asked;
  let base;
  const replies = {
    "/exact": (response) => response.end(Buffer.alloc(LIMIT, 7)),
    "/long": (response) => response.end(Buffer.alloc(LIMIT + 1)),
    "/endless": (response) => drip(response),
    "/redirect": (response) => response.writeHead(302, { Location: "/exact" }).end(),
    "/refused": (response) => response.writeHead(503).end(JSON.stringify({ error: "busy", message: "no" })),
    "/strange": (response) => response.writeHead(502).end("<html>no such thing</html>"),
    "/loud": (response) => response.writeHead(400).end(JSON.stringify({ error: "A\nB" })),
    "/broken": (response) => {
      response.writeHead(200, { "Content-Length": "100" });
      response.write("half");
      response.socket.destroySoon();
    },
    "/silent": () => {},
  };
  before(async () => {
    server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url} ${Object.keys(request.headers).sort()}`);
      replies[request.url](response);
    });
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    base = `http://127.0.0.1:${server.address().port}`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  function get(path, { silence, signal } = {}) {
    asked = [];
    return new Transport(base, silence).get(path, LIMIT, signal);
  }

  test("an answer may have as many bytes as its kind has", async () => {
    assert.equal((await get("/exact")).length, LIMIT);
  });

  test("of a longer answer no more is read", async () => {
    await assert.rejects(get("/long"), { code: "server-answer", facts: { limit: LIMIT } });
    await assert.rejects(get("/endless"), { code: "server-answer" });
    assert.equal(asked.length, 1);
  });

  test("nobody is followed elsewhere", async () => {
    await assert.rejects(get("/redirect"), { code: "server-answer" });
    assert.equal(asked.length, 1);
  });

  test("a refusal has the server's code only if it has the shape of one", async () => {
    await assert.rejects(get("/refused"), { code: "server-refused", facts: { status: 503, server_code: "busy" } });
    await assert.rejects(get("/strange"), { facts: { status: 502, server_code: "unknown" } });
    await assert.rejects(get("/loud"), { facts: { status: 400, server_code: "unknown" } });
  });

  test("a connection that breaks is tried so many times", async () => {
    await assert.rejects(get("/broken"), { code: "server-unreachable" });
    assert.equal(asked.length, ATTEMPTS);
  });

  test("silence is not borne for ever", async () => {
    await assert.rejects(get("/silent", { silence: 50 }), { code: "server-unreachable" });
    assert.equal(asked.length, ATTEMPTS);
  });

  test("who gives up is told so, and nothing is tried again", async () => {
    const giveUp = new AbortController();
    const answer = get("/silent", { signal: giveUp.signal });
    giveUp.abort();
    await assert.rejects(answer, { name: "AbortError" });
    assert.ok(asked.length <= 1);
  });

  test("no request has a header that tells visitors apart", async () => {
    await get("/exact");
    assert.doesNotMatch(asked[0], /cookie|referer|authorization|if-none-match/);
  });

  test("no answer is kept, and no request says who asks or from where", async (context) => {
    const fetched = context.mock.method(globalThis, "fetch");
    await get("/exact");
    const { signal, ...settings } = fetched.mock.calls[0].arguments[1];
    assert.ok(signal);
    assert.deepEqual(settings, {
      cache: "no-store", credentials: "omit", mode: "same-origin", redirect: "manual", referrerPolicy: "no-referrer",
    });
  });
});

function drip(response) {
  const more = () => {
    if (!response.destroyed) {
      response.write(Buffer.alloc(4096), () => setImmediate(more));
    }
  };
  more();
}
