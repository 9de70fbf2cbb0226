import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  type Archive,
  type FetchAllOptions,
  type FetchResult,
  type ListedFile,
  type RemoteEntry,
  RemotePathError,
  type RemoteStat,
} from "@atcs/icare-fetch";

/** Names of granules of 3 June 2008 and after, one per product and day. */
export const parasolPath = (day: string, hour = "01"): string =>
  `PARASOL/L1_B-HDF/2008/${day.replaceAll("-", "_")}/POLDER3_L1B-BG1-080176M_${day}T${hour}-27-40_V1-01.h5`;
export const syncPath = (day: string): string =>
  `CALIOP/CALTRACK-5km_PAR-RB2/2008/${day.replaceAll("-", "_")}/CALTRACK-5km_PAR-RB2_V1-00_${day}T01-28-10ZD.hdf`;

/** An archive in memory; `calls` tells what was asked of it. */
export interface FakeArchive extends Archive {
  readonly calls: { readonly listed: string[]; fetched: string[]; closed: number };
}

/** What {@link fakeArchive} does otherwise than well. */
export interface FakeBehaviour {
  /** Directory of the mirror that it writes to. */
  readonly out?: string;
  /** Errors by path of directories and files. */
  readonly errors?: Readonly<Record<string, Error>>;
  /** Files that another process has fetched meanwhile. */
  readonly fromCache?: readonly string[];
  /** So much of each file was here. @default nothing */
  readonly resumedFrom?: number;
  /** What ends all transfers. */
  readonly fatal?: Error;
  /** Called before the transfers. */
  readonly beforeFetch?: (options: FetchAllOptions) => Promise<void>;
}

/** @param sizes of its files, by path */
export function fakeArchive(sizes: Readonly<Record<string, number>>, behaviour: FakeBehaviour = {}): FakeArchive {
  const { out, errors = {}, fromCache = [], resumedFrom = 0, fatal, beforeFetch } = behaviour;
  const calls = { listed: [] as string[], fetched: [] as string[], closed: 0 };
  const list = async (directory: string): Promise<RemoteEntry[]> => {
    calls.listed.push(directory);
    if (errors[directory] !== undefined) throw errors[directory];
    const names = Object.keys(sizes).filter((path) => path.startsWith(`${directory}/`));
    if (names.length === 0) throw new RemotePathError("ARCHIVE_NOT_FOUND", `${directory}: no such file or directory`);
    return names.map((path) => ({
      name: path.slice(directory.length + 1).split("/")[0]!,
      kind: path.slice(directory.length + 1).includes("/") ? "directory" : "file",
      size: sizes[path]!,
      modifiedMs: 0,
    }));
  };
  const stat = async (path: string): Promise<RemoteStat> => {
    if (errors[path] !== undefined) throw errors[path];
    if (sizes[path] !== undefined) return { kind: "file", size: sizes[path], modifiedMs: 0 };
    const isDirectory = path === "" || Object.keys(sizes).some((each) => each.startsWith(`${path}/`));
    if (isDirectory) return { kind: "directory", size: 0, modifiedMs: 0 };
    throw new RemotePathError("ARCHIVE_NOT_FOUND", `${path}: no such file or directory`);
  };
  const fetchOne = (path: string, options: FetchAllOptions): FetchResult => {
    calls.fetched.push(path);
    const size = sizes[path]!;
    if (!fromCache.includes(path))
      options.onProgress?.({ path, bytes: Math.max(size / 2, resumedFrom), size, resumedFrom });
    if (errors[path] !== undefined) return { path, error: errors[path] };
    options.onProgress?.({ path, bytes: size, size, resumedFrom: fromCache.includes(path) ? size : resumedFrom });
    if (out !== undefined) {
      mkdirSync(dirname(join(out, path)), { recursive: true });
      writeFileSync(join(out, path), new Uint8Array(size));
    }
    return { path, file: join(out ?? "", path), fromCache: fromCache.includes(path) };
  };
  const close = async (): Promise<void> => {
    calls.closed++;
  };
  return {
    url: "sftp://me@archive.test:22/SPACEBORNE",
    calls,
    list,
    stat,
    fetch: async () => "",
    async fetchAll(paths, options = {}) {
      await beforeFetch?.(options);
      if (fatal !== undefined) throw fatal;
      const results: FetchResult[] = [];
      for (const path of paths) {
        options.signal?.throwIfAborted();
        const result = fetchOne(path, options);
        options.onResult?.(result);
        results.push(result);
      }
      return results;
    },
    async findHere(files) {
      const isHere = ({ path, size }: ListedFile): boolean =>
        out !== undefined && statSync(join(out, path), { throwIfNoEntry: false })?.size === size;
      return new Set([...files].filter(isHere).map(({ path }) => path));
    },
    release: () => {},
    close,
    [Symbol.asyncDispose]: close,
  };
}
