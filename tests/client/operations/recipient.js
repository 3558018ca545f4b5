/** Recipients, identities, and HPKE by the vectors of others. */
import { x25519 } from "../../../client/node_modules/@noble/curves/ed25519.js";
import { expand, extract } from "../../../client/node_modules/@noble/hashes/hkdf.js";
import { sha256 } from "../../../client/node_modules/@noble/hashes/sha2.js";
import { ml_kem768_x25519 as xwing } from "../../../client/node_modules/@noble/post-quantum/hybrid.js";
import { concat, utf8 } from "../../../client/crypto/encoding.js";
import { keySchedule, openFirst } from "../../../client/crypto/hpke.js";
import { Identity, Recipient, XWING_KEM, xwingPublic } from "../../../client/crypto/recipient.js";

const EMPTY = new Uint8Array();
const DHKEM_X25519 = 0x20;

/** `Decap` of DHKEM(X25519, HKDF-SHA256), RFC 9180, section 4.1: the RFC's own vectors have no X-Wing. */
function decapsulateX25519(enc, secret) {
  const suite = concat(utf8("KEM"), Uint8Array.of(0, DHKEM_X25519));
  const exchanged = concat(utf8("HPKE-v1"), suite, utf8("eae_prk"), x25519.getSharedSecret(secret, enc));
  const context = concat(enc, x25519.getPublicKey(secret));
  const labeled = concat(Uint8Array.of(0, 32), utf8("HPKE-v1"), suite, utf8("shared_secret"), context);
  return expand(sha256, extract(sha256, exchanged, EMPTY), labeled, 32);
}

const KEMS = {
  x25519: { id: DHKEM_X25519, decapsulate: decapsulateX25519 },
  xwing: { id: XWING_KEM, decapsulate: xwing.decapsulate },
};

export default {
  "recipient/hpke": ({ kem, secret, info, aad, enc, ciphertext }) => {
    const { id, decapsulate } = KEMS[kem];
    const shared = decapsulate(enc, secret);
    return {
      shared,
      key: keySchedule(id, shared, info).key,
      plaintext: openFirst(id, shared, info, ciphertext, aad),
    };
  },
  "recipient/xwing-public": async ({ seed }) => ({ public: await xwingPublic(seed) }),
  "recipient/derive": async ({ seed }) => {
    const identity = await Identity.fromSeed(seed);
    const { x25519, xwing, id } = identity.recipient;
    return { x25519, xwing, id, signing: identity.signingKey.public };
  },
  "recipient/enrol": ({ x25519, xwing }) => ({ id: new Recipient(x25519, xwing).check().id }),
  "recipient/open": async ({ seed, context, sealed }) => ({
    plaintext: await (await Identity.fromSeed(seed)).open(sealed, context),
  }),
};
