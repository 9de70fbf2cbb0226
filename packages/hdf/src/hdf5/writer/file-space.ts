import { ClosedError } from "../../errors.ts";
import type { OpenSink } from "../../sink.ts";

const alignment = 8;

/**
 * The file as it grows: hands out its bytes in ascending order and writes them to the sink, one operation after another
 * in the order of the calls, so that the same calls give the same bytes. The first failure ends the file.
 */
export class FileSpace {
  /** Name of the file in errors. */
  readonly name: string | undefined;
  readonly #sink: OpenSink;
  #end: number;
  #tail: Promise<void> = Promise.resolve();
  #failure: { readonly error: unknown } | undefined;
  #finished: Promise<void> | undefined;
  #aborted: Promise<void> | undefined;

  constructor(sink: OpenSink, firstFree: number) {
    this.#sink = sink;
    this.name = sink.name;
    this.#end = firstFree;
  }

  /** Where the file ends so far. */
  get end(): number {
    return this.#end;
  }

  get isOpen(): boolean {
    return this.#finished === undefined && this.#aborted === undefined;
  }

  /** @throws ClosedError after `finish` or `abort` */
  assertOpen(object?: string): void {
    if (!this.isOpen) throw this.#closedError(object);
  }

  /** Reserve the next `size` bytes. */
  allocate(size: number): number {
    const address = Math.ceil(this.#end / alignment) * alignment;
    this.#end = address + size;
    return address;
  }

  write(address: number, bytes: Uint8Array): Promise<void> {
    return this.#sink.write(address, bytes);
  }

  /** Run an operation when those before it are done. Its failure is that of the file. */
  enqueue(operation: () => Promise<void>): Promise<void> {
    const result = this.#tail.then(async () => {
      if (this.#aborted !== undefined) throw this.#closedError();
      if (this.#failure !== undefined) throw this.#failure.error;
      try {
        await operation();
      } catch (error) {
        this.#failure = { error };
        throw error;
      }
    });
    this.#tail = result.catch(() => {});
    return result;
  }

  /** Write the rest of the file and complete it, after everything before; without success nothing is left behind. */
  finish(writeRest: () => Promise<void>): Promise<void> {
    if (this.#aborted !== undefined) return Promise.reject(this.#closedError());
    this.#finished ??= this.#finish(writeRest);
    return this.#finished;
  }

  /** Leave nothing behind. Does nothing to a file that is complete. */
  async abort(): Promise<void> {
    if (this.#finished !== undefined) return this.#finished.catch(() => {});
    this.#aborted ??= this.#tail.then(() => this.#sink.abort());
    return this.#aborted;
  }

  async #finish(writeRest: () => Promise<void>): Promise<void> {
    try {
      await this.enqueue(writeRest);
      await this.#sink.finish();
    } catch (error) {
      // The first error is the one to tell.
      await this.#sink.abort().catch(() => {});
      throw error;
    }
  }

  #closedError(object?: string): ClosedError {
    return new ClosedError({ file: this.name, object }, "the file is closed: nothing can be written to it any more");
  }
}
