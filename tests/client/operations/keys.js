/** HKDF, X25519, Ed25519 and XChaCha20-Poly1305. */
import { decrypt, encrypt } from "../../../client/crypto/aead.js";
import {
  ExchangeKey, SigningKey, checkExchangePublic, checkSigningPublic, hkdf, verify,
} from "../../../client/crypto/keys.js";

const CHECKS = { x25519: checkExchangePublic, ed25519: checkSigningPublic };

/** RFC 7748, section 5.2: k and u become X25519(k, u) and k, so many times. */
function iterate(times) {
  let k = new Uint8Array(32);
  k[0] = 9;
  let u = k;
  for (let i = 0; i < times; i += 1) {
    [k, u] = [new ExchangeKey(k).exchange(u), k];
  }
  return k;
}

export default {
  "keys/hkdf": ({ secret, info, length }) => ({ key: hkdf(secret, info, length) }),
  "keys/exchange": ({ secret, public: other }) => ({ shared: new ExchangeKey(secret).exchange(other) }),
  "keys/exchange-iterated": ({ times }) => ({ k: iterate(times) }),
  "keys/exchange-public": ({ secret }) => ({ public: new ExchangeKey(secret).public }),
  "keys/enrol": ({ kind, public: key }) => ({ public: CHECKS[kind](key) }),
  "keys/sign": ({ seed, message }) => {
    const key = new SigningKey(seed);
    return { public: key.public, signature: key.sign(message) };
  },
  "keys/verify": ({ public: key, message, signature }) => {
    verify(key, message, signature);
    return { valid: true };
  },
  "keys/aead-seal": ({ key, nonce, plaintext, aad }) => ({ sealed: encrypt(key, nonce, plaintext, aad) }),
  "keys/aead-open": ({ key, nonce, sealed, aad }) => ({ plaintext: decrypt(key, nonce, sealed, aad) }),
};
