import { beforeAll, describe, expect, test } from "vitest";
import { isDatasetError } from "../../src/errors.ts";
import { openZarrSource } from "../../src/sources/zarr.ts";
import { memoryStore } from "../../src/store/memory-store.ts";
import { zarrCodecs } from "../../src/zarr/codecs.ts";
import { crc32c } from "../../src/zarr/crc32c/crc32c.ts";
import { packDataset } from "../../src/zarr/pack.ts";
import { MemorySink, smallSource } from "../zarr/_small-source.ts";

const sink = new MemorySink();
await packDataset({ source: smallSource({ bins: 3 }), sink });
const all = Array.from({ length: 66 }, (_, channel) => channel);

const withChecksum = (bytes: Uint8Array) =>
  Uint8Array.from([...bytes, ...new Uint8Array(Uint32Array.of(crc32c(bytes)).buffer)]);

type Files = Map<string, Uint8Array<ArrayBuffer>>;
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const open = (change: (files: Files) => void) => {
  const files = new Map(sink.files);
  change(files);
  return openZarrSource(memoryStore(files));
};
/** Change the metadata of a node in the root's file. */
const edit = (path: string, change: (node: Record<string, never>) => void) => (files: Files) => {
  const root = JSON.parse(text(files.get("zarr.json")!));
  change(path === "" ? root : root.consolidated_metadata.metadata[path]);
  files.set("zarr.json", new TextEncoder().encode(JSON.stringify(root)));
};

test("without consolidated metadata, the nodes' own are read", async () => {
  const source = await open(edit("", (root) => delete root.consolidated_metadata));
  expect((await source.readLabels(17)).count).toBe(150);
});

test("without the sizes of shards, they are asked for", async () => {
  const source = await open(
    edit("directional", (node) => delete (node.attributes as unknown as Record<string, unknown>).shard_nbytes),
  );
  expect((await source.readImage(17, [0])).parts[0]?.data).toHaveLength(16 * 60);
});

describe("damaged metadata is DATASET_LAYOUT", () => {
  type Node = Record<string, Record<string, unknown>>;
  test.each<[string, string, (node: Node) => void]>([
    ["another format", "", (node) => Object.assign(node.attributes!, { atcs_format: 2 })],
    ["no generation info", "", (node) => delete node.attributes!.dataset_generation_info],
    ["a huge shape", "directional", (node) => Object.assign(node, { shape: [3, 64, 2 ** 26, 2 ** 26] })],
    [
      "huge shards",
      "labels/height",
      (node) => Object.assign(node.chunk_grid!.configuration as object, { chunk_shape: [2 ** 40, 3] }),
    ],
    ["negative sizes", "labels/lat", (node) => Object.assign(node, { shape: [-1] })],
    ["another type", "fields", (node) => Object.assign(node, { data_type: "float64" })],
    ["an unknown type", "fields", (node) => Object.assign(node, { data_type: "toString" })],
    ["other instances", "directional", (node) => Object.assign(node, { shape: [4, 64, 6, 10] })],
    ["another order of fields", "directional", (node) => (node.attributes!.fields as unknown[]).reverse()],
    [
      "an unknown codec",
      "labels/time",
      (node) =>
        Object.assign((node.codecs as unknown as Node[])[0]!.configuration!, {
          codecs: [{ name: "bytes" }, { name: "lzma" }],
        }),
    ],
    ["no codecs", "labels/time", (node) => Object.assign(node, { codecs: 5 })],
    ["rows that are not whole", "labels/height", (node) => Object.assign(node, { shape: [190, 8] })],
  ])("%s", async (_, path, change) => {
    const error = await open(edit(path, change as never)).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toSatisfy((found) => isDatasetError(found, "DATASET_LAYOUT"));
  });

  const editAll = (change: (path: string, node: { shape: number[] }) => void) => (files: Files) => {
    for (const path of sink.files.keys()) {
      const array = /^(.*)\/c\/0(\/0)*$/.exec(path)?.[1];
      if (array !== undefined) edit(array, (node) => change(array, node as never))(files);
    }
  };

  test("more instances than there are in the index, before there is memory for them", async () => {
    const change = editAll((path, node) => {
      if (!/^labels\/(?!offset|instance_id)/.test(path)) node.shape[0]! += 2 ** 40;
      if (/offset|instance_id/.test(path))
        Object.assign(node, { chunk_grid: { name: "regular", configuration: { chunk_shape: [2 ** 27] } } });
    });
    const problem = "it has 1099511627779 images, and 3 instances in instance_info.json: expected as many";
    await expect(open(change)).rejects.toMatchObject({ code: "DATASET_LAYOUT", problem });
  });

  test("more height bins than labels may have, more flags than an instance may", async () => {
    const withBins = (bins: number, points: number) =>
      editAll((path, node) => {
        if (!path.startsWith("labels/") || /offset|instance_id/.test(path)) return;
        node.shape[0]! += points;
        if (/height|cloud_scenario|flags/.test(path)) node.shape[node.shape.length - 1] = bins;
      });
    const most = /the height bins of labels\/cloud_scenario is 268435456: expected at most 32767/;
    await expect(open(withBins(2 ** 28, 0))).rejects.toMatchObject({
      code: "DATASET_LAYOUT",
      message: expect.stringMatching(most),
    });
    const offsets = withChecksum(new Uint8Array(BigInt64Array.of(0n, 40n, 40n, 10_190n).buffer));
    const message = /does not ascend from 0 to 10190 by 0 to 2730 points for each instance/;
    const opening = open((files) => withBins(32_767, 10_000)(files.set("labels/offset/c/0", offsets)));
    await expect(opening).rejects.toMatchObject({ code: "DATASET_LAYOUT", message: expect.stringMatching(message) });
  });

  test("offsets that do not ascend, ids that are others", async () => {
    const list = (...numbers: number[]) => withChecksum(new Uint8Array(BigInt64Array.from(numbers, BigInt).buffer));
    for (const [path, bytes] of [
      ["labels/offset/c/0", list(0, 50, 40, 190)],
      ["labels/offset/c/0", list(0, 40, 40, 191)],
      ["labels/offset/c/0", list(0, 40, 40)],
      ["labels/instance_id/c/0", list(3, 16, 18)],
      ["labels/instance_id/c/0", list(3, 16)],
    ] as const) {
      await expect(open((files) => files.set(path, bytes))).rejects.toMatchObject({ code: "DATASET_LAYOUT" });
    }
  });
});

