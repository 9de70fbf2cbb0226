import { bilinearCorners, missingValue } from "@atcs/colocate";
import { describe, expect, test } from "vitest";
import * as zarr from "zarrita";
import { openZarrSource } from "../../src/sources/zarr.ts";
import { memoryStore } from "../../src/store/memory-store.ts";
import { zarrCodecs } from "../../src/zarr/codecs.ts";
import { type PackOptions, packDataset } from "../../src/zarr/pack.ts";
import { digest } from "./_digest.ts";
import { MemorySink, type SmallOptions, smallFields, smallImage, smallSource } from "./_small-source.ts";
import { valuesOf } from "./_values-of.ts";
import { zarritaStore } from "./_zarrita-store.ts";

async function pack(options: Partial<PackOptions> = {}, small: SmallOptions = {}) {
  const sink = new MemorySink();
  const result = await packDataset({ source: smallSource(small), sink, ...options });
  return { sink, result, source: await openZarrSource(memoryStore(sink.files)) };
}

const all = Array.from({ length: 66 }, (_, channel) => channel);

describe.each(zarrCodecs)("codec %s", (codec) => {
  test("images and labels come back as they were, to the bit", async () => {
    const { source, result, sink } = await pack({ codec });
    expect(result).toMatchObject({ instances: 3, points: 190 });
    expect(sink.state).toBe("finished");
    expect(source.ids).toEqual([3, 16, 17]);
    expect(source.layout).toBe("zarr");
    const original = smallSource();
    for (const id of source.ids) {
      expect(source.info(id)).toEqual(original.info(id));
      const image = await source.readImage(id, all);
      expect(digest(valuesOf(image, all))).toBe(digest(smallImage(id, smallFields, 60)));
      image.release?.();
      const expected = await original.readLabels(id);
      // Corners of fractional labels follow from their positions.
      const { corners, weights } = bilinearCorners(expected.positions!, { height: 6, width: 10 });
      expect(digest(await source.readLabels(id))).toEqual(digest({ ...expected, corners, weights }));
    }
    expect(source.generation).toEqual(original.generation);
  });

  test("zarrita reads the same", async () => {
    const { sink } = await pack({ codec });
    const store = await zarr.withConsolidatedMetadata(zarritaStore(memoryStore(sink.files)), { format: "v3" });
    const group = zarr.root(store);
    const directional = await zarr.open.v3(group.resolve("directional"), { kind: "array" });
    expect(directional.shape).toEqual([3, 64, 6, 10]);
    const { data } = await zarr.get(directional, [2, 35, null, null]);
    const { scale, offset } = (directional.attrs.fields as { scale: number; offset: number }[])[2]!;
    // Channel 35 of the directional ones is view 3 of phi, which is stored channel 36.
    const values = Array.from(data as Int16Array, (n) =>
      n === 32767 ? missingValue : Math.fround(scale * n + offset),
    );
    const image = smallImage(17, smallFields, 60);
    expect(values).toEqual(Array.from({ length: 60 }, (_, pixel) => image[pixel * 66 + 36]));
    const height = await zarr.get(await zarr.open.v3(group.resolve("labels/height"), { kind: "array" }), [
      zarr.slice(38, 45),
      6,
    ]);
    expect(Array.from(height.data as Int16Array)).toEqual(new Array(7).fill(24_900 - 240 * 6));
    const offsets = await zarr.get(await zarr.open.v3(group.resolve("labels/offset"), { kind: "array" }));
    expect(Array.from(offsets.data as BigInt64Array, Number)).toEqual([0, 40, 40, 190]);
  });

  test("some channels only", async () => {
    const { source } = await pack({ codec });
    const image = smallImage(3, smallFields, 60);
    for (const wanted of [[1], [17, 20], [36, 65], [2, 1, 49]].map((list) => list.sort((a, b) => a - b))) {
      const values = valuesOf(await source.readImage(3, wanted), wanted);
      const expected = Float32Array.from(
        { length: 60 * wanted.length },
        (_, i) => image[Math.floor(i / wanted.length) * 66 + wanted[i % wanted.length]!]!,
      );
      expect(digest(values)).toBe(digest(expected));
    }
  });

  test("the same dataset gives the same bytes", async () => {
    const [first, second] = await Promise.all([pack({ codec }), pack({ codec })]);
    expect(digest(first.sink.files)).toEqual(digest(second.sink.files));
  });
});

