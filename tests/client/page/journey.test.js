/** Back and forth: the history of a browser in a few lines, and where its buttons lead. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Journey, stepsBack } from "../../../client/page/journey.js";

/** What a browser does with its entries. */
class Entries {
  constructor(entries = [null], at = 0) {
    this.entries = entries;
    this.at = at;
  }

  get state() {
    return this.entries[this.at];
  }

  replaceState(state) {
    this.entries[this.at] = state;
  }

  pushState(state) {
    this.entries.splice(this.at + 1, Infinity, state);
    this.at += 1;
  }

  move(steps) {
    this.at += steps;
    return this.state;
  }
}

function travelling(entries = new Entries()) {
  const seen = [];
  const place = (name) => () => seen.push(name);
  const journey = new Journey(entries, place("start"));
  const to = (steps) => journey.arrived(entries.move(steps))();
  return { journey, seen, place, to, entries };
}

test("back and forward lead through the places", () => {
  const { journey, seen, place, to } = travelling();
  journey.go(place("one"));
  journey.go(place("two"));
  to(-1);
  to(-1);
  to(2);
  assert.deepEqual(seen, ["one", "two", "one", "start", "two"]);
});

test("another way makes the old one unknown", () => {
  const { journey, seen, place, to } = travelling();
  journey.go(place("one"));
  journey.go(place("two"));
  to(-2);
  journey.go(place("other"));
  to(-1);
  assert.deepEqual(seen, ["one", "two", "start", "other", "start"]);
});

test("who comes back to where nothing was ready yet begins anew", () => {
  const { journey, seen, place, to } = travelling();
  journey.step();
  journey.replace(place("question"));
  journey.step();
  to(-1);
  to(1);
  assert.deepEqual(seen, ["question", "question", "start"]);
});

test("what is forgotten leads to the beginning", () => {
  const { journey, seen, place, to } = travelling();
  journey.go(place("words"));
  journey.forget();
  journey.go(place("sent"));
  to(-1);
  assert.deepEqual(seen, ["words", "sent", "start"]);
});

test("entries from before a reload are not taken for places of now", () => {
  const before = new Entries([{ step: 0 }, { step: 1 }, { step: 2 }], 2);
  const { journey, seen, place, to } = travelling(before);
  journey.go(place("one"));
  to(-2);
  assert.deepEqual(seen, ["one", "start"]);
});

test("the browser's history holds numbers and nothing else", () => {
  const { journey, place, entries } = travelling();
  journey.go(place("one"));
  assert.deepEqual(entries.entries, [{ step: 0 }, { step: 1 }]);
});

test("the first of our entries is reached, however many the browser dropped", () => {
  const history = (step, length) => ({ state: step === null ? null : { step }, length });
  assert.equal(stepsBack(history(null, 1)), 0);
  assert.equal(stepsBack(history(3, 6)), 3);
  assert.equal(stepsBack(history(65, 50)), 49);
  assert.equal(stepsBack(history(60, 50), 5), 44);
});

test("what lies ahead is counted until another way is taken", () => {
  const { journey, place, to } = travelling();
  ["one", "two", "three"].forEach((name) => journey.go(place(name)));
  assert.equal(journey.ahead, 0);
  to(-2);
  assert.equal(journey.ahead, 2);
  journey.go(place("other"));
  assert.equal(journey.ahead, 0);
});
