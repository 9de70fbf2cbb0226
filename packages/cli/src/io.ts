import { CommandError } from "./errors.ts";

/** Where a command writes text and bytes: a Node stream. A terminal says so and knows its size. */
export interface OutputStream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
  write(chunk: string | Uint8Array, callback: (error?: Error | null) => void): boolean;
  on(event: "error", listener: () => void): unknown;
  listeners(event: "error"): readonly unknown[];
}

/** What a command needs of its process, so that tests can give it something else. */
export interface Io {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Interrupts the command. @default Ctrl-C, SIGTERM and SIGHUP */
  readonly signal?: AbortSignal | undefined;
}

/** The streams and environment of this process. */
export function processIo(): Io {
  return { stdout: process.stdout, stderr: process.stderr, env: process.env };
}

/** The reader of a pipe has gone (`| head`): there is nobody to write for, which is not a failure. */
export class OutputClosedError extends Error {
  override readonly name = "OutputClosedError";
}

/** Write and wait until the stream has taken it, so that a slow reader holds back the writer. */
export function writeTo(stream: OutputStream, chunk: string | Uint8Array): Promise<void> {
  // Without a listener the stream's own "error" event, which follows the callback, would end the process.
  if (!stream.listeners("error").includes(ignoreError)) stream.on("error", ignoreError);
  return new Promise((resolve, reject) => {
    stream.write(chunk, (error) => {
      // Files and terminals are written synchronously: without a pause, Ctrl-C would never be seen.
      if (error === undefined || error === null) setImmediate(resolve);
      else reject(toOutputError(error));
    });
  });
}

function ignoreError(): void {}

function toOutputError(cause: Error): Error {
  const { code = cause.message } = cause as { code?: string };
  if (["EPIPE", "ECONNRESET", "ERR_STREAM_DESTROYED"].includes(code)) {
    return new OutputClosedError("the output was closed", { cause });
  }
  return new CommandError(`standard output cannot be written (${code})`, {
    code: "OUTPUT",
    hint: "Check where it goes to.",
    cause,
  });
}