test("labels with corners", async () => {
  const { source } = await pack({}, { fractional: false });
  const original = smallSource({ fractional: false });
  for (const id of source.ids) {
    expect(digest(await source.readLabels(id))).toEqual(digest(await original.readLabels(id)));
  }
});

test("labels over more than one shard of rows", async () => {
  const small = { ids: [1, 2, 5], points: [8000, 300, 8300], bins: 2, size: [3, 4] } as const;
  const { source, sink } = await pack({}, small);
  expect([...sink.files.keys()].filter((path) => path.startsWith("labels/height/c"))).toHaveLength(3);
  const original = smallSource(small);
  for (const id of source.ids) {
    const [found, expected] = [await source.readLabels(id), await original.readLabels(id)];
    expect(digest([found.time, found.flags])).toEqual(digest([expected.time, expected.flags]));
  }
});

test("only fields with views, only others, and sizes that bitshuffle cannot divide by 32", async () => {
  for (const fields of [
    smallFields.filter(({ angles }) => angles > 1),
    smallFields.filter(({ angles }) => angles === 1),
  ]) {
    const size = [3, 5] as const;
    const { source } = await pack({}, { fields, size });
    const channels = Array.from({ length: fields.reduce((sum, { angles }) => sum + angles, 0) }, (_, i) => i);
    const values = valuesOf(await source.readImage(16, channels), channels);
    expect(digest(values)).toBe(digest(smallImage(16, fields, 15)));
  }
});

test("scale and offset come from the attributes, else as documented, else from the option", async () => {
  const fields = [{ group: "Data_Directional_Fields", name: "I670P", angles: 16 }];
  const source = smallSource({ fields });
  const fieldAttributes = { Data_Directional_Fields: { I670P: { scale_factor: [2e-4], add_offset: 0.5 } } };
  const sink = new MemorySink();
  const attributed = { ...source, generation: { ...source.generation, fieldAttributes } };
  await packDataset({ source: attributed, sink });
  const metadata = JSON.parse(new TextDecoder().decode(sink.files.get("directional/zarr.json")));
  expect(metadata.attributes.fields).toEqual([
    { group: "Data_Directional_Fields", name: "I670P", scale: 2e-4, offset: 0.5 },
  ]);
  const unknown = { ...source, generation: { ...source.generation, fields: [{ ...fields[0]!, name: "novel" }] } };
  await expect(packDataset({ source: unknown, sink: new MemorySink() })).rejects.toMatchObject({
    code: "DATASET_FIELDS",
  });
});

test("a value that no count can be ends it, and nothing stays", async () => {
  const sink = new MemorySink();
  const packing = { I670P: { scale: 1e-5, offset: 0 } };
  const attempt = packDataset({ source: smallSource(), sink, packing });
  await expect(attempt).rejects.toMatchObject({
    code: "DATASET_INSTANCE",
    instanceId: 3,
    message: expect.stringMatching(/I670P is -3.27/),
  });
  expect(sink.state).toBe("aborted");
});

test("it can be aborted, and tells how far it is", async () => {
  const sink = new MemorySink();
  const controller = new AbortController();
  const done: number[] = [];
  const onProgress = ({ instancesDone }: { instancesDone: number }): void => {
    done.push(instancesDone);
    if (instancesDone === 2) controller.abort(new Error("enough"));
  };
  await expect(packDataset({ source: smallSource(), sink, signal: controller.signal, onProgress })).rejects.toThrow(
    "enough",
  );
  expect(done).toEqual([1, 2]);
  expect(sink.state).toBe("aborted");
});

test("documents lie beside; wrong names, codecs and options are refused", async () => {
  const bytes = new TextEncoder().encode("{}\n");
  const { sink } = await pack({
    documents: new Map([
      ["default.json", bytes],
      ["default.stats.json", bytes],
    ]),
  });
  expect(sink.files.get("default.stats.json")).toEqual(bytes);
  for (const name of ["zarr.json", "../up.json", "instance_info.json", "a/b.json"]) {
    await expect(pack({ documents: new Map([[name, bytes]]) })).rejects.toThrow(RangeError);
  }
  await expect(pack({ codec: "snappy" as "lz4" })).rejects.toThrow(/codec is "snappy"/);
  await expect(pack({ level: 3 } as object)).rejects.toThrow(TypeError);
});