test("what is not there is DATASET_NOT_FOUND", async () => {
  for (const path of ["zarr.json", "instance_info.json", "labels/offset/c/0"]) {
    await expect(open((files) => files.delete(path))).rejects.toMatchObject({ code: "DATASET_NOT_FOUND" });
  }
  const source = await open((files) => files.delete("directional/c/1/0/0/0"));
  await expect(source.readImage(5, all)).rejects.toThrow(RangeError);
  await expect(source.readImage(3, [66])).rejects.toThrow(RangeError);
});

test.each(["directional", "fields", "labels/height", "labels/time"])(
  "a shard of %s that was removed: instance, file and array are told, with and without its size",
  async (array) => {
    const path = [...sink.files.keys()].find((each) => each.startsWith(`${array}/c/`))!;
    const sizes = edit(array, (node) => delete (node.attributes as unknown as Record<string, unknown>).shard_nbytes);
    for (const also of [() => {}, sizes]) {
      const source = await open((files) => {
        files.delete(path);
        also(files);
      });
      const message = `memory/${path}, instance 3: no such file (a shard of ${array})`;
      const expected = { code: "DATASET_NOT_FOUND", instanceId: 3, file: `memory/${path}`, message };
      await expect(Promise.all([source.readImage(3, all), source.readLabels(3)])).rejects.toMatchObject(expected);
    }
  },
);

test("a damaged shard is DATASET_INSTANCE, with instance and file", async () => {
  const path = "directional/c/1/0/0/0";
  const shard = sink.files.get(path)!;
  for (const bytes of [shard.slice(0, -1), shard.slice(1), new Uint8Array(0), new Uint8Array(shard.length)]) {
    const source = await open((files) => files.set(path, bytes));
    const expected = { code: "DATASET_INSTANCE", instanceId: 16, file: `memory/${path}` };
    await expect(source.readImage(16, all)).rejects.toMatchObject(expected);
    await expect(source.readImage(16, [0])).rejects.toMatchObject(expected);
  }
});

describe.each(zarrCodecs)("a changed byte is found, codec %s", (codec) => {
  const packed = new MemorySink();
  beforeAll(() => packDataset({ source: smallSource({ size: [4, 6], bins: 3 }), sink: packed, codec }).then(() => {}));
  const change = async (path: string, at: number) => {
    const bytes = packed.files.get(path)!.slice();
    bytes[at]! ^= 1;
    return openZarrSource(memoryStore(new Map(packed.files).set(path, bytes)));
  };
  /** In the first chunk, the last one and its checksum, the index. */
  const placesIn = (path: string): number[] => {
    const { length } = packed.files.get(path)!;
    const indexBytes = 16 * (path.startsWith("labels") ? 128 : path.startsWith("fields") ? 2 : 4) + 4;
    return [20, length - indexBytes - 6, length - indexBytes - 1, length - indexBytes];
  };

  test.each(["directional", "fields"])("of %s: instance, file and array are told", async (array) => {
    const path = `${array}/c/1/0/0/0`;
    for (const at of placesIn(path)) {
      const source = await change(path, at);
      const message = expect.stringMatching(`checksum is another one \\(a shard of ${array}\\)$`);
      const expected = { code: "DATASET_INSTANCE", instanceId: 16, file: `memory/${path}`, message };
      await expect(source.readImage(16, all)).rejects.toMatchObject(expected);
      // The others are whole.
      await source.readImage(17, all);
    }
  });

  test("of labels", async () => {
    const paths = [...packed.files.keys()].filter((path) => /^labels\/.*\/c\/0\//.test(path));
    expect(paths).toHaveLength(4);
    for (const path of [...paths, "labels/lat/c/0", "labels/time/c/0"]) {
      for (const at of placesIn(path)) {
        const expected = { code: "DATASET_INSTANCE", instanceId: 17, file: `memory/${path}` };
        await expect((await change(path, at)).readLabels(17)).rejects.toMatchObject(expected);
      }
    }
  });

  test.each(["labels/offset", "labels/instance_id"])("of %s", async (array) => {
    const path = `${array}/c/0`;
    for (const at of [0, 8, packed.files.get(path)!.length - 1]) {
      const expected = {
        code: "DATASET_LAYOUT",
        file: `memory/${path}`,
        message: expect.stringMatching("its checksum is another one"),
      };
      await expect(change(path, at)).rejects.toMatchObject(expected);
    }
  });
});

test("an abort is passed on", async () => {
  const source = await open(() => {});
  const signal = AbortSignal.abort(new Error("enough"));
  await expect(source.readImage(3, all, { signal })).rejects.toThrow("enough");
  await expect(source.readLabels(3, { signal })).rejects.toThrow("enough");
});
