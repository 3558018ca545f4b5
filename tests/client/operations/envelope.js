/** Envelopes and letters. */
import { sha256 } from "../../../client/node_modules/@noble/hashes/sha2.js";
import { canonicalJson } from "../../../client/crypto/encoding.js";
import { envelopeHash, openEnvelope, parseHeader } from "../../../client/crypto/envelope.js";
import { decodeLetter } from "../../../client/crypto/letter.js";
import { Identity } from "../../../client/crypto/recipient.js";

/** What a letter says, as vectors show it. */
export function describeLetter(letter) {
  return {
    kind: letter.kind,
    day: letter.day,
    "inquiry-id": letter.public.inquiryId,
    form: canonicalJson(letter.form),
    attachments: letter.attachments.map(({ mediaType, data }) => ({ type: mediaType, sha256: sha256(data) })),
  };
}

export default {
  "envelope/header": ({ start }) => {
    const { origin, epoch, headHash, stanzas, raw } = parseHeader(start);
    return { origin, epoch, head: headHash, recipients: stanzas.map((item) => item.shortId), length: raw.length };
  },
  "envelope/open": async ({ envelope_bytes, seed, origin }) => {
    const letter = await openEnvelope(envelope_bytes, await Identity.fromSeed(seed), origin);
    return { hash: envelopeHash(envelope_bytes), ...describeLetter(letter) };
  },
  "envelope/letter": ({ padded }) => describeLetter(decodeLetter(padded)),
};
