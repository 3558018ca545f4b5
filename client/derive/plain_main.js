/** The worker of the offline page, whose policy allows no WebAssembly. */
import { derivePlainly } from "./plain.js";
import { serve } from "./serve.js";

serve(derivePlainly);
