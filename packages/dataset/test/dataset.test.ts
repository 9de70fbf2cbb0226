import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { invertTransform, randomTransform, seededRandom, transformCorners } from "@atcs/colocate";
import { afterAll, beforeEach, describe, expect, test, vi } from "vitest";
import { AtcsDataset } from "../src/dataset.ts";
import { DatasetError } from "../src/errors.ts";
import { formatStatistics } from "../src/layout/statistics-file.ts";
import type { OpenDatasetOptions } from "../src/loader/open-options.ts";
import type { Batch } from "../src/loader/types.ts";
import { npyBytes } from "../src/npy/write-npy.ts";
import { openNpySource } from "../src/sources/npy.ts";
import { computeStatistics } from "../src/stats/compute-statistics.ts";
import { memoryStore } from "../src/store/memory-store.ts";
import type { DatasetStore } from "../src/store/types.ts";
import { type Files, smallDataset, smallFields, smallImage, smallLabels } from "./support/small-dataset.ts";

const open = (options: OpenDatasetOptions = {}, files: Files = smallDataset()): Promise<AtcsDataset> =>
  AtcsDataset.open(memoryStore(files), { normalize: false, fields: smallFields, ...options });

async function all(batches: AsyncIterable<Batch>): Promise<Batch[]> {
  const list: Batch[] = [];
  for await (const batch of batches) list.push(batch);
  return list;
}

