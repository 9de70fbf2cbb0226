import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AtcsDataset, npyBytes, tasks } from "@atcs/dataset";
import { beforeAll, describe, expect, test } from "vitest";
import { type EvaluatePredictionsOptions, evaluatePredictions } from "../../src/evaluate/evaluate-predictions.ts";
import { parseEvaluation } from "../../src/report/read-evaluation.ts";
import { elements, elementsNamed } from "../report/_elements.ts";
import { writeSmallDataset } from "../support/small-dataset.ts";
import { temporaryFolder } from "../support/temporary.ts";
import { writePredictions } from "./_support.ts";

const folder = temporaryFolder();
const at = (name: string): string => join(folder, name);
const dataset = at("dataset");

beforeAll(async () => {
  await writeSmallDataset(dataset);
  await writePredictions(at("bin_seg_3d"), dataset, { heightBins: [1, 4], threshold: 0.45 });
  await writePredictions(at("seg_3d"), dataset, { task: "seg_3d" });
  await writePredictions(at("bin_seg_2d"), dataset, { task: "bin_seg_2d" });
});

function evaluate(name: string, options: Partial<EvaluatePredictionsOptions> = {}) {
  return evaluatePredictions({ dataset, predictions: at(name), ...options });
}

/** A copy of predictions, with a change. */
function changed(name: string, change: (directory: string) => void): string {
  rmSync(at(name), { recursive: true, force: true });
  cpSync(at("bin_seg_3d"), at(name), { recursive: true });
  change(at(name));
  return name;
}

const json = (file: string) => JSON.parse(readFileSync(file, "utf8"));
const setMeta = (directory: string, meta: object): void => {
  writeFileSync(join(directory, "meta.json"), JSON.stringify({ ...json(join(directory, "meta.json")), ...meta }));
};

describe.each(tasks)("an evaluation of %s", (task) => {
  test("has the scores of the dataset, of what meta.json says, and what they are of", async () => {
    const meta = json(at(`${task}/meta.json`));
    const { evaluation, directory, files } = await evaluate(task);
    expect(directory).toBe(at(`${task}/evaluation`));
    const { heightBins, threshold } = meta;
    await using data = await AtcsDataset.open(dataset, { task, heightBins, subset: "val", normalize: false });
    const expected = await data.evaluate(at(task), threshold === null ? {} : { threshold });
    expect(evaluation).toMatchObject(expected);
    const said = { task, heightBins, split: "default", subset: "val", fingerprint: meta.fingerprint, threshold };
    expect(evaluation).toMatchObject({ ...said, model: meta.model, format: "atcs-evaluation-1" });
    expect(evaluation.versions["@atcs/train"]).toMatch(/^\d+\.\d+\.\d+/);
    const written = readFileSync(join(directory, "evaluation.json"), "utf8");
    expect(JSON.parse(written)).toEqual(JSON.parse(JSON.stringify(evaluation)));
    expect(parseEvaluation(written, { file: "evaluation.json", subset: "val", task }).overall).toEqual(
      evaluation.overall,
    );
    expect(readdirSync(directory).sort()).toEqual([...files].sort());
  });

  test("has figures that are drawings of their own", async () => {
    const { directory, files } = await evaluate(task);
    const heights = task === "bin_seg_2d" ? [] : ["dice-by-height.svg", "clouds-by-height.svg"];
    expect(files).toEqual([
      ...["evaluation.json", ...heights, "confusion-matrix.svg", "cloud-types.svg", "breakdown-cloudtype.svg"],
      ...["breakdown-layers.svg", "breakdown-latitude.svg", "breakdown-surface.svg", "breakdown-views.svg"],
    ]);
    for (const file of files.slice(1)) {
      const svg = readFileSync(join(directory, file), "utf8").trimEnd();
      expect(elements(svg)[0]).toMatchObject({ name: "svg", attributes: { xmlns: "http://www.w3.org/2000/svg" } });
    }
    if (task === "bin_seg_2d") return;
    const labels = elementsNamed(readFileSync(join(directory, heights[0]!), "utf8"), "text").map(({ text }) => text);
    expect(labels).toContain("height / km");
  });
});

describe("an evaluation", () => {
  test("is the same each time, and leaves no figures of another task", async () => {
    const out = at("out");
    await evaluate("seg_3d", { out });
    const before = readFileSync(join(out, "evaluation.json"), "utf8");
    writeFileSync(join(out, "mine.svg"), "");
    await evaluate("seg_3d", { out });
    expect(readFileSync(join(out, "evaluation.json"), "utf8")).toBe(before);
    const { files } = await evaluate("bin_seg_2d", { out });
    expect(readdirSync(out).sort()).toEqual([...files, "mine.svg"].sort());
  });

  test("can try another threshold", async () => {
    const [usual, none] = [
      await evaluate("bin_seg_3d"),
      await evaluate("bin_seg_3d", { threshold: 0.99, out: at("other") }),
    ];
    expect(usual.evaluation.threshold).toBe(0.45);
    expect(usual.evaluation.overall.tp).toBeGreaterThan(0);
    expect(none.evaluation).toMatchObject({ threshold: 0.99, overall: { tp: 0, fp: 0 } });
  });

  test("of predictions without meta.json is of what was asked for", async () => {
    const name = changed("bare", (directory) => rmSync(join(directory, "meta.json")));
    const { evaluation } = await evaluate(name, { task: "bin_seg_3d", heightBins: [1, 4] });
    expect(evaluation).toMatchObject({ task: "bin_seg_3d", heightBins: [1, 4], threshold: 0.5, model: null });
    const wrong = {
      code: "TRAIN_SUBMISSION",
      message: expect.stringMatching(/float32 \(4, 3\): expected uint8 \(4, 5\)/),
    };
    await expect(evaluate(name)).rejects.toMatchObject(wrong);
  });

  test("reports progress and can be aborted", async () => {
    const seen: number[][] = [];
    await evaluate("seg_3d", { onProgress: (...both) => seen.push(both) });
    expect(seen).toEqual([
      [1, 2],
      [2, 2],
    ]);
    const controller = new AbortController();
    const reason = new Error("enough");
    const options = { signal: controller.signal, onProgress: () => controller.abort(reason), out: at("aborted") };
    await expect(evaluate("seg_3d", options)).rejects.toBe(reason);
    expect(existsSync(at("aborted"))).toBe(false);
  });
});

