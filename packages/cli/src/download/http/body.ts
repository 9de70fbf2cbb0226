import type { IncomingMessage } from "node:http";

/** So many bytes wait to be read, before the connection is held back. */
const mostWaiting = 1 << 20;

/**
 * The body of a response. Node's own reading of it forgets what has come and not been read yet, when the connection fails:
 * here that is given first, so that each attempt gets as far as it can.
 */
export class Body {
  readonly #message: IncomingMessage;
  readonly #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #hasEnded = false;
  #failure: unknown;
  #wake = (): void => {};

  constructor(message: IncomingMessage) {
    this.#message = message;
    message.on("data", (bytes: Uint8Array) => {
      this.#waiting.push(bytes);
      this.#waitingBytes += bytes.length;
      if (this.#waitingBytes > mostWaiting) message.pause();
      this.#wake();
    });
    message.on("end", () => this.#end());
    message.on("error", (error) => this.#end(error));
    message.on("close", () => {
      const error = new Error("the connection was closed");
      this.#end(message.complete ? undefined : Object.assign(error, { code: "ECONNRESET" }));
    });
  }

  /** @returns the next bytes; undefined at the end. @throws what ended the connection */
  async next(): Promise<Uint8Array | undefined> {
    for (;;) {
      const bytes = this.#waiting.shift();
      if (bytes !== undefined) {
        this.#waitingBytes -= bytes.length;
        if (this.#waitingBytes < mostWaiting / 2 && this.#message.isPaused()) this.#message.resume();
        return bytes;
      }
      if (this.#failure !== undefined) throw this.#failure;
      if (this.#hasEnded) return undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Give up the connection, if it is not done. */
  destroy(): void {
    this.#message.destroy();
  }

  #end(error?: unknown): void {
    if (!this.#hasEnded) this.#failure = error;
    this.#hasEnded = true;
    this.#wake();
  }
}
