import { expect, test } from "vitest";
import { openZarrSource } from "../../src/sources/zarr.ts";
import { memoryStore } from "../../src/store/memory-store.ts";
import type { DatasetStore } from "../../src/store/types.ts";
import { RecentChunks } from "../../src/zarr/_recent-chunks.ts";
import { parseArrayInfo } from "../../src/zarr/array-info.ts";
import { blockDecoder } from "../../src/zarr/blosc/block-decoder.ts";
import { checksum } from "../../src/zarr/crc32c/checksum.ts";
import { GridReader } from "../../src/zarr/grid-reader.ts";
import { packDataset } from "../../src/zarr/pack.ts";
import { rewritePack } from "./_rewrite-pack.ts";
import { MemorySink, smallSource } from "./_small-source.ts";

const sink = new MemorySink();
await packDataset({ source: smallSource({ size: [4, 6], points: [40, 0, 70], bins: 3 }), sink, codec: "none" });
const all = Array.from({ length: 66 }, (_, channel) => channel);
const two = (_: string, shape: readonly number[]) => [Math.min(2, shape[0]!), ...shape.slice(1)];
const one = (_: string, shape: readonly number[]) => [1, ...shape.slice(1)];

const perView = (path: string, shape: readonly number[]) =>
  path === "directional" ? [1, 1, ...shape.slice(2)] : one(path, shape);

/** Counts what is asked of a store. */
function counted(store: DatasetStore) {
  const counts = { sizes: [] as string[], reads: [] as string[], atATime: 0 };
  let running = 0;
  const counting: DatasetStore = {
    ...store,
    size: async (path, options) => {
      counts.sizes.push(path);
      return store.size(path, options);
    },
    read: async (path, options) => {
      counts.reads.push(path);
      counts.atATime = Math.max(counts.atATime, ++running);
      await new Promise((resolve) => setTimeout(resolve));
      running--;
      return store.read(path, options);
    },
  };
  return { counts, store: counting };
}

test("a chunk that spans instances is read once, one by one and together", async () => {
  const files = await rewritePack(sink.files, { fileShape: two });
  const { counts, store } = counted(memoryStore(files));
  for (const read of [
    async (source: Awaited<ReturnType<typeof openZarrSource>>) => {
      for (const id of [3, 16]) await source.readImage(id, all);
    },
    (source: Awaited<ReturnType<typeof openZarrSource>>) => Promise.all([3, 16].map((id) => source.readImage(id, all))),
  ]) {
    const source = await openZarrSource(store);
    counts.reads.length = 0;
    await read(source);
    expect([...counts.reads].sort()).toEqual(["directional/c/0/0/0/0", "fields/c/0/0/0/0"]);
  }
});

test("one who gives up does not disturb another who waits for the same chunk", async () => {
  const source = await openZarrSource(memoryStore(await rewritePack(sink.files, { fileShape: two })));
  const controller = new AbortController();
  const [first, second] = [source.readImage(3, all, controller), source.readImage(16, all)];
  controller.abort("enough");
  await expect(first).rejects.toBe("enough");
  expect((await second).parts).toHaveLength(6);
});

test("the size of a shard is asked for once, its index read once", async () => {
  const { counts, store } = counted(
    memoryStore(await rewritePack(sink.files, { fileShape: two, chunkShape: perView })),
  );
  const source = await openZarrSource(store);
  counts.sizes.length = 0;
  counts.reads.length = 0;
  for (const id of [3, 16]) await source.readImage(id, all.slice(0, 16));
  expect(counts.sizes).toEqual(["directional/c/0/0/0/0"]);
  expect(counts.reads).toHaveLength(1 + 2 * 16);
});

test("a few chunks are read at a time", async () => {
  const { counts, store } = counted(memoryStore(await rewritePack(sink.files, { fileShape: perView })));
  const source = await openZarrSource(store);
  counts.atATime = 0;
  await source.readImage(3, all.slice(0, 16));
  expect(counts.atATime).toBe(4);
});

test("after a failure no more is read", async () => {
  const files = await rewritePack(sink.files, { fileShape: perView });
  const { counts, store } = counted(memoryStore(files.set("directional/c/0/0/0/0", new Uint8Array(1))));
  const source = await openZarrSource(store);
  counts.reads.length = 0;
  await expect(source.readImage(3, all.slice(0, 16))).rejects.toMatchObject({ code: "DATASET_INSTANCE" });
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(counts.reads.length).toBeLessThan(9);
});

test("a box of too many chunks is refused", async () => {
  const info = parseArrayInfo(
    {
      zarr_format: 3,
      node_type: "array",
      data_type: "int16",
      shape: [3, 64, 200, 200],
      chunk_grid: { name: "regular", configuration: { chunk_shape: [1, 1, 1, 1] } },
      chunk_key_encoding: { name: "default" },
      fill_value: 0,
      codecs: [{ name: "bytes" }],
    },
    "directional",
    "zarr.json",
  );
  const { counts, store } = counted(memoryStore(new Map()));
  const recent = new RecentChunks(0);
  const reader = new GridReader(info, { store, recent, decodeBlock: blockDecoder(), checksumOf: checksum() });
  const box = [
    [1, 2],
    [0, 64],
    [0, 200],
    [0, 200],
  ] as const;
  const message =
    /in chunks of \(1, 1, 1, 1\), so that 2560000 chunks .* at most 1048576: write it again in larger ones$/;
  await expect(reader.read(box)).rejects.toMatchObject({
    code: "DATASET_LAYOUT",
    message: expect.stringMatching(message),
  });
  expect(counts.sizes).toEqual([]);
});
