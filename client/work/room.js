/**
 * How large an envelope will be, before there are keys to seal it with: every part of it but the form and the pictures
 * has a known length (docs/spec/envelope.md).
 * @module
 */
import { NONCE_BYTES, TAG_BYTES } from "../crypto/aead.js";
import { HASH_BYTES, b64encode } from "../crypto/encoding.js";
import { FIRST_LINE, INQUIRY_KEY_BYTES, SIZES } from "../crypto/envelope.js";
import { TrackerError } from "../crypto/errors.js";
import { PUBLIC_BYTES, SIGNATURE_BYTES } from "../crypto/keys.js";
import { Letter } from "../crypto/letter.js";
import { SEAL_OVERHEAD, SHORT_ID_BYTES, XWING_PUBLIC_BYTES } from "../crypto/recipient.js";

const ANY_DAY = "2000-01-01";

/**
 * The size of the envelope around a letter: one of three.
 * @param {{kind: string, form: object, attachments: object[]}} letter
 * @param {import("../crypto/envelope.js").SealingKeyring} sealing
 * @returns {number}
 * @throws {TrackerError} letter-too-large, letter-malformed
 */
export function envelopeSize({ kind, form, attachments }, sealing) {
  const letter = new Letter({ kind, day: ANY_DAY, public: { asJson: anyKeys }, form, attachments });
  const needed = headerBytes(sealing) + NONCE_BYTES + letter.content().length + SIGNATURE_BYTES + TAG_BYTES;
  const size = SIZES.find((item) => needed <= item);
  if (size === undefined) {
    throw new TrackerError("letter-too-large", { limit: SIZES.at(-1) });
  }
  return size;
}

function headerBytes({ origin, epoch, recipients }) {
  const stanza = `-> ${zeros(SHORT_ID_BYTES)} ${zeros(INQUIRY_KEY_BYTES + SEAL_OVERHEAD)}\n`;
  const around = `${FIRST_LINE}\norigin ${origin}\nkeyring ${epoch} ${zeros(HASH_BYTES)}\n--- ${zeros(HASH_BYTES)}\n`;
  return around.length + recipients.length * stanza.length;
}

function anyKeys() {
  const short = zeros(PUBLIC_BYTES);
  return { "reply-x25519": short, "reply-xwing": zeros(XWING_PUBLIC_BYTES), address: short, author: short };
}

function zeros(size) {
  return b64encode(new Uint8Array(size));
}
