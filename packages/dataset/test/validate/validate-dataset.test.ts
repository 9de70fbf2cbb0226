import { describe, expect, test } from "vitest";
import { DatasetError } from "../../src/errors.ts";
import { writeLabels } from "../../src/layout/write-labels.ts";
import { npyBytes } from "../../src/npy/write-npy.ts";
import { writePickle } from "../../src/pickle/write-pickle.ts";
import { openSource } from "../../src/sources/open-source.ts";
import { countClasses } from "../../src/split/count-classes.ts";
import { memoryStore } from "../../src/store/memory-store.ts";
import type { DatasetStore } from "../../src/store/types.ts";
import type { StoredLabels } from "../../src/types.ts";
import type { SplitToValidate, ValidationReport } from "../../src/validate/types.ts";
import { validateDataset } from "../../src/validate/validate-dataset.ts";
import {
  type Files,
  type SmallDatasetOptions,
  smallDataset,
  smallImage,
  smallLabels,
} from "../support/small-dataset.ts";

const input = (id: number): string => `input/2008/2008_06_03/${id}.npy`;
const output = (id: number): string => `output/2008/2008_06_03/${id}.pkl`;

/** Whole images and labels, or changed ones. */
async function validate(
  change: (files: Files) => void = () => {},
  options: SmallDatasetOptions = {},
  splits?: SplitToValidate[],
): Promise<ValidationReport> {
  const files = smallDataset(options);
  change(files);
  const { source } = await openSource(memoryStore(files));
  return validateDataset(source, { splits });
}

function editEntry(files: Files, id: number, changes: object): void {
  const entries = JSON.parse(files.get("instance_info.json") as string);
  entries[id] = { ...entries[id], ...changes };
  files.set("instance_info.json", JSON.stringify(entries));
}

const setLabels = (changes: Partial<StoredLabels>) => (files: Files) =>
  files.set(output(2), writePickle(writeLabels(2, { ...smallLabels(2), ...changes })));

function setImage(edit: (data: Float32Array) => void) {
  return (files: Files): void => {
    const image = smallImage(2);
    edit(image.data);
    files.set(input(2), npyBytes(image));
  };
}

test("nothing is wrong with a sound dataset", async () => {
  const done: unknown[] = [];
  const { source } = await openSource(memoryStore(smallDataset()));
  const report = await validateDataset(source, { onProgress: (progress) => done.push(progress) });
  expect(report).toEqual({
    ok: true,
    instances: 6,
    height: 4,
    width: 4,
    channels: 82,
    points: 18,
    bins: 5,
    problems: [],
    strayFiles: { count: 0, examples: [], unreadFolders: [] },
    damaged: [],
    splits: [],
  });
  expect(done.at(-1)).toEqual({ done: 6, total: 6, damaged: 0 });
  expect(done).toHaveLength(6);
});

test.each(["equirectangular", "sinusoidal"] as const)("%s labels are sound", async (projection) => {
  expect((await validate(undefined, { projection })).ok).toBe(true);
});

