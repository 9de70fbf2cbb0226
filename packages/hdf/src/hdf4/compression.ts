import type { HdfErrorDetails } from "../errors.ts";
import type { Coder } from "./codecs/index.ts";
import { decodeNbit, decodeRle, decodeSkphuff, decodeSzip, inflate } from "./codecs/index.ts";

/**
 * Decode what a coder made; `outputLength` must be checked to be plausible before.
 * @returns the bytes in the byte order of the file
 * @throws DamagedFileError when the input does not decode to exactly `outputLength` bytes
 */
export function decode(coder: Coder, input: Uint8Array, outputLength: number, where: HdfErrorDetails): Uint8Array {
  switch (coder.name) {
    case "none":
      return input.subarray(0, outputLength);
    case "rle":
      return decodeRle(input, outputLength, where);
    case "nbit":
      return decodeNbit(input, coder.params, outputLength, where);
    case "skphuff":
      return decodeSkphuff(input, coder.skipSize, outputLength, where);
    case "deflate":
      return inflate(input, outputLength, where);
    case "szip":
      return decodeSzip(input, coder.params, outputLength, where);
  }
}
