/**
 * The sealed letter as something that a browser can save.
 * @module
 */

/** A neutral name: it says neither what is in the file nor for whom it is. */
export const FILE_NAME = "data.bin";

/** One sealed letter at a time. */
export class Parcel {
  #address = null;

  /** Packs an envelope, and overwrites it. @param {Uint8Array} envelope */
  pack(envelope) {
    this.forget();
    this.#address = URL.createObjectURL(new Blob([envelope], { type: "application/octet-stream" }));
    envelope.fill(0);
  }

  /** Hands it to the browser, which saves it or asks where to. */
  save() {
    const link = document.createElement("a");
    link.href = this.#address;
    link.download = FILE_NAME;
    link.click();
  }

  /** Lets go of it. */
  forget() {
    if (this.#address !== null) {
      URL.revokeObjectURL(this.#address);
      this.#address = null;
    }
  }
}
