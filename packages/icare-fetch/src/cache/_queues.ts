import { WaitingLine } from "../_waiting-line.ts";

/** One task at a time for each key; the others wait in line. */
export class Queues {
  /** Those who wait, of each key that somebody has. */
  readonly #lines = new Map<string, WaitingLine>();

  /** Have the key, when nobody else has it. @throws the reason of the signal, or of {@link close} */
  async enter(key: string, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (!this.tryEnter(key)) await this.#lines.get(key)?.wait(signal);
  }

  /** @returns whether nobody had it */
  tryEnter(key: string): boolean {
    if (this.#lines.has(key)) return false;
    this.#lines.set(key, new WaitingLine());
    return true;
  }

  /** The next one has it. */
  leave(key: string): void {
    if (this.#lines.get(key)?.next() !== true) this.#lines.delete(key);
  }

  /** All who wait are turned away. */
  close(reason: unknown): void {
    for (const line of this.#lines.values()) line.turnAway(reason);
  }
}
