/**
 * A worker that derives one key and is then thrown away.
 * @module
 */

/** Waits for its job. @param {(job: object, progress: (share: number) => void) => Promise<Uint8Array> | Uint8Array} derive */
export function serve(derive) {
  self.onmessage = async ({ data }) => {
    try {
      const root = await derive(data, (share) => self.postMessage({ share }));
      self.postMessage({ root }, [root.buffer]);
    } catch {
      // Nothing of the fault may leave but that it was one: it has seen the words.
      self.postMessage({ failed: true });
    }
  };
  self.postMessage({ ready: true });
}
