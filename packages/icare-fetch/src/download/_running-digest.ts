import { createHash, type Hash } from "node:crypto";

/** Digest of the first bytes of a file, as long as all of them came in this run. */
export class RunningDigest {
  readonly #algorithm: string;
  #hash: Hash | undefined;
  #bytes = 0;

  constructor(algorithm: string) {
    this.#algorithm = algorithm;
  }

  /** What comes next are the bytes from an offset on. */
  begin(offset: number): void {
    if (this.#hash !== undefined && this.#bytes === offset) return;
    this.#hash = offset === 0 ? createHash(this.#algorithm) : undefined;
    this.#bytes = 0;
  }

  add(piece: Uint8Array): void {
    this.#hash?.update(piece);
    this.#bytes += piece.length;
  }

  /** They were not of the file as it is now. */
  forget(): void {
    this.#hash = undefined;
  }

  /** Hexadecimal; undefined where not all bytes of the file were seen. */
  of(size: number): string | undefined {
    return this.#bytes === size ? this.#hash?.copy().digest("hex") : undefined;
  }
}