describe("what cannot be evaluated is told", () => {
  const refused = (message: RegExp, more: object = {}) => ({
    code: "TRAIN_SUBMISSION",
    message: expect.stringMatching(message),
    ...more,
  });

  test("all that is wrong with predictions, at once", async () => {
    const name = changed("broken", (directory) => {
      rmSync(join(directory, "5.npy"));
      writeFileSync(
        join(directory, "6.npy"),
        npyBytes({ dtype: "float32", shape: [4, 3], data: new Float32Array(12).fill(7) }),
      );
    });
    const expected =
      /broken: there are 2 problems: 5\.npy: it is missing; 6\.npy: it is 7 at point 0, bin 0, and 11 other values/;
    await expect(evaluate(name)).rejects.toMatchObject(refused(expected, { instanceIds: [5, 6] }));
  });

  test("something else than was asked for", async () => {
    const expected = /task is "bin_seg_3d": expected "seg_3d".*; meta\.json: heightBins is \[1,4\]: expected \[0,5\]/;
    await expect(evaluate("bin_seg_3d", { task: "seg_3d", heightBins: [0, 5] })).rejects.toMatchObject(
      refused(expected),
    );
    await expect(evaluate("bin_seg_3d", { subset: "all" })).rejects.toMatchObject(
      refused(/subset is "val": expected "all"/),
    );
  });

  test("predictions of another dataset", async () => {
    const name = changed("other", (directory) => setMeta(directory, { fingerprint: "ab".repeat(32) }));
    await expect(evaluate(name)).rejects.toMatchObject(
      refused(/meta\.json: fingerprint is "abab.*: expected "[\da-f]{64}"/),
    );
  });

  test("a meta.json that is damaged", async () => {
    const name = changed("damaged", (directory) =>
      setMeta(directory, { task: "seg_4d", split: "../x", threshold: "0.5" }),
    );
    const expected = /task is the text "seg_4d".*split's name is "\.\.\/x".*threshold is the text "0\.5"/;
    await expect(evaluate(name)).rejects.toMatchObject(refused(expected));
    const torn = changed("torn", (directory) => writeFileSync(join(directory, "meta.json"), "{"));
    await expect(evaluate(torn)).rejects.toMatchObject(refused(/meta\.json: it is no JSON/));
  });

  test("no predictions, no split, no dataset", async () => {
    await expect(evaluate("nowhere")).rejects.toMatchObject(refused(/nowhere: there is no such directory/));
    await expect(evaluate("bin_seg_3d/5.npy")).rejects.toMatchObject(refused(/it is no directory/));
    const unsplit = changed("unsplit", (directory) => setMeta(directory, { split: "fold3" }));
    await expect(evaluate(unsplit)).rejects.toMatchObject(
      refused(/split is "fold3", and of the dataset: there is no split/),
    );
    await expect(evaluate("seg_3d", { dataset: at("none") })).rejects.toMatchObject({ code: "DATASET_NOT_FOUND" });
  });

  test("more height bins than the labels have", async () => {
    const name = changed("high", (directory) => setMeta(directory, { heightBins: [1, 9] }));
    await expect(evaluate(name)).rejects.toMatchObject(
      refused(/heightBins is \[1, 9\]: expected a range within the 5 bins/),
    );
  });

  test("wrong options", async () => {
    const wrong = (options: object) => expect(evaluate("seg_3d", options)).rejects;
    await wrong({ thresold: 1 }).toThrow(TypeError);
    await wrong({ task: "seg" }).toThrow(/task is the text "seg": expected one of/);
    await wrong({ threshold: 1 }).toThrow(RangeError);
    await wrong({ subset: "test" }).toThrow(TypeError);
    await wrong({ predictions: "" }).toThrow(TypeError);
    await wrong({ heightBins: [3, 1] }).toThrow(/height ?bins/i);
  });

  test("a threshold for classes", async () => {
    const wrong = evaluate("seg_3d", { threshold: 0.3 });
    await expect(wrong).rejects.toThrow(RangeError);
    await expect(wrong).rejects.toThrow("threshold is 0.3: expected none, for the predictions are classes (seg_3d)");
  });

  test("a directory that cannot be written", async () => {
    writeFileSync(at("file"), "");
    await expect(evaluate("seg_3d", { out: at("file") })).rejects.toMatchObject({ code: "TRAIN_IO" });
  });
});
