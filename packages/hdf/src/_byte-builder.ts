const encoder = new TextEncoder();

/** Builds a small structure of a file, field by field, growing as needed. */
export class ByteBuilder {
  readonly #littleEndian: boolean;
  #bytes = new Uint8Array(128);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  constructor(order: "big-endian" | "little-endian") {
    this.#littleEndian = order === "little-endian";
  }

  get length(): number {
    return this.#length;
  }

  u8(value: number): this {
    const at = this.#grow(1);
    this.#bytes[at] = value;
    return this;
  }

  u16(...values: number[]): this {
    for (const value of values) {
      const at = this.#grow(2);
      this.#view.setUint16(at, value, this.#littleEndian);
    }
    return this;
  }

  /** 32 bits; negative numbers in two's complement. */
  u32(...values: number[]): this {
    for (const value of values) {
      const at = this.#grow(4);
      this.#view.setUint32(at, value, this.#littleEndian);
    }
    return this;
  }

  /** A length or count. */
  u64(value: number): this {
    const at = this.#grow(8);
    this.#view.setBigUint64(at, BigInt(value), this.#littleEndian);
    return this;
  }

  /** A file address of HDF5; null is the format's "undefined address", all bits set. */
  address(value: number | null): this {
    const at = this.#grow(8);
    this.#view.setBigUint64(at, value === null ? 2n ** 64n - 1n : BigInt(value), this.#littleEndian);
    return this;
  }

  bytes(value: Uint8Array): this {
    const at = this.#grow(value.length);
    this.#bytes.set(value, at);
    return this;
  }

  /** ASCII characters, as of a signature. */
  ascii(value: string): this {
    return this.bytes(encoder.encode(value));
  }

  /** A text of HDF4: length in 16 bits, then UTF-8. */
  text(text: string): this {
    const bytes = encoder.encode(text);
    return this.u16(bytes.length).bytes(bytes);
  }

  zeros(count: number): this {
    this.#grow(count);
    return this;
  }

  /** A copy of what was built. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }

  #grow(count: number): number {
    const at = this.#length;
    this.#length += count;
    if (this.#length > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(this.#length, this.#bytes.length * 2));
      grown.set(this.#bytes);
      this.#bytes = grown;
      this.#view = new DataView(grown.buffer);
    }
    return at;
  }
}
