/** An answer to a message that keeps the session open, with everything around it, is shorter. */
const keepAliveBytes = 256;

/** What a {@link SilenceWatch} needs to know. */
export interface SilenceOptions {
  readonly timeoutMs: number;
  readonly keepAliveMs: number;
  /** Bytes that the socket received so far. */
  readonly bytesRead: () => number;
  readonly onSilence: () => void;
}

/**
 * Tells when answers are due and nothing comes. On a slow line a single answer may take longer than the time-out: what
 * counts as silence is that hardly more came than answers to the keep-alive messages.
 */
export class SilenceWatch {
  readonly #options: SilenceOptions;
  readonly #quietBytes: number;
  #due = 0;
  #timer: NodeJS.Timeout | undefined;
  #bytes = 0;
  #starts = 0;

  constructor(options: SilenceOptions) {
    this.#options = options;
    const { timeoutMs, keepAliveMs } = options;
    this.#quietBytes = keepAliveBytes * (keepAliveMs === 0 ? 1 : 2 + Math.ceil(timeoutMs / keepAliveMs));
  }

  /** A request was sent. */
  begin(): void {
    if (this.#due++ === 0) this.#start();
  }

  /** An answer came, or nobody waits for it any more. */
  end(): void {
    if (--this.#due > 0) {
      this.#start();
      return;
    }
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #start(): void {
    this.#starts++;
    this.#bytes = this.#options.bytesRead();
    if (this.#timer === undefined) this.#timer = setTimeout(() => this.#check(), this.#options.timeoutMs);
    else this.#timer.refresh();
  }

  /** After a pause of the whole program, timers come before what arrived in the meantime: that is read first. */
  #check(): void {
    const starts = this.#starts;
    setImmediate(() => {
      if (this.#due === 0 || this.#starts !== starts) return;
      if (this.#options.bytesRead() - this.#bytes > this.#quietBytes) this.#start();
      else this.#options.onSilence();
    });
  }
}
