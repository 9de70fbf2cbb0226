import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { registry } from "zarrita";
import { type DatasetError, isDatasetError } from "../../../src/errors.ts";
import { blockDecoder, type Shuffle } from "../../../src/zarr/blosc/block-decoder.ts";
import { checkBloscHeader, decodeBloscFrame, encodeBloscFrame, isPlainLz4 } from "../../../src/zarr/blosc/frame.ts";

interface Codec {
  encode(bytes: Uint8Array): Promise<Uint8Array>;
  decode(bytes: Uint8Array): Promise<Uint8Array>;
}

const codec = async (name: string, configuration: object = {}): Promise<Codec> =>
  (await registry.get(name)!()).fromConfig(configuration, undefined as never) as unknown as Codec;

const lz4 = await codec("lz4", { acceleration: 1 });
const compress = async (bytes: Uint8Array): Promise<Uint8Array> => (await lz4.encode(bytes)).subarray(4);
const encode = (bytes: Uint8Array, shuffle: Shuffle, elementBytes: number, blockBytes = 1024) =>
  encodeBloscFrame(bytes, { compressor: "lz4", shuffle, elementBytes, blockBytes, compress });

const decoders = { plain: blockDecoder(false), simd: blockDecoder() };

/** With and without SIMD: the same, or both refuse it. */
function decode(frame: Uint8Array, length: number): Uint8Array {
  const header = checkBloscHeader(frame, length);
  if (!isPlainLz4(header)) throw new Error("not plain");
  const [plain, simd] = [decoders.plain, decoders.simd].map((decoder): Uint8Array | DatasetError => {
    const target = new Uint8Array(length);
    try {
      decodeBloscFrame(frame, header, target, decoder);
      return target;
    } catch (error) {
      if (isDatasetError(error, "DATASET_INSTANCE")) return error;
      throw error;
    }
  });
  // Element by element, `toEqual` takes far longer.
  if (!(plain instanceof Uint8Array && simd instanceof Uint8Array && Buffer.compare(plain, simd) === 0)) {
    expect(simd).toEqual(plain);
  }
  if (plain instanceof Uint8Array) return plain;
  throw plain;
}

/** Bytes that compress: slow walks of 16 bits with some noise. */
const smooth = fc
  .tuple(fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 0, max: 40 }), fc.integer())
  .map(([length, noise, seed]) => {
    let state = seed;
    const values = Int16Array.from({ length }, (_, i) => {
      state = (Math.imul(state, 1103515245) + 12345) | 0;
      return 300 + i / 7 + ((state >>> 16) % (noise + 1));
    });
    return new Uint8Array(values.buffer);
  });

const shuffles = [
  ["noshuffle", 1],
  ["shuffle", 2],
  ["shuffle", 8],
  ["bitshuffle", 2],
  ["bitshuffle", 4],
] as const;

describe.each(shuffles)("%s of elements of %i bytes", (shuffle, elementBytes) => {
  test("numcodecs reads what is written, and so do we", async () => {
    const blosc = await codec("blosc");
    await fc.assert(
      fc.asyncProperty(smooth, fc.constantFrom(256, 1024, 2 ** 16), async (bytes, blockBytes) => {
        const whole = bytes.subarray(0, bytes.length - (bytes.length % elementBytes));
        const frame = await encode(whole, shuffle, elementBytes, blockBytes);
        expect(frame.length).toBeLessThanOrEqual(whole.length + 16);
        expect(Array.from(await blosc.decode(frame))).toEqual(Array.from(whole));
        if (isPlainLz4(checkBloscHeader(frame, whole.length)))
          expect(decode(frame, whole.length)).toEqual(whole.slice());
      }),
      { numRuns: 40 },
    );
  });
});

test("Zstandard in a frame is read by numcodecs", async () => {
  const [blosc, zstd] = [await codec("blosc"), await codec("zstd", { level: 9 })];
  const bytes = new Uint8Array(Int16Array.from({ length: 4000 }, (_, i) => i / 3).buffer);
  const options = { compressor: "zstd", shuffle: "bitshuffle", elementBytes: 2, blockBytes: 4096 } as const;
  const frame = await encodeBloscFrame(bytes, { ...options, compress: (block) => zstd.encode(block) });
  expect(frame.length).toBeLessThan(bytes.length / 4);
  expect(Array.from(await blosc.decode(frame))).toEqual(Array.from(bytes));
});

test("what does not get smaller is stored as it is", async () => {
  const noise = Uint8Array.from({ length: 64 }, (_, i) => (i * 167 + (i >> 2) * 89) & 255);
  const frame = await encode(noise, "noshuffle", 1);
  expect(frame).toHaveLength(80);
  expect(frame.subarray(16)).toEqual(noise);
});

test("a damaged frame is an error of this package, never anything else", async () => {
  const bytes = new Uint8Array(Int16Array.from({ length: 2000 }, (_, i) => i / 5 + ((i * 7919) % 13)).buffer);
  const frame = await encode(bytes, "bitshuffle", 2);
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(frame.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 0, max: frame.length }),
      (changes, length) => {
        const damaged = frame.slice(0, length % 5 === 0 ? length : frame.length);
        for (const [at, byte] of changes) if (at < damaged.length) damaged[at] = byte;
        try {
          if (isPlainLz4(checkBloscHeader(damaged, bytes.length))) decode(damaged, bytes.length);
        } catch (error) {
          if (!isDatasetError(error, "DATASET_INSTANCE")) throw error;
        }
      },
    ),
    { numRuns: 2000 },
  );
});
