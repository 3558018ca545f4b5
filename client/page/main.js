/** The family's page as a server gives it. */
import { live } from "./life.js";
import { SCREENS } from "./screens.js";
import { showSending } from "./screens/sending.js";
import { showSent } from "./screens/sent.js";
import { showStart } from "./screens/start.js";
import { servedWorkers } from "./served.js";
import { Transport } from "./transport.js";

const start = servedWorkers();
const screens = { ...SCREENS, start: showStart, sending: showSending, sent: showSent };
live(screens, () => ({ transport: new Transport(), start, forget: () => {} }));
