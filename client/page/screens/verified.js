/**
 * What this page verified before it trusted the keys, for those who want to know or to compare.
 * @module
 */
import { monthAndDay } from "../../records/language.js";

/**
 * Fills the part of a screen that says so.
 * @param {import("../app.js").App} app
 * @param {import("../screen.js").Screen} screen
 */
export function tellVerified(app, screen) {
  const { report } = app.visit;
  screen.tell("edition", String(report.epoch));
  screen.tell("fingerprint", report.head);
  screen.tell("officers", app.say(`page.js.verified.${report.known ? "known" : "signed"}`, report));
  screen.tell("witnesses", witnesses(app, report));
  // Whom letters are sealed to is fetched by those alone who write one.
  const { readers } = report;
  screen.tell("readers", readers ? app.say("page.js.verified.readers", readers) : "");
  screen.slot("readers-title").hidden = !readers;
}

function witnesses(app, report) {
  if (report.seen === null) {
    return app.say("page.js.verified.no-witnesses");
  }
  const day = monthAndDay(app.book, new Date(report.seen * 1000).toISOString().slice(0, 10));
  return app.say("page.js.verified.witnesses", { ...report, day });
}