describe("a damaged instance is named with the reason:", () => {
  test.each<[what: string, change: (files: Files) => void, problems: (string | RegExp)[]]>([
    ["no image", (files) => files.delete(input(2)), [/no such file/]],
    ["no labels", (files) => files.delete(output(2)), [/no such file/]],
    ["neither", (files) => files.delete(input(2)) && files.delete(output(2)), [/no such file/, /no such file/]],
    ["an image cut short", (files) => files.set(input(2), npyBytes(smallImage(2)).slice(0, 900)), [/bytes/]],
    ["labels that are none", (files) => files.set(output(2), "rubbish"), [/./]],
    ["other channels", (files) => files.set(input(2), npyBytes(smallImage(2, { fields: ["I865P"] }))), [/82 channels/]],
    [
      "another size",
      (files) => files.set(input(2), npyBytes(smallImage(2, { height: 5 }))),
      [/^the image has 5 x 4 pixels: most others have 4 x 4$/],
    ],
    [
      "other height bins",
      (files) => files.set(output(2), writePickle(writeLabels(2, smallLabels(2, { bins: 6 })))),
      [/^its labels have 6 height bins: most others have 5$/],
    ],
    [
      "labels of another instance",
      (files) => files.set(output(2), writePickle(writeLabels(1, smallLabels(1)))),
      [/its instance_id is 1: expected 2/],
    ],
    ["a path that leaves", (files) => editEntry(files, 2, { input_path: "../2.npy" }), [/is none within the dataset/]],
    [
      "the file of another one",
      (files) => editEntry(files, 2, { input_path: input(1) }),
      [/^instance 1 has the same file$/],
    ],
    ["a centre that is none", (files) => editEntry(files, 2, { center_lat: 91 }), [/^center_lat is 91: expected/]],
    ["another id", (files) => editEntry(files, 2, { instance_id: 7 }), [/expected 2/]],
    [
      "counts in place of physical values",
      setImage((data) => data.fill(1994, 82 * 6 + 3, 82 * 6 + 5)),
      [
        /^I865P is 1994 at row 1, column 2, view 3: expected -3.277 to 3.277, or -32767 .* \(and in 1 more of its views\)$/,
      ],
    ],
    ["NaN", setImage((data) => data.fill(Number.NaN, 5, 6)), [/^I865P is NaN at row 0, column 0, view 5/]],
    ["infinity", setImage((data) => data.fill(-Infinity, 81, 82)), [/^Latitude is -Infinity at row 0, column 0: /]],
    ["no value at all", setImage((data) => data.fill(-32767)), [/^the image has no value in any view$/]],
    ["a cloud type that is none", setLabels({ cloudScenario: new Uint8Array(15).fill(9) }), [/cloud type 9/]],
    ["a height beyond the air", setLabels({ height: new Int16Array(15).fill(31_000) }), [/^height is 31000 at bin 0/]],
    ["a time that never comes", setLabels({ time: Float64Array.of(1, Infinity, 3) }), [/^time is Infinity at point 1/]],
    ["a latitude that is none", setLabels({ lat: Float32Array.of(1, 91, 3) }), [/lat is 91 at element 1/]],
    [
      "a corner beyond the image",
      setLabels({ positions: Float64Array.of(0, 0, 3.5, 0, 0, 0) }),
      [/the row of patch_idx is 3.5/],
    ],
    [
      "weights that are no shares",
      setLabels({ positions: undefined, weights: new Float64Array(12).fill(0.3) }),
      [/the weights of point 0 sum to 1.2/],
    ],
  ])("%s", async (_what, change, expected) => {
    const { ok, damaged } = await validate(change);
    expect(ok).toBe(false);
    expect(damaged.map(({ id }) => id)).toEqual([2]);
    const problems = damaged[0]!.problems.map(({ problem }) => problem);
    expect(problems).toHaveLength(expected.length);
    for (const [i, pattern] of expected.entries()) expect(problems[i]).toMatch(pattern);
  });

  test("with the file, and the code that reading it ends with", async () => {
    const { damaged } = await validate((files) => files.delete(output(2)));
    expect(damaged[0]?.problems[0]).toMatchObject({ code: "DATASET_NOT_FOUND" });
    expect(damaged[0]?.problems[0]?.file).toContain(output(2));
    const { damaged: later } = await validate(setLabels({ height: new Int16Array(15).fill(-6000) }));
    expect(later[0]?.problems[0]).toMatchObject({ code: undefined });
    expect(later[0]?.problems[0]?.file).toContain(output(2));
  });
});

test("files of no instance are no damage, and the first few are named", async () => {
  const { ok, strayFiles } = await validate((files) => {
    for (let id = 100; id < 107; id++) files.set(input(id), "");
  });
  expect(ok).toBe(true);
  expect(strayFiles).toEqual({ count: 7, examples: [100, 101, 102, 103, 104].map(input), unreadFolders: [] });
  const { list: _list, ...unlisted } = memoryStore(smallDataset());
  expect((await validateDataset((await openSource(unlisted)).source)).strayFiles).toBeUndefined();
});

/** Files that cannot be read now. */
const withoutFiles = (isAway: (file: string) => boolean, ids?: number[]): DatasetStore => {
  const store = memoryStore(smallDataset(ids && { ids }));
  return {
    ...store,
    read: (file, options) =>
      isAway(file) ? Promise.reject(new DatasetError("DATASET_IO", "EIO", { file })) : store.read(file, options),
  };
};

test.each([input(2), output(2)])("%s that cannot be read now is told, and the others are read", async (path) => {
  const { source } = await openSource(withoutFiles((file) => file === path || file === input(20)));
  const { ok, damaged, problems, points } = await validateDataset(source);
  expect(damaged.map(({ id }) => id)).toEqual([2, 20]);
  expect(damaged[0]?.problems).toEqual([{ problem: "EIO", file: path, code: "DATASET_IO" }]);
  expect({ ok, problems }).toEqual({ ok: false, problems: [] });
  expect(points).toBe(path === input(2) ? 18 : 15);
});

