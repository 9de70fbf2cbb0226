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

describe("a frame of Zstandard", () => {
  /** Without the size in its header, as writers of streams leave it. */
  const asStream = (frame: Uint8Array): Uint8Array => {
    // numcodecs writes frames without a window, which have at least one byte of size.
    const sizeBytes = 2 ** (frame[4]! >> 6);
    return Uint8Array.from([
      ...frame.subarray(0, 4),
      frame[4]! & 0b11111 & ~32,
      0x58,
      ...frame.subarray(5 + sizeBytes),
    ]);
  };
  const data = Uint8Array.from({ length: 200_000 }, (_, i) => (i * i) % 251);
  const unpack = async (frame: Uint8Array, length: number) => {
    const target = new Uint8Array(length);
    await known.zstd!(frame, target);
    return target;
  };

  test("of a stream is unpacked, to what is expected and nothing else", async () => {
    const frame = asStream(await zstd(data));
    expect(Buffer.compare(await unpack(frame, data.length), data)).toBe(0);
    for (const other of [data.length - 1, data.length + 1]) {
      await expect(unpack(frame, other)).rejects.toMatchObject({ code: "DATASET_INSTANCE" });
    }
  });

  test("of a stream that would become a gigabyte takes no memory", async () => {
    // Blocks that repeat a byte 2 ** 17 times.
    const block = (isLast: boolean): number[] => [isLast ? 3 : 2, 0, 16, 7];
    const blocks = Array.from({ length: 2 ** 13 }, (_, i) => block(i === 2 ** 13 - 1)).flat();
    const frame = Uint8Array.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0x38, ...blocks]);
    const before = process.memoryUsage().rss;
    await expect(unpack(frame, 300)).rejects.toMatchObject({ code: "DATASET_INSTANCE" });
    expect(process.memoryUsage().rss - before).toBeLessThan(2 ** 28);
    const one = Uint8Array.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0x38, ...block(true)]);
    expect(await unpack(one, 2 ** 17)).toEqual(new Uint8Array(2 ** 17).fill(7));
  });

  test("is alone: another one behind, or in front one to skip, are refused before anything is unpacked", async () => {
    const [frame, empty] = [await zstd(bytes), await zstd(new Uint8Array(0))];
    const skipped = [0x50, 0x2a, 0x4d, 0x18, 0, 0, 0, 0];
    const two = new RegExp(`it ends at byte ${frame.length} of ${frame.length + empty.length}: expected one frame`);
    await expect(unpack(Uint8Array.from([...frame, ...empty]), 300)).rejects.toMatchObject({
      problem: expect.stringMatching(two),
    });
    const begin = /does not begin as one/;
    await expect(unpack(Uint8Array.from([...skipped, ...frame]), 300)).rejects.toMatchObject({
      problem: expect.stringMatching(begin),
    });
    await expect(unpack(frame.slice(0, -1), 300)).rejects.toMatchObject({ problem: expect.stringMatching("cut off") });
  });
});

test("a long chunk of gzip is unpacked by another thread, a short one at once", async () => {
  for (const [length, isOther] of [
    [300, false],
    [2 ** 20, true],
  ] as const) {
    const encoded = gzipSync(new Uint8Array(length));
    let hasTurned = false;
    const turn = setImmediate(() => {
      hasTurned = true;
    });
    await known.gzip!(encoded, new Uint8Array(length));
    clearImmediate(turn);
    expect(hasTurned).toBe(isOther);
  }
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
