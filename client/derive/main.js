/** The worker of a served page: Argon2id as fast as the browser lets it. */
import { derive } from "./derive.js";
import { serve } from "./serve.js";

serve(derive);
