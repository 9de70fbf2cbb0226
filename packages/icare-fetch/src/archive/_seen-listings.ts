import { posix } from "node:path";
import type { RemoteEntry, RemoteStat } from "../types.ts";
import { checksumNameOf, checksumsAmong } from "./_checksum-file.ts";

/** Of a file up to this size little is lost when it turns out to be another one than was listed. */
const smallBytes = 1 << 20;

interface Seen {
  /** Few or none. */
  readonly checksums: readonly RemoteEntry[];
  readonly small: ReadonlyMap<string, RemoteStat>;
}

/** What listings said that were seen, as far as transfers can use it. */
export class SeenListings {
  readonly #directories = new Map<string, Seen>();

  add(directory: string, entries: readonly RemoteEntry[]): void {
    const small = entries.filter(({ kind, size }) => kind === "file" && size <= smallBytes);
    this.#directories.set(directory, {
      checksums: checksumsAmong(entries),
      small: new Map(small.map((entry) => [entry.name, entry])),
    });
  }

  has(directory: string): boolean {
    return this.#directories.has(directory);
  }

  /** Path of the file that holds the checksum of another, if one was listed beside it. */
  checksumFileOf(remotePath: string): string | undefined {
    const directory = posix.dirname(remotePath);
    const name = checksumNameOf(posix.basename(remotePath), this.#directories.get(directory)?.checksums ?? []);
    return name === undefined ? undefined : posix.join(directory, name);
  }

  /** What was said of a small file. */
  smallFile(remotePath: string): RemoteStat | undefined {
    return this.#directories.get(posix.dirname(remotePath))?.small.get(posix.basename(remotePath));
  }
}
