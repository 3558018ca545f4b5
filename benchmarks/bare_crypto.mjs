// The floor of row 3: the libraries' own calls and nothing else, in a worker as the page's are.
import { chacha20poly1305, xchacha20poly1305 } from "@noble/ciphers/chacha.js";
import { xsalsa20poly1305 } from "@noble/ciphers/salsa.js";
import { ed25519, x25519 } from "@noble/curves/ed25519.js";
import { argon2id as slowArgon2id } from "@noble/hashes/argon2.js";
import { blake2b } from "@noble/hashes/blake2.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { ml_kem768_x25519 as xwing } from "@noble/post-quantum/hybrid.js";
import { argon2id as quickArgon2id } from "hash-wasm";

const PASSES = 2;
const MEMORY_KIB = 19456;
const ENVELOPE_BYTES = 64 * 1024;
const random = (length) => crypto.getRandomValues(new Uint8Array(length));

/** One derivation with the page's parameters: hash-wasm where WebAssembly compiles, else noble. */
async function derive() {
  const password = random(13);
  const salt = random(16);
  if (await compiles()) {
    await quickArgon2id({
      password, salt, iterations: PASSES, memorySize: MEMORY_KIB, parallelism: 1, hashLength: 32, outputType: "binary",
    });
    return "hash-wasm";
  }
  slowArgon2id(password, salt, { t: PASSES, m: MEMORY_KIB, p: 1, dkLen: 32 });
  return "noble";
}

async function compiles() {
  try {
    await WebAssembly.compile(new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]));
    return true;
  } catch {
    return false;
  }
}

/** What sealing to so many recipients asks of the libraries; the keys are made beforehand. */
function sealTo(recipients) {
  const payload = random(ENVELOPE_BYTES);
  const secret = random(32);
  const { publicKey } = xwing.keygen();
  const box = x25519.getPublicKey(random(32));
  const author = random(32);
  const started = performance.now();
  for (let count = 0; count < recipients; count += 1) {
    const own = random(32);
    const shared = x25519.getSharedSecret(own, box);
    const nonce = blake2b(x25519.getPublicKey(own), { dkLen: 24 });
    const boxed = xsalsa20poly1305(shared, nonce).encrypt(secret);
    const { sharedSecret } = xwing.encapsulate(publicKey);
    chacha20poly1305(sharedSecret, random(12)).encrypt(boxed);
  }
  ed25519.sign(sha256(payload), author);
  xchacha20poly1305(secret, random(24)).encrypt(payload);
  return performance.now() - started;
}

/** As many checks of Ed25519 signatures, with the page's rules. */
function verify(signatures) {
  const secret = random(32);
  const author = ed25519.getPublicKey(secret);
  const message = random(64);
  const signature = ed25519.sign(message, secret);
  const started = performance.now();
  for (let count = 0; count < signatures; count += 1) {
    ed25519.verify(signature, message, author, { zip215: false });
  }
  return performance.now() - started;
}

self.onmessage = async ({ data }) => {
  const started = performance.now();
  const by = await derive();
  const derived = performance.now() - started;
  self.postMessage({ by, derived, sealed: sealTo(data.recipients), verified: verify(data.signatures) });
};
