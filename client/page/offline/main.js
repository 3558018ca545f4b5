/** The offline page: the family's page in one file, which asks for files where the other asks a server. */
import { live } from "../life.js";
import { SCREENS } from "../screens.js";
import { Carrier } from "./carrier.js";
import { carriedWorkers } from "./carried_workers.js";
import { Parcel } from "./parcel.js";
import { askForFile } from "./screens/fetch.js";
import { showSaved } from "./screens/saved.js";
import { showSealing } from "./screens/sealing.js";
import { showCarriedStart } from "./screens/start.js";

const start = carriedWorkers();
const screens = { ...SCREENS, start: showCarriedStart, sending: showSealing, saved: showSaved };
live(screens, (app) => {
  const words = () => new TextEncoder().encode(document.getElementById("words").textContent);
  const transport = new Carrier(words, (path, signal) => askForFile(app(), path, signal));
  const parcel = new Parcel();
  return { transport, start, parcel, forget: () => parcel.forget() };
});