describe("open", () => {
  test("knows subsets, fields and channels", async () => {
    const data = await open({ subset: "train", omitAngles: [0, 15] });
    expect(data.ids).toEqual([0, 1, 2, 16]);
    expect(data.length).toBe(4);
    expect(data.channelCount).toBe(5 * 14 + 2);
    expect(data.channels[0]).toMatchObject({ field: "I865P", angle: 1, part: "value", high: 1.5 });
    expect((await open({ subset: "val" })).ids).toEqual([17, 20]);
    expect((await open()).ids).toHaveLength(6);
    expect(data.info(16)).toMatchObject({ id: 16, projection: "equirectangular" });
    expect((await data.labels(16)).count).toBe(3);
  });

  test.each<[object, RegExp | typeof TypeError]>([
    [{ subset: "test" }, /subset is "test"/],
    [{ fieldz: [] }, /no option "fieldz"/],
    [{ heightBins: [4, 4] }, /end of heightBins/],
    [{ heightBins: [3] }, /heightBins/],
    [{ split: "instance_info", subset: "train" }, /file of datasets/],
    [{ task: "seg" }, /no task/],
    [{ fields: ["I490P"] }, /no field "I490P"; the dataset has I865P/],
    [{ extraFields: ["I865P"] }, /16 views/],
    [{ split: "other", subset: "train" }, /other.json: there is no split "other": make it with `atcs split`/],
    [{ normalize: true }, /default.stats.json: there are no statistics to normalise with: run `atcs stats`/],
    [{ suffle: true }, /AtcsDataset\.open: there is no option "suffle"; the options are split, /],
    [{ signal: 5 }, /signal is 5: expected an AbortSignal/],
    [{ worker: true }, /worker is true: expected a function/],
    [{ extraFields: 5 }, /extraFields is 5: expected the name of a scheme or a list/],
    [{ fields: 5 }, /fields are 5/],
    [{ fields: [] }, /list of fields is empty/],
    [{ fields: [5] }, /a field is 5/],
    [{ fields: ["I865P", "Nviews", "I865P"] }, /the field I865P is in the list twice/],
    [{ extraFields: ["Latitude", "Latitude"] }, /the field Latitude is in the list twice/],
    [{ omitAngles: 3 }, /omitAngles is 3/],
    [{ omitAngles: ["3"] }, /an angle of omitAngles is "3"/],
    [{ heightBins: ["0", 4] }, /first of heightBins is "0"/],
    [{ split: 5 }, /split's name is 5/],
    [{ subset: null }, /subset is null/],
    [{ task: null }, /no task null/],
    [{ clip: true }, /clip is true/],
    [{ angles: "degrees" }, /angles is "degrees"/],
    [{ layout: "nhwc" }, /layout is "nhwc"/],
    [{ normalize: 0 }, /normalize is 0/],
    [{ validityMask: "yes" }, /validityMask is "yes"/],
    [{ augment: "flip" }, /augment is "flip"/],
    [{ augment: { mirrors: true } }, /augment: there is no option "mirrors"/],
    [{ augment: { turns: 1 } }, /augment\.turns is 1/],
  ])("%j is refused", async (options, message) => {
    await expect(open(options as OpenDatasetOptions)).rejects.toThrow(message as RegExp);
  });

  test.each([[null], [5], ["default"], [[]]])("%j in place of options is refused", async (options) => {
    await expect(AtcsDataset.open(memoryStore(smallDataset()), options as never)).rejects.toThrow(
      /AtcsDataset\.open: expected an object of options/,
    );
  });

  test("a directory without a dataset is an error that says what was looked for", async () => {
    await expect(AtcsDataset.open(memoryStore(new Map()))).rejects.toThrow(
      "memory: no dataset: expected instance_info.json, zarr.json or atrain.h5",
    );
  });

  test.each([["default.json"], ["default.stats.json"]])(
    "a %s that cannot be read is not taken to be missing",
    async (path) => {
      const store = memoryStore(smallDataset());
      const failing: DatasetStore = {
        ...store,
        read: (file, options) =>
          file === path ? Promise.reject(new DatasetError("DATASET_IO", "503", { file })) : store.read(file, options),
      };
      await expect(
        AtcsDataset.open(failing, { fields: smallFields, normalize: path.includes("stats") }),
      ).rejects.toThrow(expect.objectContaining({ code: "DATASET_IO", file: path }));
    },
  );

  test("a split that names instances which are not there is an error", async () => {
    const files = smallDataset().set("default.json", JSON.stringify({ train: [99], val: [] }));
    await expect(open({ subset: "train" }, files)).rejects.toThrow(
      expect.objectContaining({ code: "DATASET_SPLIT", instanceId: 99 }),
    );
  });
});

describe("get", () => {
  test("gives image and labels", async () => {
    const data = await open({ subset: "train", clip: false, angles: "raw", extraFields: ["Latitude"] });
    const instance = await data.get(3);
    const { data: image, shape } = smallImage(16);
    const labels = smallLabels(16);
    expect(instance.id).toBe(16);
    expect(instance.shape).toEqual([shape[2], 4, 4]);
    const pixel = 6;
    const channel = 2 * 16 + 5;
    expect(instance.sensorInput[channel * 16 + pixel]).toBe(image[pixel * shape[2]! + channel]);
    expect(instance.extras.Latitude).toEqual(
      Float32Array.from({ length: 16 }, (_, p) => image[p * shape[2]! + shape[2]! - 1]!),
    );
    expect(instance).toMatchObject({ count: 3, bins: 5, lat: labels.lat, time: labels.time, flags: labels.flags });
    expect(instance.cloudScenario).toEqual(labels.cloudScenario);
    expect(instance.corners).toHaveLength(24);
    expect(instance.weights).toBeInstanceOf(Float32Array);
  });

  test("selects height bins", async () => {
    const instance = await (await open({ heightBins: [1, 4] })).get(0);
    const { cloudScenario, height } = smallLabels(0);
    expect(instance.bins).toBe(3);
    expect(Array.from(instance.cloudScenario.subarray(3, 6))).toEqual(Array.from(cloudScenario.subarray(6, 9)));
    expect(Array.from(instance.height.subarray(0, 3))).toEqual(Array.from(height.subarray(1, 4)));
    await expect((await open({ heightBins: [0, 6] })).get(0)).rejects.toThrow(/it has 5 height bins/);
  });

  test("refuses indices that are none", async () => {
    const data = await open();
    for (const index of [-1, 6, 0.5, Number.NaN]) await expect(data.get(index)).rejects.toThrow(RangeError);
  });

  test.each<[unknown, RegExp]>([
    [{ seed: "1" }, /seed is "1"/],
    [{ seed: 2 ** 32 }, /seed is 4294967296/],
    [{ epoch: -1 }, /epoch is -1/],
    [{ signal: {} }, /signal is a value of type object: expected an AbortSignal/],
    [{ sed: 1 }, /get: there is no option "sed"/],
    [null, /get: expected an object of options/],
  ])("%j is refused", async (options, message) => {
    const data = await open();
    await expect(data.get(0, options as never)).rejects.toThrow(message);
  });

  test("what is wrong in options of labels, fingerprint and evaluate is named", async () => {
    const data = await open();
    for (const call of [
      (options: object) => data.labels(0, options),
      (options: object) => data.fingerprint(options),
      (options: object) => data.evaluate([], options),
    ]) {
      await expect(call({ signal: "x" })).rejects.toThrow('signal is "x": expected an AbortSignal');
      await expect(call({ sgnal: undefined })).rejects.toThrow('there is no option "sgnal"');
    }
    await expect(data.evaluate([], { onProgress: 5 } as object)).rejects.toThrow(
      "onProgress is 5: expected a function",
    );
    await expect(data.evaluate(null as never)).rejects.toThrow("expected a directory, a URL or a store");
  });

  test("normalises with the split's statistics", async () => {
    const files = smallDataset();
    const source = await openNpySource(memoryStore(files));
    files.set(
      "default.stats.json",
      formatStatistics(await computeStatistics(source, [0, 1, 2, 16], { fields: smallFields })),
    );
    const data = await open({ subset: "train", normalize: true }, files);
    const plain = await open({ subset: "train" }, files);
    const sums = { value: 0, square: 0, count: 0 };
    for (let i = 0; i < 4; i++) {
      const [normal, raw] = [await data.get(i), await plain.get(i)];
      // Angle 3 of the reflectance; what is exactly 0 before and after is missing.
      for (let p = 3 * 16; p < 4 * 16; p++) {
        if (normal.sensorInput[p] === 0 && raw.sensorInput[p] === 0) continue;
        sums.value += normal.sensorInput[p]!;
        sums.square += normal.sensorInput[p]! ** 2;
        sums.count++;
      }
    }
    expect(sums.value / sums.count).toBeCloseTo(0, 5);
    expect(sums.square / sums.count).toBeCloseTo(1, 5);
    await expect(open({ normalize: true, clip: false }, files)).rejects.toThrow(
      expect.objectContaining({ code: "DATASET_STATS" }),
    );
  });

  test.each<[string, Uint8Array<ArrayBuffer> | undefined, RegExp]>([
    ["input/2008/2008_06_03/2.npy", undefined, /2\.npy, instance 2: no such file/],
    ["input/2008/2008_06_03/2.npy", new Uint8Array(20), /2\.npy, instance 2: not an npy file/],
    ["input/2008/2008_06_03/2.npy", npyBytes(new Float32Array(5)), /instance 2: the image has the shape \(5\)/],
    ["output/2008/2008_06_03/2.pkl", new Uint8Array([1, 2]), /2\.pkl, instance 2/],
    ["output/2008/2008_06_03/2.pkl", undefined, /2\.pkl, instance 2: no such file/],
  ])("a damaged %s names instance and file", async (path, bytes, message) => {
    const files = smallDataset();
    if (bytes === undefined) files.delete(path);
    else files.set(path, bytes);
    await expect((await open({}, files)).get(2)).rejects.toThrow(message);
  });
});

test("an image that is no instance becomes what an instance with its values is", async () => {
  const files = smallDataset();
  const source = await openNpySource(memoryStore(files));
  const image = await source.readImage(16, []);
  for (const options of [{}, { layout: "NHWC", omitAngles: [3], validityMask: true, angles: "sincos" }] as const) {
    const data = await open({ ...options, fields: ["thetas", "I865P"] }, files);
    expect(data.preprocess(image)).toEqual((await data.get(data.ids.indexOf(16))).sensorInput);
    // Only the channels of the chosen fields need be there.
    const [part] = image.parts;
    const some = { ...part!, channelCount: 16 };
    expect(() => data.preprocess({ ...image, parts: [some] })).toThrow("the image lacks the stored channel");
    await data.close();
    expect(() => data.preprocess(image)).toThrow(expect.objectContaining({ code: "DATASET_CLOSED" }));
  }
});

describe("batches", () => {
  test("stack inputs and join labels", async () => {
    const data = await open({ extraFields: ["Latitude"] });
    const [first, second] = await all(data.batches({ batchSize: 4 }));
    expect([Array.from(first!.ids), Array.from(second!.ids)]).toEqual([
      [0, 1, 2, 16],
      [17, 20],
    ]);
    expect(second!.shape).toEqual([2, 82, 4, 4]);
    expect(Array.from(second!.batchIndex)).toEqual([0, 0, 0, 1, 1, 1]);
    const single = await data.get(5);
    expect(second!.sensorInput.subarray(82 * 16)).toEqual(single.sensorInput);
    expect(second!.cloudScenario.subarray(15)).toEqual(single.cloudScenario);
    expect(second!.corners.subarray(24)).toEqual(single.corners);
    expect(second!.extras.Latitude!.subarray(16)).toEqual(single.extras.Latitude);
    expect(await all(data.batches({ batchSize: 4, dropLast: true }))).toHaveLength(1);
  });

  test("have an order that depends on seed and epoch alone", async () => {
    const data = await open();
    const order = async (options: object): Promise<string> =>
      (await all(data.batches({ batchSize: 2, shuffle: true, ...options }))).map((batch) => batch.ids.join()).join();
    const first = await order({ seed: 1, epoch: 0 });
    expect(await order({ seed: 1, epoch: 0, prefetch: 0 })).toBe(first);
    expect(await order({ seed: 1, epoch: 0, prefetch: 5 })).toBe(first);
    const others = [await order({ seed: 1, epoch: 1 }), await order({ seed: 2, epoch: 0 })];
    expect(new Set([first, ...others]).size).toBe(3);
    expect(
      first
        .split(",")
        .map(Number)
        .sort((a, b) => a - b),
    ).toEqual([0, 1, 2, 16, 17, 20]);
  });

  test("augment image and labels together, by seed, epoch and id", async () => {
    const plain = await open({ clip: false, angles: "raw" });
    const data = await open({ clip: false, angles: "raw", augment: true });
    const [batch] = await all(data.batches({ batchSize: 6, shuffle: true, seed: 7, epoch: 2 }));
    let moved = 0;
    for (const [i, id] of Array.from(batch!.ids).entries()) {
      const index = data.ids.indexOf(id);
      const own = await data.get(index, { seed: 7, epoch: 2 });
      expect(batch!.sensorInput.subarray(i * 82 * 16, (i + 1) * 82 * 16)).toEqual(own.sensorInput);
      const before = await plain.get(index);
      const transform = randomTransform(seededRandom(7, "augment", 2, id));
      const back = transformCorners(own.corners, { height: 4, width: 4 }, invertTransform(transform));
      expect(back).toEqual(before.corners);
      // A label reads the same reflectance from the turned image.
      for (let j = 0; j < own.corners.length; j += 2) {
        const at = (corners: Int32Array): number => 16 * 4 + corners[j]! * 4 + corners[j + 1]!;
        expect(own.sensorInput[at(own.corners)]).toBe(before.sensorInput[at(before.corners)]);
        if (at(own.corners) !== at(before.corners)) moved++;
      }
    }
    expect(moved).toBeGreaterThan(0);
  });

  test("begin with a later one, which is as it is without that", async () => {
    const data = await open({ augment: true });
    const options = { batchSize: 2, shuffle: true, seed: 4, epoch: 3 };
    const batches = await all(data.batches(options));
    expect(await all(data.batches({ ...options, start: 1, prefetch: 1 }))).toEqual(batches.slice(1));
    expect(await all(data.batches({ ...options, start: 3 }))).toEqual([]);
    expect(() => data.batches({ ...options, start: 4 })).toThrow(/start is 4: expected at most 3/);
  });

  test("quarter turns need squares", async () => {
    const files = smallDataset({ width: 6 });
    const data = await open({ augment: { mirror: false } }, files);
    await expect(all(data.batches())).rejects.toThrow(/use augment: { turns: false }/);
    expect(await all((await open({ augment: { turns: false } }, files)).batches())).toHaveLength(1);
  });

  test("channels last", async () => {
    const [first, last] = [await open(), await open({ layout: "NHWC" })];
    const [a] = await all(first.batches());
    const [b] = await all(last.batches());
    expect(b!.shape).toEqual([6, 4, 4, 82]);
    expect(b!.sensorInput[16 * 82 + 5 * 82 + 7]).toBe(a!.sensorInput[82 * 16 + 7 * 16 + 5]);
  });

  test("the memory is bounded by prefetch", async () => {
    const read: number[] = [];
    const files = memoryStore(smallDataset());
    const counting = {
      ...files,
      read: (path: string, options?: object) => {
        if (path.endsWith(".npy")) read.push(1);
        return files.read(path, options);
      },
    };
    const data = await AtcsDataset.open(counting, { normalize: false, fields: smallFields });
    const batches = data.batches({ batchSize: 1, prefetch: 2 });
    await batches.next();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(read.length).toBe(3);
    await batches.return();
  });

  test("are aborted with the reason of the signal", async () => {
    const data = await open();
    const control = new AbortController();
    const batches = data.batches({ batchSize: 2, signal: control.signal });
    await batches.next();
    control.abort(new Error("enough"));
    await expect(batches.next()).rejects.toThrow("enough");
    await expect(data.batches({ signal: control.signal }).next()).rejects.toThrow("enough");
  });

  test("an instance of another size is an error", async () => {
    const files = smallDataset();
    files.set("input/2008/2008_06_03/2.npy", npyBytes(smallImage(2, { height: 5 })));
    await expect(all((await open({}, files)).batches())).rejects.toThrow(
      /instance 2: the image has 5 x 4 pixels: expected 4 x 4/,
    );
  });

  test.each([
    [{ batchSize: 0 }],
    [{ seed: -1 }],
    [{ epoch: 0.5 }],
    [{ workers: -1 }],
    [{ shuffle: 1 }],
    [{ batchSize: "32" }],
    [{ batchSize: 2.5 }],
    [{ seed: null }],
    [{ prefetch: Number.NaN }],
    [{ reuse: "no" }],
    [{ dropLast: 0 }],
    [{ start: -1 }],
    [{ start: "1" }],
    [{ signal: 5 }],
    [{ signal: new AbortController() }],
  ])("%j is refused by its name", async (options) => {
    const data = await open();
    const [name] = Object.keys(options);
    expect(() => data.batches(options as never)).toThrow(new RegExp(`^${name} is .+: expected `));
  });

  test("names that there are not are refused", async () => {
    const data = await open();
    expect(() => data.batches({ suffle: true } as never)).toThrow(/^batches: there is no option "suffle"; /);
    expect(() => data.batches(5 as never)).toThrow(/^batches: expected an object of options/);
  });

  test("workers need a place that another thread can open", async () => {
    const data = await open();
    expect(() => data.batches({ workers: 1 })).toThrow(/another thread cannot use a store/);
  });
});

test("between two instances that took long, the event loop turns", async () => {
  const count = 60;
  const data = await open({}, smallDataset({ ids: Array.from({ length: count }, (_, i) => i) }));
  // Every look at the clock is a second later than the one before, however fast this machine is.
  const start = performance.now();
  let looks = 0;
  const clock = vi.spyOn(performance, "now").mockImplementation(() => start + 1000 * ++looks);
  let turns = 0;
  let turn = setImmediate(function next() {
    turns++;
    turn = setImmediate(next);
  });
  await all(data.batches({ batchSize: count }));
  clearImmediate(turn);
  clock.mockRestore();
  // All that is read is in memory: nothing else would let it turn more than once or twice.
  expect(turns).toBeGreaterThan(count / 2);
});

describe.skipIf(process.platform === "win32")("in a directory", () => {
  const folder = mkdtempSync(join(tmpdir(), "atcs-dataset-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const directory = join(folder, "dataset");
  const image = "input/2008/2008_06_03/2.npy";
  const labels = "output/2008/2008_06_03/2.pkl";
  const options = { normalize: false, fields: smallFields } as const;

  beforeEach(() => {
    rmSync(folder, { recursive: true });
    for (const [path, content] of smallDataset()) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), content);
    }
  });

  test.each([image, labels])(
    "a pipe or a folder in place of %s is an error, and keeps nobody waiting",
    async (path) => {
      for (const make of [
        () => execFileSync("mkfifo", [join(directory, path)]),
        () => mkdirSync(join(directory, path)),
      ]) {
        rmSync(join(directory, path), { recursive: true });
        make();
        await using data = await AtcsDataset.open(directory, options);
        const error = { code: "DATASET_LAYOUT", instanceId: 2, file: join(directory, path) };
        await expect(data.get(2)).rejects.toMatchObject({
          ...error,
          problem: expect.stringMatching(/expected a file$/),
        });
      }
    },
  );

  test("links are followed out of it, paths are not", async () => {
    const before = await AtcsDataset.open(directory, options);
    const expected = await before.get(2);
    await before.close();
    renameSync(join(directory, "input"), join(folder, "another disk"));
    symlinkSync(join(folder, "another disk"), join(directory, "input"));
    await using linked = await AtcsDataset.open(directory, options);
    expect(await linked.get(2)).toEqual(expected);

    const index = join(directory, "instance_info.json");
    const outside = `../another disk${image.slice("input".length)}`;
    writeFileSync(index, readFileSync(index, "utf8").replace(image, outside));
    await using data = await AtcsDataset.open(directory, options);
    await expect(data.get(2)).rejects.toMatchObject({
      code: "DATASET_LAYOUT",
      message: expect.stringContaining(`the path "${outside}" is none within the dataset`),
    });
  });
});

test("the fingerprint depends on labels and subsets", async () => {
  const print = async (files: Files): Promise<string> => (await open({}, files)).fingerprint();
  const first = await print(smallDataset());
  expect(first).toMatch(/^[0-9a-f]{64}$/);
  expect(await print(smallDataset())).toBe(first);
  expect(await print(smallDataset().set("default.json", JSON.stringify({ train: [0], val: [1] })))).not.toBe(first);
  expect(await print(smallDataset({ points: 4 }))).not.toBe(first);
});

test("a closed dataset says so", async () => {
  const data = await open();
  const batches = data.batches({ batchSize: 1 });
  await batches.next();
  await data.close();
  await data.close();
  await expect(data.get(0)).rejects.toThrow(expect.objectContaining({ code: "DATASET_CLOSED" }));
  await expect(batches.next()).rejects.toThrow(expect.objectContaining({ code: "DATASET_CLOSED" }));
  expect(() => data.batches()).toThrow(expect.objectContaining({ code: "DATASET_CLOSED" }));
});
