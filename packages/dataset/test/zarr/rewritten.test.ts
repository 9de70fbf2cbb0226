import { describe, expect, test } from "vitest";
import { openZarrSource } from "../../src/sources/zarr.ts";
import { memoryStore } from "../../src/store/memory-store.ts";
import { crc32c } from "../../src/zarr/crc32c/crc32c.ts";
import { packDataset } from "../../src/zarr/pack.ts";
import { digest } from "./_digest.ts";
import { type RewriteOptions, rewritePack } from "./_rewrite-pack.ts";
import { MemorySink, type SmallOptions, smallFields, smallImage, smallSource } from "./_small-source.ts";
import { valuesOf } from "./_values-of.ts";

const small: SmallOptions = { size: [4, 6], points: [40, 0, 70], bins: 3 };
const sink = new MemorySink();
await packDataset({ source: smallSource(small), sink, codec: "none" });
const all = Array.from({ length: 66 }, (_, channel) => channel);
const bytes = { name: "bytes", configuration: { endian: "little" } };
const blosc = (configuration: Record<string, unknown>) => ({ name: "blosc", configuration });

/** Everything in one chunk. */
const whole = (_: string, shape: readonly number[]): readonly number[] => shape;
/** Chunks that divide nothing evenly, and span instances. */
const uneven = (_: string, shape: readonly number[]): readonly number[] =>
  shape.map((n) => Math.max(1, Math.floor(n / 2) + 1));
const twoInstances = (path: string, shape: readonly number[]): readonly number[] =>
  path === "directional" || path === "fields" ? [2, ...shape.slice(1)] : [32, ...shape.slice(1)];
const asPacked: RewriteOptions = {
  fileShape: (path, shape) => (path.startsWith("labels/") ? [2 ** 9, ...shape.slice(1)] : [1, ...shape.slice(1)]),
  chunkShape: (path, shape) =>
    path === "directional"
      ? [1, 16, ...shape.slice(2)]
      : path === "fields"
        ? [1, 1, ...shape.slice(2)]
        : [64, ...shape.slice(1)],
};
const oneRow = (_: string, shape: readonly number[]): readonly number[] => [1, ...shape.slice(1)];
const perView = (path: string, shape: readonly number[]): readonly number[] =>
  path === "directional" || path === "fields" ? [1, 1, ...shape.slice(2)] : [16, ...shape.slice(1)];

const open = async (options: RewriteOptions) => openZarrSource(memoryStore(await rewritePack(sink.files, options)));

async function expectTheSame(options: RewriteOptions): Promise<void> {
  const [found, expected] = [await open(options), await openZarrSource(memoryStore(sink.files))];
  expect(found.ids).toEqual([3, 16, 17]);
  for (const id of found.ids) {
    expect(digest(valuesOf(await found.readImage(id, all), all))).toBe(digest(smallImage(id, smallFields, 24)));
    expect(digest(await found.readLabels(id))).toEqual(digest(await expected.readLabels(id)));
  }
  const some = [2, 17, 40, 65];
  const [image, original] = await Promise.all([found.readImage(17, some), expected.readImage(17, some)]);
  expect(digest(valuesOf(image, some))).toBe(digest(valuesOf(original, some)));
}

