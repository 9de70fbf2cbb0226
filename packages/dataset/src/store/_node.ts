// Node's modules are taken from the running process, so that a bundler for browsers finds nothing to resolve.
type NodeModules = {
  "node:fs": typeof import("node:fs");
  "node:os": typeof import("node:os");
  "node:path": typeof import("node:path");
  "node:url": typeof import("node:url");
  "node:worker_threads": typeof import("node:worker_threads");
};

/** A built-in module of Node, or undefined elsewhere. */
export function nodeModule<Name extends keyof NodeModules>(name: Name): NodeModules[Name] | undefined {
  return globalThis.process?.getBuiltinModule?.(name) as NodeModules[Name] | undefined;
}

/** The same, for code that only runs for a path. @throws TypeError outside of Node */
export function requireNodeModule<Name extends keyof NodeModules>(name: Name, path: string): NodeModules[Name] {
  const found = nodeModule(name);
  if (found !== undefined) return found;
  throw new TypeError(`${path}: directories can be opened in Node only; pass a URL or a store`);
}
