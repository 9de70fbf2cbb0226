import { Writable } from "node:stream";
import type { Io, OutputStream } from "../../src/index.ts";

/** What `main` wrote. */
export interface Captured {
  readonly io: Io;
  stdout(): string;
  stderr(): string;
}

/** An `Io` that keeps what is written; `terminal` gives standard output a width. */
export function captureIo(options: { terminal?: number; env?: Io["env"]; signal?: AbortSignal } = {}): Captured {
  const out = collector();
  const err = collector();
  if (options.terminal !== undefined) Object.assign(out.stream, { isTTY: true, columns: options.terminal });
  const { env = {}, signal = new AbortController().signal } = options;
  return { io: { stdout: out.stream, stderr: err.stream, env, signal }, stdout: out.text, stderr: err.text };
}

function collector(): { stream: OutputStream; text: () => string } {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  return { stream, text: () => Buffer.concat(chunks).toString("utf8") };
}

/** A stream that fails with this code; "EPIPE" when its reader has gone. */
export function failingStream(code: string): OutputStream {
  return new Writable({
    write(_chunk, _encoding, done) {
      done(Object.assign(new Error(`write ${code}`), { code }));
    },
  });
}
