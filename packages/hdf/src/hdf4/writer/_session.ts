import { ClosedError } from "../../errors.ts";

/** What remains of an operation whose arguments are checked. */
export type Job = () => Promise<void>;

/**
 * Between creating a file and closing it: whether anything may still be written, and in which order. Jobs run one after
 * the other in the order of the calls, so that the file depends on that alone.
 */
export class Session {
  readonly #fileName: string | undefined;
  #tail: Promise<void> = Promise.resolve();
  #isOpen = true;

  constructor(fileName: string | undefined) {
    this.#fileName = fileName;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** @throws ClosedError when the file is closed or given up */
  checkOpen(): void {
    if (this.#isOpen) return;
    throw new ClosedError({ file: this.#fileName }, "the file is closed: nothing more can be written to it");
  }

  /**
   * Run an operation that `end` waits for.
   * @param prepare checks arguments and may start what takes time; called now, its result when its turn has come
   */
  async run(prepare: () => Job): Promise<void> {
    this.checkOpen();
    const running = this.#tail.then(prepare());
    this.#tail = running.catch(() => {});
    await running;
  }

  /** Let nothing new begin, and wait for what has begun; its errors go to those who began it. */
  async end(): Promise<void> {
    this.#isOpen = false;
    await this.#tail;
  }
}
