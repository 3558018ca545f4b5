/**
 * The letter is sealed, and goes no further by itself.
 * @module
 */

/** Seals the letter. @param {import("../../app.js").App} app */
export function showSealing(app) {
  const screen = app.show("working");
  app.afterwards(() => seal(app, screen));
}

async function seal(app, screen) {
  const { kind, form, pictures } = app.draft;
  const step = (line) => {
    screen.slot("line").textContent = app.say(line);
    screen.progress(0);
  };
  const progress = (share) => screen.progress(share);
  step("page.js.sending.keys");
  app.derivation.watch(progress);
  await app.keys.get();
  app.derivation.watch(null);
  await app.lists.get();
  const telling = { sealing: () => step("page.js.sending.sealing"), sealed: progress };
  const envelope = await app.visit.seal({ kind, form, pictures }, telling);
  const saved = app.place("saved", kind);
  await app.finish(saved);
  app.means.parcel.pack(envelope);
  app.journey.go(saved);
}
