/**
 * Memory that is used again: reading a large file into fresh memory takes twice as long, because each of its pages has to
 * be made first.
 */
export class BufferPool {
  readonly #free: ArrayBuffer[] = [];
  readonly #most: number;

  /** @param most buffers that are kept */
  constructor(most: number) {
    this.#most = most;
  }

  take(bytes: number): Uint8Array<ArrayBuffer> {
    const found = this.#free.findIndex((buffer) => buffer.byteLength >= bytes);
    const [buffer] = found === -1 ? [new ArrayBuffer(bytes)] : this.#free.splice(found, 1);
    return new Uint8Array(buffer!, 0, bytes);
  }

  give(bytes: Uint8Array<ArrayBuffer>): void {
    this.#free.push(bytes.buffer);
    // The oldest goes: when sizes grow, the small ones are of no use.
    if (this.#free.length > this.#most) this.#free.shift();
  }

  clear(): void {
    this.#free.length = 0;
  }
}
