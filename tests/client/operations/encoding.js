/** Encodings, padding and labels. */
import * as encoding from "../../../client/crypto/encoding.js";
import { info } from "../../../client/crypto/labels.js";
import { splitLines } from "../../../client/crypto/lines.js";
import { pad, unpad } from "../../../client/crypto/padding.js";

const CHECKS = { origin: encoding.checkOrigin, name: encoding.checkName, day: encoding.checkDay };

export default {
  "encoding/json": ({ json_bytes, limit }) => ({
    again: encoding.canonicalJson(encoding.parseCanonicalJson(json_bytes, limit)),
  }),
  "encoding/json-write": ({ value }) => ({
    json: encoding.canonicalJson(JSON.parse(encoding.fromUtf8(value))),
  }),
  "encoding/base64": ({ text }) => ({ bytes: encoding.b64decode(encoding.fromUtf8(text)) }),
  "encoding/decimal": ({ text }) => ({ number: encoding.decimal(encoding.fromUtf8(text)) }),
  "encoding/words": ({ kind, text }) => ({ same: CHECKS[kind](encoding.fromUtf8(text)) }),
  "encoding/document": ({ document, limit }) => ({ lines: splitLines(document, limit) }),
  "padding/pad": ({ content, size }) => ({ padded: pad(content, size) }),
  "padding/unpad": ({ padded }) => ({ content: unpad(padded) }),
  "labels/info": ({ purpose, context }) => ({ info: info(purpose, ...context) }),
};
