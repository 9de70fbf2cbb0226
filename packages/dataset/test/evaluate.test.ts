import { missingValue } from "@atcs/colocate";
import { describe, expect, test } from "vitest";
import { AtcsDataset } from "../src/dataset.ts";
import { DatasetError } from "../src/errors.ts";
import { formatSplit } from "../src/layout/split-file.ts";
import { writeLabels } from "../src/layout/write-labels.ts";
import type { OpenDatasetOptions } from "../src/loader/open-options.ts";
import { npyBytes } from "../src/npy/write-npy.ts";
import { writePickle } from "../src/pickle/write-pickle.ts";
import { memoryStore } from "../src/store/memory-store.ts";
import { taskTargets } from "../src/tasks.ts";
import { type Files, smallDataset, smallFields, smallImage, smallLabels } from "./support/small-dataset.ts";

const open = (options: OpenDatasetOptions = {}): Promise<AtcsDataset> =>
  AtcsDataset.open(memoryStore(smallDataset()), { normalize: false, fields: smallFields, subset: "val", ...options });

/** What is true, as classes; unknown bins are predicted as clear. */
const perfect = (id: number): Uint8Array => smallLabels(id).cloudScenario.map((type) => (type === 255 ? 0 : type));

describe("evaluate", () => {
  test("scores perfect classes as perfect", async () => {
    const result = await (await open({ task: "seg_3d" })).evaluate(perfect);
    expect(result.overall).toMatchObject({
      accuracy: 1,
      dice: 1,
      cloud_mask_accuracy: 1,
      cloud_scenario_accuracy: 1,
      points: 6,
    });
    expect(result.instances.map(({ id }) => id)).toEqual([17, 20]);
    expect(result.instances[0]!.scores).toMatchObject({ accuracy: 1, points: 3 });
    expect(Object.keys(result.groups).sort()).toEqual(["cloudType", "latitude", "layers", "surface", "views"]);
  });

  test("scores probabilities against what is true", async () => {
    const data = await open({ task: "bin_seg_3d" });
    const half = (id: number): Float32Array =>
      Float32Array.from(taskTargets(smallLabels(id).cloudScenario, 5, "bin_seg_3d"), (target, i) =>
        i % 2 === 0 ? target % 255 : 0,
      );
    const result = await data.evaluate([20, 17].map((id) => ({ id, prediction: half(id) })));
    const truth = [17, 20].flatMap((id) =>
      Array.from(smallLabels(id).cloudScenario, (type, i) => ({ type, i: i % 15 })),
    );
    const cloudy = truth.filter(({ type }) => type > 0 && type < 255);
    expect(result.overall).toMatchObject({ tp: cloudy.filter(({ i }) => i % 2 === 0).length, fp: 0 });
    expect((await data.evaluate(half, { threshold: 0.9 })).overall).toEqual(result.overall);
  });

  const files = (change: (files: Files) => void = () => {}): ReturnType<typeof memoryStore> => {
    const all: Files = new Map();
    for (const id of [17, 20]) {
      all.set(`${id}.npy`, npyBytes({ dtype: "uint8", shape: [3, 5], data: perfect(id) }));
    }
    change(all);
    return memoryStore(all, "predictions");
  };

  test("reads files", async () => {
    const meta = JSON.stringify({ task: "seg_3d", model: "x" });
    const result = await (await open()).evaluate(files((all) => all.set("meta.json", meta)));
    expect(result.overall.accuracy).toBe(1);
  });

  test.each<[string, (all: Files) => void, RegExp]>([
    ["a missing file", (all) => all.delete("20.npy"), /predictions\/20\.npy, instance 20: no such file/],
    [
      "another shape",
      (all) => all.set("20.npy", npyBytes(new Uint8Array(15))),
      /20: it has the shape \(15\): expected \(3, 5\)/,
    ],
    [
      "another type",
      (all) => all.set("20.npy", npyBytes({ dtype: "float32", shape: [3, 5], data: new Float32Array(15) })),
      /expected classes as uint8/,
    ],
    ["a damaged file", (all) => all.set("20.npy", new Uint8Array(5)), /not an npy file/],
    [
      "another task",
      (all) => all.set("meta.json", '{"task":"bin_seg_2d"}'),
      /meta\.json: task is "bin_seg_2d": expected "seg_3d"/,
    ],
    [
      "a class that is none",
      (all) => all.set("20.npy", npyBytes({ dtype: "uint8", shape: [3, 5], data: new Uint8Array(15).fill(9) })),
      /20/,
    ],
  ])("%s is an error", async (_, change, message) => {
    const evaluation = (await open()).evaluate(files(change));
    await expect(evaluation).rejects.toThrow(message);
    await expect(evaluation).rejects.toThrow(expect.objectContaining({ code: "DATASET_PREDICTIONS" }));
  });

  test.each([
    [[17], /instance 20: there is no prediction of the instance/],
    [[17, 17], /instance 17: there are two predictions/],
    [[17, 20, 3], /instance 3: there is no such instance/],
  ])("predictions of %j are refused", async (ids, message) => {
    await expect((await open()).evaluate(ids.map((id) => ({ id, prediction: perfect(id) })))).rejects.toThrow(message);
  });

  test("takes only predictions that name the fingerprint of this dataset and split, or none", async () => {
    const data = await open();
    const named = (fingerprint: string | null) =>
      files((all) => all.set("meta.json", JSON.stringify({ task: "seg_3d", fingerprint })));
    expect((await data.evaluate(named(await data.fingerprint()))).overall.accuracy).toBe(1);
    expect((await data.evaluate(named(null))).overall.accuracy).toBe(1);
    const other = await AtcsDataset.open(memoryStore(smallDataset({ ids: [0, 17, 20] })), {
      normalize: false,
      fields: ["phi"],
    });
    const refused = data.evaluate(named(await other.fingerprint()));
    await expect(refused).rejects.toThrow(/meta\.json: fingerprint is "[0-9a-f]+.*: expected "[0-9a-f]{64}"/);
    await expect(refused).rejects.toThrow(expect.objectContaining({ code: "DATASET_PREDICTIONS" }));
  });

  test("breaks scores down by the number of views at the pixel with the greatest weight", async () => {
    const all = smallDataset({ fields: ["Nviews", "I865P"], points: 2 });
    const image = smallImage(17, { fields: ["Nviews", "I865P"] });
    for (let pixel = 0; pixel < 16; pixel++) image.data[17 * pixel] = pixel === 6 ? missingValue : pixel;
    const labels = { ...smallLabels(17, { points: 2 }), positions: Float64Array.of(1.4, 2.3, 2.6, 0.2) };
    all.set("input/2008/2008_06_03/17.npy", npyBytes(image));
    all.set("output/2008/2008_06_03/17.pkl", writePickle(writeLabels(17, labels)));
    all.set("default.json", formatSplit({ train: [0], val: [17], trainCounts: undefined, ratio: 0.5, seed: 0 }));
    const data = await AtcsDataset.open(memoryStore(all), { normalize: false, fields: ["I865P"], subset: "val" });
    const { groups } = await data.evaluate(() => labels.cloudScenario.map((type) => (type === 255 ? 0 : type)));
    // Row 1, column 2 is pixel 6, which has none; row 3, column 0 is pixel 12.
    expect(Object.entries(groups.views!).map(([views, { points }]) => [views, points])).toEqual([
      ["0", 1],
      ["12", 1],
    ]);
  });

  test("has no break-down by views without their field", async () => {
    const all = memoryStore(smallDataset({ fields: ["I865P"] }));
    const data = await AtcsDataset.open(all, { normalize: false, fields: ["I865P"], subset: "val" });
    expect((await data.evaluate(perfect)).groups).not.toHaveProperty("views");
  });

  test.each<[OpenDatasetOptions["heightBins"], number, [number, number], string]>([
    [undefined, 5, [4, 9], "[0,5]"],
    // No prediction of bin_seg_2d tells by its shape how many bins it is of.
    [undefined, 1, [1, 3], "[0,5]"],
    [[1, 3], 1, [0, 5], "[1,3]"],
  ])("opened with height bins %j and %i elements, refuses those of %j", async (heightBins, size, named, expected) => {
    const data = await open({ heightBins, task: size === 1 ? "bin_seg_2d" : "bin_seg_3d" });
    const predictions = (bins: unknown): ReturnType<typeof memoryStore> => {
      const file = npyBytes({ dtype: "float32", shape: [3, size], data: new Float32Array(3 * size) });
      const meta = JSON.stringify({ heightBins: bins });
      return memoryStore(
        new Map<string, string | typeof file>([17, 20].map((id) => [`${id}.npy`, file])).set("meta.json", meta),
      );
    };
    await expect(data.evaluate(predictions(named))).rejects.toThrow(
      expect.objectContaining({ code: "DATASET_PREDICTIONS", message: expect.stringContaining(expected) }),
    );
    expect((await data.evaluate(predictions(JSON.parse(expected)))).overall).toBeDefined();
    expect((await data.evaluate(predictions(null))).overall).toBeDefined();
  });

  test("does not score a file that cannot be read as one that is missing", async () => {
    const store = files();
    const failing = {
      ...store,
      read: (file: string) => Promise.reject(new DatasetError("DATASET_IO", "503", { file })),
    };
    await expect((await open()).evaluate(failing)).rejects.toMatchObject({ code: "DATASET_IO", instanceId: 17 });
  });

  test("takes the height bins that were opened", async () => {
    const data = await open({ heightBins: [1, 3] });
    const slice = (id: number): Uint8Array => perfect(id).filter((_, i) => [1, 2].includes(i % 5));
    expect((await data.evaluate(slice)).overall.accuracy).toBe(1);
    await expect(data.evaluate(perfect)).rejects.toThrow(expect.objectContaining({ code: "DATASET_PREDICTIONS" }));
  });
});
