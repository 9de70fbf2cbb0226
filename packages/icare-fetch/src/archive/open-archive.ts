import { join } from "node:path";
import { localTransport } from "../transport/local/index.ts";
import type { Logger } from "../types.ts";
import { type ArchiveLocation, defaultArchiveUrl, parseArchiveUrl } from "../url.ts";
import { checkOptions } from "./_check-options.ts";
import { defaultCacheDirectory } from "./_default-directories.ts";
import { transportOf } from "./_transport-of.ts";
import { LocalArchive } from "./local-archive.ts";
import { RemoteArchive } from "./remote-archive.ts";
import type { Archive, OpenArchiveOptions } from "./types.ts";

/**
 * Open an archive: over SFTP (`sftp://me@host/SPACEBORNE`), FTP with TLS (`ftps://`) or without (`ftp://`), or a mirror
 * in a local directory (`file:///path`, or a path). The credentials are looked for at once; sessions begin when they
 * are needed.
 *
 * @param url without a password. @default sftp://sftp.icare.univ-lille.fr/SPACEBORNE
 * @throws ArchiveError for a URL that cannot be, credentials that are not found or not safe, a directory that is not
 * there or a cache that cannot be used; TypeError or RangeError for options that cannot be
 * @example
 * ```ts
 * import { openArchive, printable } from "@atcs/icare-fetch";
 *
 * await using archive = await openArchive("sftp://me@sftp.icare.univ-lille.fr/SPACEBORNE");
 * for (const { name, size } of await archive.list("PARASOL/L1_B-HDF/2008/2008_06_03")) {
 *   console.log(printable(name), size);
 * }
 * ```
 */
export async function openArchive(url: string = defaultArchiveUrl, options: OpenArchiveOptions = {}): Promise<Archive> {
  const location = parseArchiveUrl(url);
  checkOptions(options);
  return open(location, { ...options, log: quietly(options.log) });
}

/** What a logger throws is its own business: it must not end a session. */
function quietly(log: Logger | undefined): Logger {
  return (event) => {
    try {
      log?.(event);
    } catch {
      // Nobody to tell.
    }
  };
}

async function open(location: ArchiveLocation, options: OpenArchiveOptions): Promise<Archive> {
  options.signal?.throwIfAborted();
  if (location.kind === "local") return openLocal(location.root, options);
  const { env = process.env, cacheDir = join(defaultCacheDirectory(env), "archive") } = options;
  const transport = await transportOf(location, options);
  return RemoteArchive.open(transport, location.root, cacheDir, options);
}

/** Files are used where they are, unless they shall be copied to a mirror. */
async function openLocal(root: string, options: OpenArchiveOptions): Promise<Archive> {
  const inPlace = await LocalArchive.open(root, options.signal);
  const { mirrorDir } = options;
  if (mirrorDir === undefined) return inPlace;
  await inPlace.close();
  // To list a local directory costs nothing.
  const { listingMaxAgeMs = 0 } = options;
  return RemoteArchive.open(localTransport({ root }), "/", mirrorDir, { ...options, listingMaxAgeMs });
}
