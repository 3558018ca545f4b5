/**
 * What begins when a page is loaded, and what ends it.
 * @module
 */
import { App } from "./app.js";
import { watchExit } from "./exit.js";
import { stepsBack } from "./journey.js";
import { missing } from "./probe.js";
import { Stage } from "./screen.js";

/**
 * Lives from now on.
 * @param {Record<string, (app: App, ...rest: any[]) => void>} screens each shows one
 * @param {(app: () => App) => import("./app.js").Means} around makes what each visit has around it
 */
export function live(screens, around) {
  const stage = new Stage();
  const lacks = missing();
  if (lacks.length > 0) {
    stage.show("old").slot("missing").textContent = lacks.join(", ");
    return;
  }
  const book = JSON.parse(document.getElementById("data").textContent);
  let app = null;
  const launch = () => {
    app = new App(book, stage, screens, launch, around(() => app));
    app.open();
    app.act(() => screens.start(app));
  };
  window.addEventListener("error", () => app?.fail(null));
  window.addEventListener("unhandledrejection", (event) => app?.fail(event.reason));
  window.addEventListener("popstate", (event) => app?.travelled(event.state));
  window.addEventListener("pagehide", () => app?.end());
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) {
      window.location.reload();
    }
  });
  watchExit(() => app?.end(), () => stepsBack(window.history, app?.journey.ahead));
  // Firefox shows a page as loading until the workers have come that it began before: it can be used already.
  if (document.readyState === "complete") {
    launch();
  } else {
    window.addEventListener("load", launch, { once: true });
  }
}
