/**
 * The last question before an inquiry is withdrawn for good.
 * @module
 */

/** Asks whether to withdraw. @param {import("../app.js").App} app */
export function showWithdraw(app) {
  const screen = app.show("withdraw");
  screen.on("back", () => app.journey.back());
  screen.on("next", () => app.act(() => app.journey.go(app.place("sending"))));
}
