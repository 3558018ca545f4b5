/** What is begun early: once, again after it failed, and given up with whoever took it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Pending } from "../../../client/page/pending.js";

/** Something that takes until it is told to end, and what was begun of it. */
function begun() {
  const all = [];
  const pending = new Pending(
    (signal) => new Promise((resolve, reject) => all.push({ signal, resolve, reject })),
  );
  return { pending, all };
}

test("it is begun once for all who wait, and again after it failed", async () => {
  const { pending, all } = begun();
  const both = [pending.get(), pending.get()];
  assert.equal(all.length, 1);
  all[0].reject(new Error("lost"));
  for (const one of both) await assert.rejects(one, { message: "lost" });
  const again = pending.get();
  all[1].resolve("there");
  assert.equal(await again, "there");
  assert.equal(all.length, 2);
});

test("what was taken is not had twice, and ends with whoever took it", async () => {
  const { pending, all } = begun();
  pending.get();
  const person = new AbortController();
  const taken = pending.take(person.signal);
  pending.get();
  assert.equal(all.length, 2);
  person.abort();
  assert.deepEqual(all.map(({ signal }) => signal.aborted), [true, false]);
  all[0].resolve("late");
  assert.equal(await taken, "late");
});

test("what is forgotten ends, and is begun anew", () => {
  const { pending, all } = begun();
  pending.get();
  pending.forget();
  assert.ok(all[0].signal.aborted);
  pending.get();
  assert.equal(all.length, 2);
  assert.ok(!all[1].signal.aborted);
});