describe("a pack that others wrote again is the same", () => {
  test.each<[string, RewriteOptions]>([
    ["in one chunk", { fileShape: whole }],
    ["in chunks that span instances", { fileShape: twoInstances }],
    ["in chunks that divide nothing evenly", { fileShape: uneven }],
    ["a chunk for each view", { fileShape: perView }],
    ["a chunk for each row", { fileShape: oneRow }],
    ["in shards of several instances", { fileShape: twoInstances, chunkShape: oneRow }],
    [
      "in shards in which chunks are cut along all axes",
      {
        fileShape: (_, shape) => shape.map((n) => 2 * Math.ceil(n / 2)),
        chunkShape: (_, shape) => shape.map((n) => Math.ceil(n / 2)),
      },
    ],
    ["with the indexes of shards in front", { fileShape: twoInstances, chunkShape: oneRow, indexAtStart: true }],
    ["with indexes that have no checksum", { fileShape: twoInstances, chunkShape: oneRow, indexChecksum: false }],
    ["big endian", { fileShape: whole, codecs: () => [{ name: "bytes", configuration: { endian: "big" } }] }],
    ["by gzip", { fileShape: whole, codecs: () => [bytes, { name: "gzip", configuration: { level: 1 } }] }],
    [
      "by zstd",
      { fileShape: whole, codecs: () => [bytes, { name: "zstd", configuration: { level: 0, checksum: false } }] },
    ],
    ...["lz4", "zstd", "blosclz", "lz4hc", "zlib"].map((cname, i): [string, RewriteOptions] => [
      `by blosc, ${cname}`,
      {
        fileShape: whole,
        codecs: () => [
          bytes,
          blosc({
            cname,
            clevel: 5,
            shuffle: ["shuffle", "bitshuffle", "noshuffle"][i % 3],
            typesize: 2,
            blocksize: 0,
          }),
        ],
      },
    ]),
    [
      "with checksums behind and before gzip",
      {
        fileShape: whole,
        codecs: () => [bytes, { name: "crc32c" }, { name: "gzip", configuration: { level: 1 } }, { name: "crc32c" }],
      },
    ],
    [
      "names of chunks with dots",
      {
        fileShape: oneRow,
        edit: (node) =>
          Object.assign(node, { chunk_key_encoding: { name: "default", configuration: { separator: "." } } }),
      },
    ],
    [
      "without names of dimensions, or consolidated metadata",
      { fileShape: whole, consolidated: false, edit: (node) => delete node.dimension_names },
    ],
    ["without chunks that hold nothing but the fill value", { fileShape: perView, leavesOutEmpty: true }],
  ])("%s", (_, options) => expectTheSame(options));

  test("with the axes of chunks in another order", () =>
    expectTheSame({
      fileShape: uneven,
      codecs: (rank) => [
        { name: "transpose", configuration: { order: Array.from({ length: rank }, (_, axis) => (axis + 1) % rank) } },
        bytes,
      ],
    }));

  // The sizes of shards in the attributes are no longer those of the files.
  test.each([
    ["checksums", [bytes]],
    ["compression, but with a checksum", [bytes, { name: "crc32c" }]],
    ["checksums, by gzip", [bytes, { name: "gzip", configuration: { level: 9 } }]],
  ])("divided as packs are, without %s", (_, codecs) => expectTheSame({ ...asPacked, codecs: () => codecs }));
});

