/** Recipients, identities, and HPKE by the vectors of others. */
import { DhkemX25519HkdfSha256 } from "../../../client/node_modules/@hpke/core/esm/mod.js";
import { XWing } from "../../../client/node_modules/@hpke/hybridkem-x-wing/esm/mod.js";
import { concat, utf8 } from "../../../client/crypto/encoding.js";
import { Identity, Recipient, hpkeSuite, xwingPublic } from "../../../client/crypto/recipient.js";

const EMPTY = new Uint8Array();
const KEY_BYTES = 32;
const KEMS = { x25519: DhkemX25519HkdfSha256, xwing: XWing };

/** The key of RFC 9180, section 5.1, base mode, by the suite's own KDF. */
async function keySchedule({ kdf }, shared, info) {
  const pskIdHash = await kdf.labeledExtract(EMPTY, utf8("psk_id_hash"), EMPTY);
  const infoHash = await kdf.labeledExtract(EMPTY, utf8("info_hash"), info);
  const context = concat(Uint8Array.of(0), new Uint8Array(pskIdHash), new Uint8Array(infoHash));
  const secret = await kdf.labeledExtract(shared, utf8("secret"), EMPTY);
  return new Uint8Array(await kdf.labeledExpand(secret, utf8("key"), context, KEY_BYTES));
}

export default {
  "recipient/hpke": async ({ kem, secret, info, aad, enc, ciphertext }) => {
    const suite = hpkeSuite(new KEMS[kem]());
    const recipientKey = await suite.kem.deserializePrivateKey(secret);
    const shared = new Uint8Array(await suite.kem.decap({ recipientKey, enc }));
    return {
      shared,
      key: await keySchedule(suite, shared, info),
      plaintext: new Uint8Array(await suite.open({ recipientKey, enc, info }, ciphertext, aad)),
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
