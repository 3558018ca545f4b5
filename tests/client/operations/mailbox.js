/** Cells, slices and manifests. */
import { sha256 } from "../../../client/node_modules/@noble/hashes/sha2.js";
import { Publication, findAddress, openCell } from "../../../client/crypto/cell.js";
import { FamilyKeys } from "../../../client/crypto/family.js";
import { decodeHead } from "../../../client/crypto/head.js";
import { ExchangeKey } from "../../../client/crypto/keys.js";
import { SliceLayout, findSlice, openSlice, pickCells } from "../../../client/crypto/mailbox.js";
import { openManifest } from "../../../client/crypto/manifest.js";

const publicationOf = ({ origin, publisher, number }) => new Publication(origin, publisher, number);

export default {
  "cell/address": ({ publication, secret, public: theirs }) => {
    return findAddress(publicationOf(publication), new ExchangeKey(secret), theirs);
  },
  "cell/open": async ({ publication, tag, root, cell_bytes }) => {
    const { reply } = await FamilyKeys.fromRoot(root);
    return { content: await openCell(publicationOf(publication), tag, reply, cell_bytes) };
  },
  "mailbox/find": ({ index, slices, place }) => ({ number: findSlice(index, slices, place) }),
  "mailbox/look-up": ({ served, number, slices, seats, root, place, tags }) => {
    const opened = openSlice(served, number, new SliceLayout(slices, seats, root));
    const cells = pickCells(opened, { place, tags });
    return { first: opened.first, last: opened.last, cells: cells.map((cell) => sha256(cell)) };
  },
  "manifest/open": ({ signed, head_bytes, publisher }) => {
    const manifest = openManifest(signed, decodeHead(head_bytes), publisher);
    return {
      number: manifest.publication.number,
      day: manifest.day,
      next: manifest.nextDay,
      "read-up-to": manifest.readUpTo,
      "intake-size": manifest.intakeSize,
      key: manifest.key,
      slices: manifest.slices,
      seats: manifest.layout.seats,
      root: manifest.root,
      index: manifest.index,
    };
  },
};
