import { expect, test } from "vitest";
import { blockDecoder } from "../../src/zarr/blosc/block-decoder.ts";
import { checksum } from "../../src/zarr/crc32c/checksum.ts";
import { chunkDecoder } from "../../src/zarr/decode.ts";

const tools = { decodeBlock: blockDecoder(), checksumOf: checksum() };
const stored = Uint8Array.from({ length: 16 }, (_, i) => i);

test.each([
  [1, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]],
  [2, [1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14]],
  [4, [3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12]],
  [8, [7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8]],
])("big endian elements of %i bytes are turned, wherever in memory they are", async (elementBytes, expected) => {
  const codecs = [{ name: "bytes", configuration: { endian: "big" } }];
  const target = new Uint8Array(17).subarray(1);
  await chunkDecoder(codecs, elementBytes, "zarr.json", tools).decode(stored, target);
  expect(Array.from(target)).toEqual(expected);
});
