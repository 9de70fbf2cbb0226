import type { ChunkElements } from "./shard-reader.ts";

/** A decoded chunk; undefined where there is none. */
export type DecodedChunk = ChunkElements | undefined;

interface Kept {
  readonly bytes: number;
  readonly chunk: Promise<DecodedChunk>;
}

/**
 * Decoded chunks that were used last, within a bound: where others have divided arrays so that a chunk spans instances, the
 * next instance needs the same ones. Readers of several arrays share it.
 */
export class RecentChunks {
  readonly #kept = new Map<string, Kept>();
  readonly #mostBytes: number;
  #bytes = 0;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  /**
   * @param key of the chunk, and of its array
   * @param bytes that it will have
   * @param decode is called when it is not kept; those who ask meanwhile get the same
   */
  get(key: string, bytes: number, decode: () => Promise<DecodedChunk>): Promise<DecodedChunk> {
    const known = this.#kept.get(key);
    if (known === undefined && bytes > this.#mostBytes) return decode();
    const kept = known ?? { bytes, chunk: decode() };
    this.#remove(key);
    this.#kept.set(key, kept);
    this.#bytes += bytes;
    if (known === undefined) {
      kept.chunk.catch(() => {
        if (this.#kept.get(key)?.chunk === kept.chunk) this.#remove(key);
      });
      // The one used the longest time ago goes first.
      for (const oldest of this.#kept.keys()) {
        if (this.#bytes <= this.#mostBytes) break;
        this.#remove(oldest);
      }
    }
    return kept.chunk;
  }

  clear(): void {
    this.#kept.clear();
    this.#bytes = 0;
  }

  #remove(key: string): void {
    this.#bytes -= this.#kept.get(key)?.bytes ?? 0;
    this.#kept.delete(key);
  }
}
