import { createHash } from "node:crypto";
import { join, resolve } from "node:path";
import { shown } from "../_text.ts";
import type { Logger, RemoteEntry, RemoteKind } from "../types.ts";
import { codeOf, makeDirectory, readJson, writeText } from "./_disk.ts";
import { folderOf, sharedFolder } from "./_place.ts";

/** Of the form of the files; others are not read. */
const version = 1;

/** A longer listing is not kept: a day has some dozens of granules. */
const mostEntries = 200_000;
const mostBytes = 64 * 2 ** 20;

const kinds: ReadonlySet<unknown> = new Set<RemoteKind>(["file", "directory", "link", "other"]);

/** Options of {@link createListingCache}. */
export interface ListingCacheOptions {
  /** That of the cache. */
  readonly directory: string;
  /** The archive, without a password: `sftp://me@host:22`. */
  readonly origin: string;
  /** Older listings are not given: milliseconds, 0 or more. @default 86_400_000, a day */
  readonly maxAgeMs?: number | undefined;
  /** Milliseconds since 1970. @default Date.now */
  readonly now?: (() => number) | undefined;
  /** Gets a line for what happens. */
  readonly log?: Logger | undefined;
}

/** What the archive said of a directory. */
export interface KeptListing {
  /** Undefined where it said that there is no such directory. */
  readonly entries: RemoteEntry[] | undefined;
  /** Milliseconds since 1970. */
  readonly listedAtMs: number;
}

/** Listings of remote directories on the local disk, so that the next run need not ask for all of them again. */
export interface ListingCache {
  /** @returns undefined when there is none that is young enough; what cannot be read is none */
  get(remoteDirectory: string): Promise<KeptListing | undefined>;
  /** Keep a listing, or that there is no such directory (undefined), where that is possible. */
  set(remoteDirectory: string, entries: readonly RemoteEntry[] | undefined): Promise<void>;
}

/** @throws RangeError for an age that cannot be */
export function createListingCache(options: ListingCacheOptions): ListingCache {
  const { origin, maxAgeMs = 86_400_000, now = Date.now, log = () => {} } = options;
  if (!(maxAgeMs >= 0)) throw new RangeError(`maxAgeMs must be 0 or more, got ${String(maxAgeMs)}`);
  const note = (message: string): void => log({ kind: "note", message });
  const folder = join(resolve(options.directory), sharedFolder, "listings", folderOf(origin));
  const fileOf = (remoteDirectory: string): string =>
    join(folder, `${createHash("sha256").update(remoteDirectory).digest("hex").slice(0, 32)}.json`);
  // A listing that is not kept is only asked for again: that ends no run.
  const orLog = <T>(remoteDirectory: string, task: () => T): T | undefined => {
    try {
      return task();
    } catch (error) {
      if (codeOf(error) === "") throw error;
      note(`${shown(remoteDirectory)}: its listing cannot be kept: ${codeOf(error)}`);
      return undefined;
    }
  };
  return {
    get: async (remoteDirectory) =>
      orLog(remoteDirectory, () => {
        const found = parseListing(readJson(fileOf(remoteDirectory), mostBytes), remoteDirectory);
        if (found === undefined) return undefined;
        const ageMs = now() - found.listedAtMs;
        // One of the future was written under a clock that was wrong.
        return ageMs >= 0 && ageMs < maxAgeMs ? found : undefined;
      }),
    set: async (remoteDirectory, entries) => {
      if (entries !== undefined && entries.length > mostEntries) {
        note(`${shown(remoteDirectory)}: its ${entries.length} entries are too many to be kept`);
        return;
      }
      orLog(remoteDirectory, () => {
        const plain = entries?.map(({ name, kind, size, modifiedMs }) => ({ name, kind, size, modifiedMs })) ?? null;
        const text = JSON.stringify({ version, remoteDirectory, listedAtMs: now(), entries: plain });
        if (Buffer.byteLength(text) > mostBytes) return note(`${shown(remoteDirectory)}: too long to be kept`);
        makeDirectory(folder);
        writeText(fileOf(remoteDirectory), text);
      });
    },
  };
}

function parseListing(value: unknown, remoteDirectory: string): KeptListing | undefined {
  const found = value as {
    version?: unknown;
    remoteDirectory?: unknown;
    listedAtMs?: unknown;
    entries?: unknown;
  } | null;
  if (found?.version !== version || found.remoteDirectory !== remoteDirectory) return undefined;
  const { listedAtMs, entries } = found;
  if (typeof listedAtMs !== "number") return undefined;
  if (entries === null) return { listedAtMs, entries: undefined };
  if (!Array.isArray(entries)) return undefined;
  const parsed: RemoteEntry[] = [];
  for (const entry of entries as unknown[]) {
    if (!isEntry(entry)) return undefined;
    parsed.push({ name: entry.name, kind: entry.kind, size: entry.size, modifiedMs: entry.modifiedMs });
  }
  return { listedAtMs, entries: parsed };
}

function isEntry(value: unknown): value is RemoteEntry {
  if (typeof value !== "object" || value === null) return false;
  const { name, kind, size, modifiedMs } = value as Record<string, unknown>;
  return (
    typeof name === "string" &&
    kinds.has(kind) &&
    typeof size === "number" &&
    (modifiedMs === undefined || typeof modifiedMs === "number")
  );
}
