/**
 * Workers out of the page itself, where their programs stand as text that nothing runs: the page's policy lets it start
 * workers from its own memory, and from nowhere else.
 * @module
 */

/** What starts them; asked for once. @returns {import("../workers.js").Start} */
export function carriedWorkers() {
  /** @type {Map<string, string>} */
  const addresses = new Map();
  const policy = globalThis.trustedTypes?.createPolicy("worker", {
    createScriptURL(address) {
      if (![...addresses.values()].includes(address)) {
        throw new TypeError("not a worker of this page");
      }
      return address;
    },
  });
  return (name) => {
    if (!addresses.has(name)) {
      const program = document.getElementById(name).textContent;
      addresses.set(name, URL.createObjectURL(new Blob([program], { type: "text/javascript" })));
    }
    const address = addresses.get(name);
    return new Worker(policy ? policy.createScriptURL(address) : address, { type: "classic" });
  };
}
