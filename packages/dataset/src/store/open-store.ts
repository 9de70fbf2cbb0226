import { describeValue } from "../_check-options.ts";
import { requireNodeModule } from "./_node.ts";
import { directoryStore } from "./directory-store.ts";
import { httpStore } from "./http-store.ts";
import type { DatasetStore, StoreOrigin } from "./types.ts";

/** Where a dataset is: a directory (Node), a URL (http:, https: or file:), or a store. */
export type DatasetLocation = string | URL | DatasetStore;

/** @throws TypeError for anything else */
export function openStore(location: DatasetLocation): DatasetStore {
  if (typeof location === "string" && !/^(https?|file):/i.test(location)) {
    if (location === "") throw new TypeError("the dataset's directory is an empty text");
    return directoryStore(location);
  }
  if (typeof location === "string" || location instanceof URL) {
    const url = parseUrl(location);
    if (url.protocol === "http:" || url.protocol === "https:") return httpStore(url);
    if (url.protocol === "file:") return directoryStore(requireNodeModule("node:url", url.href).fileURLToPath(url));
    throw new TypeError(`${url.href}: expected a directory, or an http:, https: or file: URL`);
  }
  if (typeof location === "object" && location !== null && typeof location.read === "function") return location;
  throw new TypeError(`the dataset is ${describeValue(location)}: expected a directory, a URL or a store`);
}

function parseUrl(location: string | URL): URL {
  try {
    return new URL(location);
  } catch (cause) {
    throw new TypeError(`${describeValue(String(location))} is no URL: expected one such as https://host/dataset`, {
      cause,
    });
  }
}

/** The store of another thread. */
export function openOrigin(origin: StoreOrigin): DatasetStore {
  return origin.kind === "directory" ? directoryStore(origin.path) : httpStore(origin.url);
}
