/**
 * Where everybody begins who has no network: files are chosen, and what they allow is offered.
 * @module
 */
import { fileChooser } from "../../entry/file_chooser.js";
import { leadOn } from "../../screens/start.js";
import { bytesOf } from "../carrier.js";

/** Shows the start. @param {import("../../app.js").App} app */
export function showCarriedStart(app) {
  const { transport: carrier } = app.means;
  const screen = app.show("start");
  screen.slot("starting").hidden = true;
  screen.slot("carried").hidden = false;
  screen.tell("keyring-path", `/offline/keyring/${app.book.epoch}`);
  leadOn(app, screen);
  offerChoosers(app, screen, async (take) => {
    try {
      await take(carrier);
    } finally {
      tellWhatIsHere(app, screen);
    }
  });
  tellWhatIsHere(app, screen);
}

function offerChoosers(app, screen, taking) {
  const choose = (name, how) =>
    screen.slot(name).replaceChildren(fileChooser({ field: name, label: app.say(`page.offline.js.${name}.choose`), ...how }));
  const verify = () => app.visit.authority();
  choose("keyring", {
    take: ([file]) =>
      app.act(() => taking(async (carrier) => carrier.takeKeyring(await bytesOf(file), verify))),
  });
  choose("mailbox", {
    multiple: true,
    take: (files) =>
      app.act(() =>
        taking(async (carrier) => {
          for (const file of files) {
            carrier.takeMailbox(await bytesOf(file));
          }
        }),
      ),
  });
}

/** Which files are here and which are still wanted; errands as far as they can be done with them. */
function tellWhatIsHere(app, screen) {
  const { publishers, lacking } = app.means.transport;
  const verified = publishers !== null;
  document.getElementById("start-actions").hidden = !verified;
  screen.slot("mailboxes").hidden = !verified;
  screen.button("check").hidden = lacking.length > 0;
  screen.tell("keyring-told", verified ? app.say("page.offline.js.keyring.taken") : "");
  screen.tell("mailbox-told", verified && lacking.length === 0 ? app.say("page.offline.js.mailbox.taken") : "");
  screen.tell("mailbox-path", (publishers ?? []).map((publisher) => `/offline/mailbox/${publisher}`).join(" "));
}
