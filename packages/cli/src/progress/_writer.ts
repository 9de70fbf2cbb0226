import { type OutputStream, writeTo } from "../io.ts";

/** Writes without being waited for. */
export interface Writer {
  /** The stream has not taken everything yet. */
  readonly isBusy: boolean;
  write(text: string): void;
  flush(): Promise<void>;
}

/** Progress is a courtesy: where it cannot be written, nothing fails. */
export function createWriter(stream: OutputStream): Writer {
  let pending = 0;
  let last: Promise<unknown> = Promise.resolve();
  return {
    get isBusy() {
      return pending > 0;
    },
    write(text) {
      if (text === "") return;
      pending++;
      last = writeTo(stream, text)
        .catch(() => {})
        .finally(() => pending--);
    },
    async flush() {
      await last;
    },
  };
}
