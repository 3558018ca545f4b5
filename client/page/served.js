/**
 * Workers as a server gives them: the page's two, the only ones that its policy lets it start.
 * @module
 */

const PATHS = ["/client/work.js", "/client/derive.js"];

/** What starts them; asked for once, as browsers make a policy of a name only once. @returns {import("./workers.js").Start} */
export function servedWorkers() {
  const policy = globalThis.trustedTypes?.createPolicy("worker", {
    createScriptURL(path) {
      if (!PATHS.includes(path)) {
        throw new TypeError("not a worker of this page");
      }
      return path;
    },
  });
  return (name) => {
    const path = `/client/${name}`;
    return new Worker(policy ? policy.createScriptURL(path) : path, { type: "classic" });
  };
}
