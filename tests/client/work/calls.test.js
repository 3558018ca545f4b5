/** What gets through between page and worker: calls that are on the list, and of faults nothing that was written. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { CALLS, answerCall } from "../../../client/work/calls.js";
import { Session } from "../../../client/work/session.js";

const INTERNAL = { code: "internal", facts: {} };
const call = (session, name, argument) => answerCall(session, { id: 7, name, argument }, () => {});

test("every call on the list is one of the session's", () => {
  for (const name of CALLS) assert.equal(typeof Session.prototype[name], "function", name);
});

test("what is not on the list is not called", async () => {
  const session = new Session(assert.fail);
  session.other = assert.fail;
  for (const name of ["other", "constructor", "toString", "__proto__", undefined]) {
    assert.deepEqual(await call(session, name, {}), { id: 7, error: INTERNAL });
  }
});

test("of a fault of our own nothing leaves but that it was one", async () => {
  class Faulty extends Session {
    draw() {
      throw new Error("cannot draw for Мар'яна");
    }
  }
  const session = new Faulty(assert.fail);
  assert.deepEqual(await call(session, "draw"), { id: 7, error: INTERNAL });
  assert.equal((await call(session, "open", { trust: new Uint8Array() })).error.code, "trust-malformed");
});
