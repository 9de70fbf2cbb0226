import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { blockDecoder } from "../../src/zarr/blosc/block-decoder.ts";
import { loadCompressor } from "../../src/zarr/codecs.ts";
import { decompressors } from "../../src/zarr/decompress.ts";

const known = decompressors(blockDecoder());
const bytes = Uint8Array.from({ length: 300 }, (_, i) => i % 7);
const zstd = async (data: Uint8Array) => (await loadCompressor("zstd", { level: 1 })).encode(data);

describe("nothing longer than what is expected is unpacked, nothing shorter taken:", () => {
  test.each(["zstd", "gzip"])("%s", async (name) => {
    // The size takes 1, 2 and 4 bytes in the header of a frame.
    for (const length of [1, 200, 300, 70_000]) {
      const data = Uint8Array.from({ length }, (_, i) => (i * i) % 251);
      const encoded = name === "zstd" ? await zstd(data) : gzipSync(data);
      const target = new Uint8Array(length);
      await known[name]!(encoded, target);
      expect(Buffer.compare(target, data)).toBe(0);
      for (const other of [length - 1, length + 1]) {
        const attempt = async () => known[name]!(encoded, new Uint8Array(other));
        await expect(attempt()).rejects.toMatchObject({ code: "DATASET_INSTANCE" });
      }
    }
  });
});

test("a frame of Zstandard that claims a terabyte is refused by its header", async () => {
  const frame = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0xe0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0);
  const attempt = async () => known.zstd!(frame, new Uint8Array(300));
  await expect(attempt()).rejects.toMatchObject({ message: "a chunk holds 1099511627776 bytes: expected 300" });
});

test.each(["zstd", "gzip", "blosc"])("damaged bytes of %s are an error of this package", async (name) => {
  const encoded = name === "gzip" ? gzipSync(bytes) : await zstd(bytes);
  for (const damaged of [
    encoded.slice(0, 12),
    encoded.map((byte, i) => (i >= 9 ? byte ^ 85 : byte)),
    new Uint8Array(0),
  ]) {
    const attempt = async () => known[name]!(damaged, new Uint8Array(300));
    await expect(attempt()).rejects.toMatchObject({ code: "DATASET_INSTANCE" });
  }
});
