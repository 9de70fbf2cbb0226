import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { checkIsFile } from "../_not-a-file.ts";
import { isOwnName } from "../_paths.ts";
import { ConnectionError } from "../errors.ts";
import { localTransport } from "../transport/local/index.ts";
import type { Connection } from "../transport/types.ts";
import type { ListOptions, OperationOptions, RemoteEntry, RemoteStat } from "../types.ts";
import { fetchAll } from "./_fetch-all.ts";
import { findHere } from "./_find-here.ts";
import { remotePathOf } from "./_remote-path.ts";
import type { Archive, FetchAllOptions, FetchOptions, FetchResult, ListedFile } from "./types.ts";

/** Files at a time that are only looked at. */
const defaultConcurrency = 4;

/** A mirror in a local directory: its files are used where they are, and nothing is copied or kept. */
export class LocalArchive implements Archive {
  readonly url: string;
  readonly #root: string;
  readonly #connection: Connection;
  #isOpen = true;

  private constructor(root: string, connection: Connection) {
    this.#root = root;
    this.#connection = connection;
    this.url = pathToFileURL(root).href;
  }

  /** @throws ArchiveError when there is no such directory */
  static async open(root: string, signal?: AbortSignal): Promise<LocalArchive> {
    return new LocalArchive(root, await localTransport({ root }).connect({ signal }));
  }

  async list(directory: string, options: ListOptions = {}): Promise<RemoteEntry[]> {
    const entries = await this.#connection.list(this.#pathOf(directory), options);
    return entries.filter(({ name }) => !isOwnName(name));
  }

  async stat(path: string, options: OperationOptions = {}): Promise<RemoteStat> {
    return this.#connection.stat(this.#pathOf(path), options);
  }

  async fetch(path: string, { signal, onProgress }: FetchOptions = {}): Promise<string> {
    const remotePath = this.#pathOf(path);
    const { kind, size } = await this.#connection.stat(remotePath, { signal });
    checkIsFile(kind, this.url, remotePath);
    onProgress?.({ path, bytes: size, size, resumedFrom: size });
    return join(this.#root, ...remotePath.split("/"));
  }

  async fetchAll(paths: Iterable<string>, options: FetchAllOptions = {}): Promise<FetchResult[]> {
    const { concurrency = defaultConcurrency, signal, onResult, ...each } = options;
    const fetchOne = async (path: string, both: AbortSignal): Promise<{ file: string; fromCache: boolean }> => ({
      file: await this.fetch(path, { ...each, signal: both }),
      fromCache: true,
    });
    return fetchAll(paths, fetchOne, { concurrency, signal, onResult });
  }

  async findHere(files: Iterable<ListedFile>, { signal }: OperationOptions = {}): Promise<ReadonlySet<string>> {
    const isHere = async ({ path, size }: ListedFile): Promise<boolean> => {
      const found = await this.#connection.stat(this.#pathOf(path), { signal }).catch(() => undefined);
      return found?.kind === "file" && found.size === size;
    };
    return findHere(files, isHere, signal);
  }

  /** Nothing is held. */
  release(): void {}

  async close(): Promise<void> {
    this.#isOpen = false;
    await this.#connection.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #pathOf(path: string): string {
    if (!this.#isOpen) {
      throw new ConnectionError("ARCHIVE_CLOSED", `${this.url}: the archive was closed`, { origin: this.url });
    }
    return remotePathOf("/", path, this.url);
  }
}
