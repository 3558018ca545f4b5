/**
 * The browser's modules behind a pipe: one line of JSON asks for an operation, one line answers.
 *
 * Operations are those of the vectors, and those here, which vectors cannot have because they draw random keys.
 */
import { readdirSync } from "node:fs";
import { createInterface } from "node:readline";
import { Publication, sealCell } from "../../client/crypto/cell.js";
import { sealEnvelope } from "../../client/crypto/envelope.js";
import { TrackerError } from "../../client/crypto/errors.js";
import { FamilyKeys } from "../../client/crypto/family.js";
import { Attachment, Letter } from "../../client/crypto/letter.js";
import { Recipient } from "../../client/crypto/recipient.js";
import { read } from "../client/notation.js";
import records from "./twin_records.js";

const FOLDER = new URL("../client/operations/", import.meta.url);
const recipientOf = ({ x25519, xwing }) => new Recipient(x25519, xwing);

const operations = {
  ...records,
  "twin/operations": () => ({ names: Object.keys(operations) }),
  "twin/seal": async ({ recipient, context, plaintext }) => ({
    sealed: await recipientOf(recipient).seal(plaintext, context),
  }),
  "twin/seal-cell": async ({ publication: { origin, publisher, number }, tag, reply, content }) => ({
    cell: await sealCell(new Publication(origin, publisher, number), tag, recipientOf(reply), content),
  }),
  "twin/seal-envelope": async ({ letter, root, keyring, randomness }) => {
    const family = await FamilyKeys.fromRoot(root);
    const form = JSON.parse(Buffer.from(letter.form).toString());
    const attachments = letter.attachments.map(({ type, data }) => new Attachment(type, data));
    const written = new Letter({ ...letter, form, attachments, public: family.public });
    const recipients = keyring.recipients.map(recipientOf);
    const progress = [];
    const sealed = (done, total) => progress.push([done, total]);
    const under = { origin: keyring.origin, epoch: keyring.epoch, headHash: keyring.head, recipients };
    const fresh = { inquiryKey: randomness.key, nonce: randomness.nonce };
    return { envelope: await sealEnvelope(written, family.author, under, fresh, sealed), progress };
  },
};

for (const file of readdirSync(FOLDER)) {
  Object.assign(operations, (await import(new URL(file, FOLDER))).default);
}

/** A value in the notation of vectors. */
function show(value) {
  if (value instanceof Uint8Array) return { base64: Buffer.from(value).toString("base64") };
  if (typeof value === "bigint") return Number(value);
  if (Array.isArray(value)) return value.map(show);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, show(item)]));
}

async function answer({ operation, given }) {
  try {
    return { output: show(await operations[operation](read(given, {}))) };
  } catch (error) {
    if (error instanceof TrackerError) return { error: error.code, facts: show(error.facts) };
    return { bug: `${error.stack}` };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await answer(JSON.parse(line)))}\n`);
}