describe("what is wrong with one is told:", () => {
  test.each<[string, RewriteOptions, RegExp]>([
    ["another codec", { fileShape: whole, codecs: () => [bytes, { name: "lz4" }] }, /its codecs are "bytes, lz4"/],
    [
      "shards within shards",
      { ...asPacked, codecs: () => [{ name: "bytes" }], edit: nestShards },
      /its codecs are "sharding_indexed"/,
    ],
    [
      "an index by another codec",
      { ...asPacked, edit: (node) => Object.assign(shardingOf(node), { index_codecs: [{ name: "zstd" }] }) },
      /the index of \S+ is .*zstd.*: expected bytes \(little endian\), crc32c/,
    ],
    [
      "another grid",
      { fileShape: whole, edit: (node) => Object.assign(node, { chunk_grid: { name: "rectilinear" } }) },
      /the chunk_grid of \S+ is "rectilinear": expected "regular"/,
    ],
    [
      "a fill value that is none",
      { fileShape: whole, edit: (node) => Object.assign(node, { fill_value: "0x7f" }) },
      /the fill_value of \S+ is "0x7f": expected a value of/,
    ],
    [
      "an order of axes that is none",
      {
        fileShape: whole,
        edit: (node) => Object.assign(node, { codecs: [{ name: "transpose", configuration: {} }, bytes] }),
      },
      /the order of its transpose is undefined/,
    ],
  ])("%s", async (_, options, message) => {
    await expect(open(options)).rejects.toMatchObject({
      code: "DATASET_LAYOUT",
      message: expect.stringMatching(message),
    });
  });

  test("a chunk that is not there, where it cannot be one of fill values", async () => {
    const files = await rewritePack(sink.files, { fileShape: perView });
    for (const path of files.keys()) {
      if (/^directional\/c\/2|^labels\/height\/c\/4/.test(path)) files.delete(path);
    }
    const source = await openZarrSource(memoryStore(files));
    const notFound = { code: "DATASET_NOT_FOUND", instanceId: 17 };
    const image = { ...notFound, file: "memory/directional/c/2/0/0/0" };
    await expect(source.readImage(17, all)).rejects.toMatchObject(image);
    await expect(source.readLabels(17)).rejects.toMatchObject({ ...notFound, file: "memory/labels/height/c/4/0" });
  });

  const fill = (value: number) => (node: Record<string, unknown>) => Object.assign(node, { fill_value: value });

  test("an image all of whose chunks are gone, whatever its fill value is", async () => {
    const files = await rewritePack(sink.files, { fileShape: perView, edit: fill(0) });
    for (const path of files.keys()) if (path.startsWith("directional/c/1/")) files.delete(path);
    const source = await openZarrSource(memoryStore(files));
    const expected = { code: "DATASET_NOT_FOUND", instanceId: 16, file: "memory/directional/c/1/0/0/0" };
    await expect(source.readImage(16, all)).rejects.toMatchObject(expected);
  });

  test("a chunk of cloud types that is gone, unless it can be one of zeros", async () => {
    const [path, point] = ["labels/cloud_scenario/c/4/0", 64 - 40];
    for (const value of [0, 3]) {
      const files = await rewritePack(sink.files, { fileShape: perView, edit: fill(value) });
      files.delete(path);
      const reading = (await openZarrSource(memoryStore(files))).readLabels(17);
      if (value === 0) {
        const { cloudScenario, bins } = await reading;
        expect(cloudScenario.slice(point * bins, (point + 16) * bins)).toEqual(new Uint8Array(16 * bins));
      } else {
        const expected = { code: "DATASET_NOT_FOUND", instanceId: 17, file: `memory/${path}` };
        await expect(reading).rejects.toMatchObject(expected);
      }
    }
  });

  test("a chunk that the index of its shard does not have, where it cannot be one of fill values", async () => {
    for (const [array, isThere] of [
      ["height", false],
      ["cloud_scenario", true],
    ] as const) {
      const files = await rewritePack(sink.files, { ...asPacked, codecs: () => [bytes] });
      const path = `labels/${array}/c/0/0`;
      const shard = files.get(path)!.slice();
      const index = shard.subarray(shard.length - (8 * 16 + 4));
      index.fill(255, 16, 32);
      new DataView(shard.buffer).setUint32(shard.length - 4, crc32c(index.subarray(0, -4)), true);
      const source = await openZarrSource(memoryStore(files.set(path, shard)));
      const problem = "chunk 1 is not in it (a shard of labels/height)";
      const expected = { code: "DATASET_NOT_FOUND", instanceId: 17, file: `memory/${path}`, problem };
      if (isThere) expect((await source.readLabels(17)).count).toBe(70);
      else await expect(source.readLabels(17)).rejects.toMatchObject(expected);
    }
  });

  test("a changed byte where there are checksums, a chunk that is cut off", async () => {
    const codecs = () => [bytes, { name: "crc32c" }];
    const files = await rewritePack(sink.files, { fileShape: perView, codecs });
    const path = "directional/c/2/5/0/0";
    const chunk = files.get(path)!;
    for (const changed of [chunk.map((byte, i) => (i === 7 ? byte ^ 1 : byte)), chunk.slice(4), chunk.slice(0, 3)]) {
      const source = await openZarrSource(memoryStore(new Map(files).set(path, changed)));
      const expected = {
        code: "DATASET_INSTANCE",
        instanceId: 17,
        file: `memory/${path}`,
        message: expect.stringMatching("chunk 2, 5, 0, 0"),
      };
      await expect(source.readImage(17, all)).rejects.toMatchObject(expected);
    }
  });
});

function shardingOf(node: Record<string, unknown>): Record<string, unknown> {
  return (node.codecs as { configuration: Record<string, unknown> }[])[0]!.configuration;
}

function nestShards(node: Record<string, unknown>): void {
  Object.assign(shardingOf(node), { codecs: [{ name: "sharding_indexed", configuration: {} }] });
}
