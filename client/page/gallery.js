/**
 * The pictures of the letter that is being written: they lie in the worker, the page knows their sizes.
 * @module
 */

/**
 * @param {import("./app.js").App} app
 * @returns {import("./entry/pictures.js").Gallery}
 */
export function gallery(app) {
  const { draft, work } = app;
  return {
    sizes: () => draft.pictures,
    async add(data) {
      const { turned, sizes } = await work.call("addPicture", { data }, undefined, undefined, [data.buffer]);
      draft.pictures = sizes;
      return turned;
    },
    async drop(at) {
      draft.pictures = (await work.call("dropPicture", { at })).sizes;
    },
    room: () => roomInWords(app),
  };
}

/** In which of the three sizes the letter will travel. @param {import("./app.js").App} app @returns {Promise<string>} */
export async function roomInWords(app) {
  const { kind, form } = app.draft;
  const bytes = await app.work.call("room", { kind, form });
  return app.say("page.js.room", { size: inWords(app, bytes) });
}

function inWords(app, bytes) {
  const kilobytes = bytes / 1024;
  return kilobytes < 1024
    ? app.say("page.js.kilobytes", { number: kilobytes })
    : app.say("page.js.megabytes", { number: kilobytes / 1024 });
}
