/** Bytes that grow. */
export class PickleBytes {
  readonly #parts: Uint8Array[] = [];
  #length = 0;

  put(...bytes: readonly number[]): void {
    this.putBytes(Uint8Array.from(bytes));
  }

  /** An instruction, and text of one byte per character that belongs to it. */
  putText(text: string): void {
    this.putBytes(Uint8Array.from(text, (character) => character.charCodeAt(0)));
  }

  putBytes(bytes: Uint8Array): void {
    this.#parts.push(bytes);
    this.#length += bytes.length;
  }

  /** An instruction with a number of 4 bytes, low byte first. */
  putUint32(instruction: string, value: number): void {
    this.putText(instruction);
    this.put(value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, (value >>> 24) & 0xff);
  }

  finish(): Uint8Array<ArrayBuffer> {
    const whole = new Uint8Array(this.#length);
    let position = 0;
    for (const part of this.#parts) {
      whole.set(part, position);
      position += part.length;
    }
    return whole;
  }
}