test("after five in a row no more are read, and what was found before is told", async () => {
  const ids = Array.from({ length: 10 }, (_, i) => i);
  const asked = new Set<string>();
  const store = withoutFiles((file) => {
    asked.add(file);
    return /[2-9]\.(npy|pkl)$/.test(file);
  }, ids);
  const files = smallDataset({ ids });
  editEntry(files, 9, { center_lat: 91 });
  const text = files.get("instance_info.json") as string;
  const read: DatasetStore["read"] = async (file, options) =>
    file === "instance_info.json" ? new TextEncoder().encode(text) : store.read(file, options);
  const { source } = await openSource({ ...store, read });
  const done: number[] = [];
  const split = { train: [0, 1, 8, 9], val: [2, 3], trainCounts: undefined, ratio: 0.8, seed: 0 };
  const report = await validateDataset(source, {
    onProgress: (progress) => done.push(progress.done),
    splits: [{ name: "a", split }],
  });
  expect(report.ok).toBe(false);
  expect(report.problems).toEqual(["5 instances in a row cannot be read now: the 3 after them were not tried"]);
  expect(report.damaged.map(({ id }) => id)).toEqual([2, 3, 4, 5, 6, 9]);
  expect(report.damaged.at(-1)?.problems[0]?.problem).toMatch(/^center_lat is 91/);
  expect([asked.has(input(6)), asked.has(input(7))]).toEqual([true, false]);
  expect(done.at(-1)).toBe(10);
  // Their half orbits are known by their entries.
  expect(report.splits[0]?.problems.filter((problem) => problem.includes("no known half orbit"))).toEqual([]);
});

test("what cannot be read five times, but not in a row, ends nothing", async () => {
  const ids = Array.from({ length: 12 }, (_, i) => i);
  const { source } = await openSource(withoutFiles((file) => /[02468]\.npy$/.test(file), ids));
  const { problems, damaged } = await validateDataset(source);
  expect(problems).toEqual([]);
  expect(damaged).toHaveLength(6);
});

test("a folder that cannot be searched for stray files costs no result", async () => {
  const store = memoryStore(smallDataset());
  const list = () => Promise.reject(new DatasetError("DATASET_IO", "permission denied"));
  const { ok, strayFiles } = await validateDataset((await openSource({ ...store, list })).source);
  expect(ok).toBe(true);
  expect(strayFiles).toEqual({ count: 0, examples: [], unreadFolders: ["input", "output"] });
});

describe("labels and image belong together:", () => {
  /** Patches of a hundredth of a degree, with labels at the coordinates of their positions. */
  const place = (id: number, shift: number, lon0 = 179.98) => {
    const [height, width] = [8, 8];
    const step = 0.01;
    const data = Float32Array.from({ length: height * width * 18 }, (_, i) => {
      const [pixel, channel] = [Math.floor(i / 18), i % 18];
      if (channel < 16) return 0.2;
      const [row, col] = [Math.floor(pixel / width), pixel % width];
      const lon = lon0 + step * col;
      return channel === 16 ? 10 - step * row : lon >= 180 ? lon - 360 : lon;
    });
    const rows = [1.2, 2.6, 3.4, 4.9];
    const positions = Float64Array.from(rows.flatMap((row) => [row + shift, row / 2 + 1]));
    const lon = Float32Array.from(rows, (row) => lon0 + step * (row / 2 + 1)).map((x) => (x >= 180 ? x - 360 : x));
    const labels = {
      ...smallLabels(id, { points: rows.length }),
      lat: Float32Array.from(rows, (row) => 10 - step * row),
      lon,
      positions,
    };
    return { image: { dtype: "float32", shape: [height, width, 18], data } as const, labels };
  };
  const options = { ids: [0, 1], fields: ["I865P", "Latitude", "Longitude"], height: 8, width: 8 };
  const write = (shift: number, lon0?: number) => (files: Files) => {
    for (const id of [0, 1]) {
      const { image, labels } = place(id, id === 0 ? 0 : shift, lon0);
      files.set(input(id), npyBytes(image));
      files.set(output(id), writePickle(writeLabels(id, labels)));
    }
  };

  test.each([179.98, 20, -180])("across the antimeridian and elsewhere, %d", async (lon0) => {
    expect((await validate(write(0, lon0), options)).damaged).toEqual([]);
  });

  test.each([1, -1])("a shift of %d pixel is found", async (shift) => {
    const { damaged } = await validate(write(shift), options);
    expect(damaged.map(({ id }) => id)).toEqual([1]);
    expect(damaged[0]?.problems[0]?.problem).toMatch(
      /^2 of 4 label points do not lie among their pixels, such as point/,
    );
  });
});

