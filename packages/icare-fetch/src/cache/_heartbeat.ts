import { readFileSync, utimesSync } from "node:fs";
import { codeOf } from "./_disk.ts";

const intervalMs = 10_000;

interface Beating {
  readonly text: string;
  readonly onGone: () => void;
}

/** Renews the times of files by which other hosts see that this process is there. Does not keep a program alive. */
export class Heartbeat {
  readonly #files = new Map<string, Beating>();
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param text that the file has as long as it is this process's
   * @param onGone called when it is no longer: others took this process for ended
   */
  add(file: string, text: string, onGone: () => void): void {
    this.#files.set(file, { text, onGone });
    this.#timer ??= setInterval(() => this.beat(), intervalMs).unref();
  }

  delete(file: string): void {
    this.#files.delete(file);
    if (this.#files.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Renew all of them now. */
  beat(): void {
    const now = new Date();
    for (const [file, { text, onGone }] of [...this.#files]) {
      try {
        if (readFileSync(file, "utf8") === text) utimesSync(file, now, now);
        else onGone();
      } catch (error) {
        // Other errors may be over the next time; it has a minute for that.
        if (codeOf(error) === "ENOENT") onGone();
      }
    }
  }
}
