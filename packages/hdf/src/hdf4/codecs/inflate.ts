import { DamagedFileError, type HdfErrorDetails } from "../../errors.ts";
import { nodeModule } from "../../source/path.ts";
import { unzlibChecked } from "./_unzlib.ts";

/** zlib does not take smaller chunks. */
const smallestChunk = 64;

/**
 * Decode a zlib stream whose output has a known length. Bytes behind the stream are ignored, since a rewritten element
 * keeps its old length.
 * @throws DamagedFileError when the stream is damaged, or gives more or fewer bytes than `outputLength`
 */
export function inflate(input: Uint8Array, outputLength: number, where: HdfErrorDetails): Uint8Array {
  let output: Uint8Array;
  try {
    output = inflateUpTo(input, outputLength);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DamagedFileError(
      `the deflate stream of ${input.length} bytes does not give the expected ${outputLength} bytes: ${reason}`,
      { ...where, cause: error },
    );
  }
  if (output.length !== outputLength) {
    throw new DamagedFileError(`the deflate stream gives ${output.length} bytes, expected ${outputLength}`, where);
  }
  return output;
}

function inflateUpTo(input: Uint8Array, outputLength: number): Uint8Array {
  const zlib = nodeModule("node:zlib");
  if (zlib === undefined) return unzlibChecked(input, outputLength);
  // One byte more than needed, so that zlib reaches the end of the stream without a second chunk.
  const chunkSize = Math.max(smallestChunk, outputLength + 1);
  const buffer = zlib.inflateSync(input, { chunkSize, maxOutputLength: Math.max(1, outputLength) });
  // Plain bytes, not a Buffer, whose methods differ.
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}
