import { PassThrough } from "node:stream";
import { quoted } from "../../_text.ts";
import { ConnectionError, TransferError } from "../../errors.ts";
import type { FtpClient } from "./_client.ts";
import type { ErrorContext } from "./_ftp-errors.ts";
import { refusalOf } from "./_replies.ts";

/** A file, or the rest of it, that is read. */
export interface Transfer {
  readonly path: string;
  readonly offset: number;
  readonly size: number;
  readonly signal: AbortSignal | undefined;
  /** Called before it is read from the start, for the server cannot begin anywhere else. */
  readonly onRetry: () => void;
}

/** So much may have come that was not yet asked for; then the server has to wait. */
const bufferBytes = 262_144;

/** Bytes of a file; errors are those of basic-ftp or of this package, or anything after an abort. */
export async function* transfer(
  client: FtpClient,
  file: Transfer,
  { origin }: ErrorContext,
): AsyncGenerator<Uint8Array> {
  const { path, offset, size } = file;
  const part: Part = { at: offset };
  try {
    yield* between(retrieve(client, file, offset), part, file, origin);
  } catch (error) {
    if (part.at > offset || offset === 0 || !isUnknownCommand(error)) throw error;
    file.onRetry();
    part.at = 0;
    yield* between(retrieve(client, file, 0), part, file, origin);
  }
  if (part.at === size) return;
  const message = `${origin}: ${quoted(path)} ended at ${part.at} of ${size} bytes`;
  throw new ConnectionError("ARCHIVE_CONNECTION", message, { origin, remotePath: path });
}

/** How far reading came. */
interface Part {
  at: number;
}

/**
 * What lies from `start` to `end`. The last piece is given out when nothing came after it: a server that says that it begins
 * in the middle, and begins at the start, sends more than is left, and then no byte of it is to be trusted.
 * @throws TransferError when more comes
 */
async function* between(
  pieces: AsyncIterable<Uint8Array>,
  part: Part,
  { path, offset: start, size: end }: Transfer,
  origin: string,
): AsyncGenerator<Uint8Array> {
  let last: Uint8Array | undefined;
  try {
    for await (const piece of pieces) {
      const first = part.at;
      part.at += piece.length;
      if (part.at > end) throw tooLong();
      if (last !== undefined) yield last;
      const wanted = piece.subarray(Math.max(0, start - first));
      last = wanted.length > 0 ? wanted : undefined;
    }
  } catch (error) {
    if (last !== undefined && part.at < end) yield last;
    throw error;
  }
  if (last !== undefined) yield last;

  function tooLong(): TransferError {
    const message = `${origin}: ${quoted(path)}: more came than the ${end - start} bytes from byte ${start} on: expected a file of ${end} bytes`;
    return new TransferError("ARCHIVE_CHANGED", message, { origin, remotePath: path });
  }
}

/** All that the server sends. When it is left early, the session is of no use any more. */
async function* retrieve(client: FtpClient, { path, signal }: Transfer, from: number): AsyncGenerator<Uint8Array> {
  const received = new PassThrough({ highWaterMark: bufferBytes });
  // Whoever iterates gets its errors; those that come later are of no interest, but must not end the process.
  received.on("error", () => {});
  const onAbort = (): void => {
    client.close();
    received.destroy(new Error("aborted"));
  };
  signal?.addEventListener("abort", onAbort, { once: true });
  const outcome = client.downloadTo(received, path, from).then(
    () => ({ isComplete: true }) as const,
    (error: unknown) => ({ isComplete: false, error }) as const,
  );
  try {
    yield* received as AsyncIterable<Uint8Array>;
    // The stream also ends when the transfer fails.
    const ended = await outcome;
    if (!ended.isComplete) throw ended.error;
  } finally {
    signal?.removeEventListener("abort", onAbort);
  }
}

function isUnknownCommand(error: unknown): boolean {
  return [500, 501, 502, 504].includes(refusalOf(error, "")?.code ?? 0);
}