describe("of a split,", () => {
  const split = (train: number[], val: number[]) => ({ train, val, trainCounts: undefined, ratio: 0.8, seed: 0 });
  const problemsOf = async (wanted: SplitToValidate, change?: (files: Files) => void) => {
    const { ok, splits, damaged } = await validate(change, {}, [wanted]);
    expect(ok).toBe(splits[0]!.problems.length === 0 && damaged.length === 0);
    return splits[0]!.problems;
  };

  test("half orbits on both sides are found", async () => {
    const report = await validate(undefined, {}, [
      { name: "good", split: split([0, 1], [2, 16]) },
      { name: "bad", split: split([0, 2], [1, 16]) },
    ]);
    expect(report.ok).toBe(false);
    expect(report.splits).toEqual([
      { name: "good", train: 2, val: 2, unused: 2, problems: [] },
      {
        name: "bad",
        train: 2,
        val: 2,
        unused: 2,
        problems: [
          "the half orbit 2008-06-03 00:28:10 is on both sides: 0 for training, 1 for validation",
          "the half orbit 2008-06-03 01:28:10 is on both sides: 2 for training, 16 for validation",
        ],
      },
    ]);
  });

  test("instances that there are not, or that do not tell their half orbit", async () => {
    expect(await problemsOf({ name: "a", split: split([0, 1, 5], [18]) })).toEqual([
      "instances that are not in the dataset, 2: 5, 18",
    ]);
    expect(await problemsOf({ name: "a", split: split([], [0, 1]) })).toEqual(["it has no training instances"]);
    const untold = {
      cal_par_datetime: undefined,
      cal_par_file: undefined,
      par_file: undefined,
      cldclass_file: undefined,
    };
    const change = (files: Files): void => editEntry(files, 1, untold);
    expect(await problemsOf({ name: "a", split: split([0], [1]) }, change)).toEqual([
      "instances of no known half orbit, 1: 1",
    ]);
  });

  test("class counts of other labels", async () => {
    const { source } = await openSource(memoryStore(smallDataset()));
    const trainCounts = await countClasses(source, [0, 1]);
    const good = { ...split([0, 1], [2, 16]), trainCounts };
    expect(await problemsOf({ name: "a", split: good })).toEqual([]);
    const other = { ...trainCounts, points: 7 };
    const expected = ["total_pixels of its train_counts is 7: expected 6, as counted in the labels"];
    expect(await problemsOf({ name: "a", split: { ...good, trainCounts: other } })).toEqual(expected);
    // What cannot be read cannot be counted.
    const damage = (files: Files): void => void files.delete(output(1));
    expect(await problemsOf({ name: "a", split: { ...good, trainCounts: other } }, damage)).toEqual([]);
  });

  test("statistics of a field that there is not", async () => {
    const channel = { field: "I443NP", angle: 0, mean: 0, std: 1, count: 1, min: 0, max: 1 };
    const statistics = { fields: [], channels: [channel], transform: { clip: "physical", angles: "default" } } as const;
    expect(await problemsOf({ name: "a", split: split([0, 1], [2, 16]), statistics })).toEqual([
      "its statistics are of I443NP, which the dataset does not have",
    ]);
  });
});

test("a dataset without instances is not sound", async () => {
  expect(await validate(undefined, { ids: [] })).toMatchObject({ ok: false, problems: ["it has no instances"] });
});

test("an abort ends it, and wrong options are refused", async () => {
  const { source } = await openSource(memoryStore(smallDataset()));
  await expect(validateDataset(source, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: "AbortError" });
  for (const wrong of [{ split: "default" }, { splits: "default" }, { signal: 5 }, { onProgress: true }]) {
    const name = Object.keys(wrong)[0];
    await expect(validateDataset(source, wrong as object)).rejects.toThrow(new RegExp(`"?${name}"?( is|;)`));
  }
});
