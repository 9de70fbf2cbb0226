import { utimes } from "node:fs/promises";
import { codeOf } from "./_disk.ts";

const intervalMs = 10_000;

/** Renews the times of files by which other hosts see that this process is there. Does not keep a program alive. */
export class Heartbeat {
  readonly #files = new Map<string, () => void>();
  #timer: NodeJS.Timeout | undefined;

  /** @param onGone called when the file is no longer there: others took this process for ended */
  add(file: string, onGone: () => void): void {
    this.#files.set(file, onGone);
    this.#timer ??= setInterval(() => void this.beat(), intervalMs).unref();
  }

  delete(file: string): void {
    this.#files.delete(file);
    if (this.#files.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Renew all of them now. */
  async beat(): Promise<void> {
    const now = new Date();
    for (const [file, onGone] of [...this.#files]) {
      try {
        await utimes(file, now, now);
      } catch (error) {
        // Other errors may be over the next time; it has a minute for that.
        if (codeOf(error) === "ENOENT" && this.#files.has(file)) onGone();
      }
    }
  }
}
