/**
 * The letter is sealed and sent; what can go wrong on the way ends in words.
 * @module
 */
import { upload } from "../upload.js";

/** Seals and sends the letter. @param {import("../app.js").App} app */
export function showSending(app) {
  show(app);
  app.afterwards(() => send(app));
}

function show(app) {
  const screen = app.show("sending");
  return {
    step: (line, share = null) => {
      screen.slot("line").textContent = app.say(line);
      screen.progress(share);
    },
    progress: (share) => screen.progress(share),
  };
}

async function send(app) {
  const { kind, form, pictures } = app.draft;
  let screen = show(app);
  screen.step("page.js.sending.keys", 0);
  app.derivation.watch(screen.progress);
  await app.keys.get();
  app.derivation.watch(null);
  await app.lists.get();
  const sent = await app.visit.send(
    { kind, form, pictures },
    {
      sealing: () => screen.step("page.js.sending.sealing", 0),
      sealed: (share) => screen.progress(share),
      post: (path, body, limit) => {
        screen.step("page.js.sending.letter", 0);
        return upload(path, body, limit, screen.progress);
      },
      again: async (why) => {
        const again = await askLost(app, why);
        screen = show(app);
        screen.step("page.js.sending.letter");
        return again;
      },
    },
  );
  const told = app.place("sent", kind, sent);
  await app.finish(told);
  app.journey.go(told);
}

/** The letter may have arrived, or not: whether to send the same sealed bytes again. */
function askLost(app, why) {
  const screen = app.show("lost");
  // Who reads only that a line broke would try for ever where there is no room till tomorrow.
  screen.slot("text").textContent =
    why.code === "server-refused"
      ? app.say("page.js.lost.refused", { refusal: app.explain(why) })
      : app.say("page.js.lost");
  return app.waitFor(
    new Promise((resolve) => {
      screen.on("retry", () => resolve(true));
      screen.on("stop", () => resolve(false));
    }),
  );
}
