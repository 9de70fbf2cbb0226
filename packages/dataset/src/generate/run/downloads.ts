import { type Archive, type FetchResult, isArchiveError } from "@atcs/icare-fetch";
import type { GranuleSkip } from "../granule/skip.ts";
import type { LocalGranule } from "../granule/types.ts";
import type { PlannedFile, PlannedGranule } from "../plan/types.ts";
import { ByteBudget } from "./byte-budget.ts";

/** A granule whose files are here, or why it is left out. */
export type FetchedGranule = LocalGranule | { readonly skipped: GranuleSkip };

/** Is told of transfers. */
export interface DownloadListener {
  /** Bytes of a granule's files that are here, of those that the plan has. */
  onShare(granule: PlannedGranule, share: number): void;
  /** Bytes that came just now. */
  onBytes(bytes: number): void;
}

/** Gets the files of granules, and lets go of them. */
export class Downloads {
  readonly #archive: Archive;
  readonly #listener: DownloadListener;
  /** Granules that use a file: half orbits may share one, which is let go of only once. */
  readonly #users = new Map<string, number>();
  readonly #using = new Set<PlannedGranule>();
  readonly #budget: ByteBudget;

  /** @param mostBytes of files in use at a time, as the cache has room for: the others wait */
  constructor(archive: Archive, listener: DownloadListener, mostBytes: number = Number.POSITIVE_INFINITY) {
    this.#archive = archive;
    this.#listener = listener;
    this.#budget = new ByteBudget(mostBytes);
  }

  /**
   * Get the files of a granule. What ails one of them leaves the granule out.
   * @throws ArchiveError for what ails all granules: no session, wrong credentials, a full disk; the signal's reason
   */
  async fetch(granule: PlannedGranule, signal: AbortSignal): Promise<FetchedGranule> {
    await this.#budget.enter(sizeOf(granule), signal);
    this.#using.add(granule);
    try {
      const fetched = await this.#fetch(granule, signal);
      if ("skipped" in fetched) this.release(granule);
      return fetched;
    } catch (error) {
      this.release(granule);
      throw error;
    }
  }

  /** The cache may do without these files. */
  release(granule: PlannedGranule): void {
    if (!this.#using.delete(granule)) return;
    this.#budget.leave(sizeOf(granule));
    for (const { path } of filesOf(granule)) {
      const users = this.#users.get(path)! - 1;
      this.#users.set(path, users);
      if (users > 0) continue;
      this.#users.delete(path);
      this.#archive.release(path);
    }
  }

  async #fetch(granule: PlannedGranule, signal: AbortSignal): Promise<FetchedGranule> {
    const files = filesOf(granule);
    for (const { path } of files) this.#users.set(path, (this.#users.get(path) ?? 0) + 1);
    const here = new Map<string, number>();
    const total = sizeOf(granule);
    const results = await this.#archive.fetchAll(
      files.map(({ path }) => path),
      {
        signal,
        onProgress: ({ path, bytes, resumedFrom }) => {
          this.#listener.onBytes(bytes - (here.get(path) ?? resumedFrom));
          here.set(path, bytes);
          const sum = [...here.values()].reduce((a, b) => a + b, 0);
          this.#listener.onShare(granule, total === 0 ? 1 : Math.min(1, sum / total));
        },
      },
    );
    const problem = await this.#findProblem(results, signal);
    if (problem !== undefined) return { skipped: problem };
    const [sync, cldclass, parasol] = results.map((result, i) => {
      return { name: files[i]!.name, file: (result as { readonly file: string }).file };
    });
    return { ordinal: granule.ordinal, name: granule.name, sync: sync!, cldclass: cldclass!, parasol: parasol! };
  }

  async #findProblem(results: readonly FetchResult[], signal: AbortSignal): Promise<GranuleSkip | undefined> {
    for (const result of results) {
      if (!("error" in result)) continue;
      const { path, error } = result;
      if (isArchiveError(error, "ARCHIVE_NOT_FOUND", "ARCHIVE_PERMISSION")) {
        await this.#checkProduct(path, error, signal);
        return {
          reason: "missing",
          message: `${nameOf(path)} is in the plan, but cannot be had from the archive any more`,
        };
      }
      if (isArchiveError(error, "ARCHIVE_CHANGED", "ARCHIVE_CHECKSUM", "ARCHIVE_NAME")) {
        return { reason: "transfer", message: `${nameOf(path)} did not come as the archive has it (${error.code})` };
      }
      throw error;
    }
    return undefined;
  }

  /**
   * Where all of a product is gone, as on a disk that is not mounted, no granule is to blame.
   * @throws the error of the file
   */
  async #checkProduct(path: string, error: unknown, signal: AbortSignal): Promise<void> {
    const product = path.split("/").slice(0, 2).join("/");
    try {
      await this.#archive.stat(product, { signal });
    } catch (cause) {
      // Parents of directories may refuse to be looked at.
      if (isArchiveError(cause, "ARCHIVE_PERMISSION")) return;
      throw isArchiveError(cause, "ARCHIVE_NOT_FOUND") ? error : cause;
    }
  }
}

function filesOf({ sync, cldclass, parasol }: PlannedGranule): readonly PlannedFile[] {
  return [sync, cldclass, parasol];
}

function sizeOf(granule: PlannedGranule): number {
  return filesOf(granule).reduce((sum, { size }) => sum + size, 0);
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
