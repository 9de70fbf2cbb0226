import type { SFTPWrapper } from "ssh2";
import { quoted } from "../../_text.ts";
import { TransferError } from "../../errors.ts";

/** What to read, and how much at a time. */
export interface PipelineOptions {
  readonly origin: string;
  readonly path: string;
  /** The first byte. */
  readonly offset: number;
  /** Of the file: where reading ends. */
  readonly size: number;
  /** Bytes asked for and not yet consumed, at most. */
  readonly window: number;
  /** Bytes of one request. */
  readonly requestBytes: number;
  /** Read into a buffer; the number of bytes that came, 0 at the end of the file. */
  readonly readRange: (buffer: Buffer, start: number, length: number, position: number) => Promise<number>;
  /** Called when the last byte has been asked for. */
  readonly onAllAsked: () => void;
}

/** A request, or several where a server gives less than it was asked for. */
interface Range {
  readonly buffer: Buffer;
  readonly start: number;
  readonly length: number;
  readonly position: number;
  filled: number;
  isDone: boolean;
  error: unknown;
  readonly settled: Promise<void>;
}

/** Requests share buffers of this length, so that what came together is handed on, and written, together. */
const bufferBytes = 2 ** 20;

/** Servers end sessions that ask for too much at once; OpenSSH's client asks for 64. */
const mostRequests = 256;

/**
 * Reads a file by requests of which many are under way: the time of a round trip is paid once and not for each. It asks
 * for more when more is taken, so that what is in memory stays within the window.
 */
export class PipelinedReader {
  readonly #options: PipelineOptions;
  readonly #ranges: Range[] = [];
  #position: number;
  #inWindow = 0;
  #buffer: Buffer | undefined;
  #bufferUsed = 0;
  #pending = 0;

  constructor(options: PipelineOptions) {
    this.#options = options;
    this.#position = options.offset;
  }

  /** Requests without a reply. */
  get pending(): number {
    return this.#pending;
  }

  /**
   * The bytes in order. When the session is lost, or the file ends early, what came before is given out first.
   *
   * @throws TransferError when the file ends before its size; what `readRange` throws; the reason of the signal
   */
  async *pieces(signal: AbortSignal | undefined): AsyncGenerator<Uint8Array, void, undefined> {
    for (;;) {
      signal?.throwIfAborted();
      this.#fillWindow();
      const first = this.#ranges[0];
      if (first === undefined) return;
      await first.settled;
      signal?.throwIfAborted();
      const { piece, error } = this.#takeSettled(first);
      if (piece.length > 0) yield piece;
      if (error === undefined) continue;
      // The others would end the same way; without them the session can be used again.
      await Promise.all(this.#ranges.map(({ settled }) => settled));
      throw error;
    }
  }

  #fillWindow(): void {
    const { size, window, requestBytes } = this.#options;
    while (this.#position < size && this.#ranges.length < mostRequests) {
      const length = Math.min(requestBytes, window, size - this.#position);
      if (this.#inWindow + length > window) return;
      const { buffer, start } = this.#allocate(length);
      this.#ranges.push(this.#ask(buffer, start, length, this.#position));
      this.#inWindow += length;
      this.#position += length;
      if (this.#position === size) this.#options.onAllAsked();
    }
  }

  #allocate(length: number): { buffer: Buffer; start: number } {
    if (this.#buffer === undefined || this.#bufferUsed + length > this.#buffer.length) {
      const wanted = Math.min(bufferBytes, this.#options.window, this.#options.size - this.#position);
      this.#buffer = Buffer.allocUnsafeSlow(Math.max(length, wanted));
      this.#bufferUsed = 0;
    }
    const start = this.#bufferUsed;
    this.#bufferUsed += length;
    return { buffer: this.#buffer, start };
  }

  #ask(buffer: Buffer, start: number, length: number, position: number): Range {
    const range = { buffer, start, length, position, filled: 0, isDone: false, error: undefined as unknown };
    this.#pending++;
    const settled = this.#fill(range)
      .catch((error: unknown) => {
        range.error = error;
      })
      .then(() => {
        range.isDone = true;
        this.#pending--;
      });
    return Object.assign(range, { settled });
  }

  async #fill(range: Omit<Range, "settled">): Promise<void> {
    const { buffer, start, length, position } = range;
    while (range.filled < length) {
      const at = range.filled;
      const count = await this.#options.readRange(buffer, start + at, length - at, position + at);
      if (count === 0) throw this.#endedEarly(position + at);
      range.filled += count;
    }
  }

  /** The first range and those after it in the same buffer that are there too. */
  #takeSettled(first: Range): { piece: Uint8Array; error: unknown } {
    const { buffer, start } = first;
    let end = start;
    let error: unknown;
    for (;;) {
      const range = this.#ranges[0];
      if (range === undefined || !range.isDone || range.buffer !== buffer || error !== undefined) break;
      this.#ranges.shift();
      this.#inWindow -= range.length;
      end += range.filled;
      error = range.error;
    }
    return { piece: buffer.subarray(start, end), error };
  }

  #endedEarly(position: number): TransferError {
    const { origin, path, size } = this.#options;
    const message = `${origin}: ${quoted(path)} ends at byte ${position}: expected ${size} bytes, it was changed`;
    return new TransferError("ARCHIVE_CHANGED", message, { origin, remotePath: path });
  }
}

/**
 * The most that the server reads at once, which ssh2 knows (from limits@openssh.com, or the server's name) and keeps to
 * itself. A longer request it would cut into parts that wait for each other.
 */
export function longestRead(sftp: SFTPWrapper): number {
  const { _maxReadLen: known } = sftp as { _maxReadLen?: unknown };
  // Without it, as all servers must take (draft-ietf-secsh-filexfer-02, section 3).
  return typeof known === "number" && known > 0 ? known : 32_000;
}

/** @throws RangeError */
export function checkRange(offset: number, size: number): void {
  if (!Number.isSafeInteger(size) || size < 0) {
    throw new RangeError(`size must be an integer of bytes from 0, got ${String(size)}`);
  }
  if (!Number.isSafeInteger(offset) || offset < 0 || offset > size) {
    throw new RangeError(`offset must be an integer from 0 to the size, ${size}, got ${String(offset)}`);
  }
}
