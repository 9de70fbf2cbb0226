import { DatasetError } from "../../errors.ts";

/** Copies shorter than this are made element by element: a call takes longer. */
const shortCopy = 48;

/**
 * Decode an LZ4 block (https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md), which must fill `target` exactly.
 * @throws DatasetError DATASET_INSTANCE for a damaged block
 */
export function decodeLz4Block(source: Uint8Array, target: Uint8Array): void {
  const end = source.length;
  const to = target.length;
  let read = 0;
  let write = 0;
  while (read < end) {
    const token = source[read++]!;
    let literals = token >> 4;
    if (literals === 15) {
      let more: number;
      do {
        more = read < end ? source[read++]! : 0;
        literals += more;
      } while (more === 255);
    }
    if (literals > end - read || literals > to - write) throw damagedBlock();
    if (literals < shortCopy) {
      for (const stop = write + literals; write < stop; ) target[write++] = source[read++]!;
    } else {
      target.set(source.subarray(read, read + literals), write);
      read += literals;
      write += literals;
    }
    // The last sequence has no match.
    if (read >= end) break;
    if (read + 2 > end) throw damagedBlock();
    const distance = source[read]! | (source[read + 1]! << 8);
    read += 2;
    let length = (token & 15) + 4;
    if (length === 19) {
      let more: number;
      do {
        more = read < end ? source[read++]! : 0;
        length += more;
      } while (more === 255);
    }
    if (distance === 0 || distance > write || length > to - write) throw damagedBlock();
    if (length >= shortCopy && distance === 1) {
      target.fill(target[write - 1]!, write, write + length);
      write += length;
    } else if (length >= shortCopy && distance >= length) {
      target.copyWithin(write, write - distance, write - distance + length);
      write += length;
    } else {
      // What is copied may reach into what is written: a repeated pattern.
      let back = write - distance;
      for (const stop = write + length; write < stop; ) target[write++] = target[back++]!;
    }
  }
  if (write !== to) throw damagedBlock();
}

/** The error of a block that is none. */
export function damagedBlock(): DatasetError {
  return new DatasetError("DATASET_INSTANCE", "a block of LZ4 is damaged");
}
