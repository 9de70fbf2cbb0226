import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { npyBytes, openSource } from "@atcs/dataset";
import { beforeAll, describe, expect, test } from "vitest";
import { parseEvaluation } from "../../src/report/read-evaluation.ts";
import { readReportContent, writeReport } from "../../src/report/write-report.ts";
import { temporaryFolder } from "../support/temporary.ts";
import { elementsNamed } from "./_elements.ts";
import { epochMetrics, writeRun, writeTrackDataset } from "./_support.ts";

const folder = temporaryFolder();
const dataset = join(folder, "dataset");
const tasks = ["seg_3d", "bin_seg_3d", "bin_seg_2d"] as const;

beforeAll(async () => {
  await writeTrackDataset(dataset);
  for (const task of tasks) await writeRun(join(folder, task), dataset, task);
});

/** A copy of a run, with a change. */
function changed(name: string, change: (run: string) => void): string {
  const run = join(folder, name);
  cpSync(join(folder, "seg_3d"), run, { recursive: true });
  change(run);
  return run;
}

const notesOf = (html: string): string[] =>
  elementsNamed(html, "p").flatMap(({ attributes, text }) => (attributes.class === "muted" ? [text] : []));

describe.each(tasks)("the report of a run of %s", (task) => {
  let html: string;

  beforeAll(async () => {
    html = readFileSync(await writeReport(join(folder, task)), "utf8");
  });

  test("has its sections, scores and figures", () => {
    const titles = elementsNamed(html, "h2").map(({ text }) => text);
    expect(titles).toEqual([
      ...["Scores", "Curves", ...(task === "bin_seg_2d" ? [] : ["By height"]), "Classes", "Break-downs", "Instances"],
      ...["Configuration", "Speed and environment"],
    ]);
    const evaluation = JSON.parse(readFileSync(join(folder, task, "evaluation/val/evaluation.json"), "utf8"));
    expect(elementsNamed(html, "dd")[0]!.text).toBe(evaluation.overall.dice.toFixed(3));
    const headings = elementsNamed(html, "h3").filter(({ text }) => text.startsWith("Instance"));
    expect(headings).toHaveLength(5);
    const curtains = elementsNamed(html, "svg").filter(({ text }) => text.includes("Truth"));
    expect(curtains).toHaveLength(5);
    const images = task === "bin_seg_2d" ? [2, 1] : [2, 1, 1];
    expect(elementsNamed(html, "image")).toHaveLength(5 * images.reduce((sum, n) => sum + n));
    expect(notesOf(html).filter((text) => /not|no /.test(text) && text.startsWith("Instance"))).toEqual([]);
  });

  test("is the same each time, and nothing else is left behind", async () => {
    expect(readFileSync(await writeReport(join(folder, task)), "utf8")).toBe(html);
    expect(readdirSync(join(folder, task)).sort()).toEqual([
      ...["config.json", "environment.json", "evaluation", "metrics.jsonl", "predictions", "report.html"],
    ]);
  });
});

test("heights are those of the chosen bins", async () => {
  const { heightsKm } = await readReportContent(join(folder, "seg_3d"));
  expect(heightsKm).toEqual([7.5, 6, 4.5, 3]);
});

test("a run that has only begun has a report too", async () => {
  const run = changed("begun", (path) => {
    for (const name of readdirSync(path)) if (name !== "config.json") rmSync(join(path, name), { recursive: true });
  });
  const html = readFileSync(await writeReport(run), "utf8");
  expect(notesOf(html)).toEqual(
    expect.arrayContaining([
      "No epoch is complete yet.",
      "There is no evaluation in the run: make one with `atcs evaluate`.",
      "The run does not say what it was made with.",
    ]),
  );
});

test("without an evaluation the scores are those of the best epoch", async () => {
  const run = changed("unevaluated", (path) => rmSync(join(path, "evaluation"), { recursive: true }));
  const html = readFileSync(await writeReport(run), "utf8");
  expect(elementsNamed(html, "dd")[0]!.text).toBe("0.500");
  expect(elementsNamed(html, "p").map(({ text }) => text)).toContain(
    "3 of 3 epochs are complete. The best validation Dice is 0.500, of epoch 2.",
  );
});

describe("what is missing for figures is told", () => {
  test("a dataset", async () => {
    const run = changed("no-dataset", (path) => {
      const text = readFileSync(join(path, "config.json"), "utf8");
      writeFileSync(join(path, "config.json"), text.replaceAll(dataset, "/nowhere/else"));
    });
    const { drawn, notDrawn } = await readReportContent(run);
    expect(drawn).toEqual([]);
    expect(notDrawn).toEqual([expect.stringMatching(/^There are no figures of instances: \/nowhere\/else.*\.$/)]);
    expect(readFileSync(await writeReport(run), "utf8")).toContain("bins are counted from the lowest one");
  });

  test.each<[string, (file: string) => void, RegExp]>([
    ["a prediction that is not there", (file) => rmSync(file), /there is no prediction of it in the run/],
    [
      "one that was made anew",
      (file) => writeFileSync(file, npyBytes({ dtype: "uint8", shape: [4, 4], data: new Uint8Array(16).fill(8) })),
      /is not the one that was scored: evaluate the run again/,
    ],
    [
      "one of another kind",
      (file) => writeFileSync(file, npyBytes({ dtype: "float32", shape: [4, 4], data: new Float32Array(16) })),
      /does not fit its labels/,
    ],
    ["a damaged one", (file) => writeFileSync(file, "x"), /npy/],
  ])("%s", async (name, change, expected) => {
    const run = changed(name, (path) => {
      const { id } = worstOf(path);
      change(join(path, "predictions", "val", `${id}.npy`));
    });
    const { drawn, notDrawn } = await readReportContent(run);
    expect(drawn).toHaveLength(4);
    expect(notDrawn).toEqual([expect.stringMatching(expected)]);
    expect(notDrawn[0]).toMatch(new RegExp(`^Instance ${worstOf(run).id} `));
  });
});

test("one damaged instance does not keep the others from being drawn", async () => {
  const other = join(folder, "damaged-dataset");
  cpSync(dataset, other, { recursive: true });
  const run = changed("damaged-labels", (path) => {
    const text = readFileSync(join(path, "config.json"), "utf8");
    writeFileSync(join(path, "config.json"), text.replaceAll(dataset, other));
  });
  const { id } = worstOf(run);
  const { source } = await openSource(other);
  writeFileSync(join(other, source.info(id).outputPath), "x");
  await source.close();
  const { drawn, notDrawn } = await readReportContent(run);
  expect(drawn).toHaveLength(4);
  expect(notDrawn).toEqual([
    expect.stringMatching(new RegExp(`^Instance ${id} is not drawn: .*damaged-dataset.*\\.$`)),
  ]);
});

function worstOf(run: string): { id: number } {
  const { instances } = JSON.parse(readFileSync(join(run, "evaluation/val/evaluation.json"), "utf8"));
  return instances.toSorted((a: Scored, b: Scored) => a.scores.dice - b.scores.dice || a.id - b.id)[0];
}

interface Scored {
  readonly id: number;
  readonly scores: { readonly dice: number };
}

describe("what is damaged is named", () => {
  test.each<[string, string, string, RegExp]>([
    [
      "an evaluation that is no JSON",
      "evaluation/val/evaluation.json",
      "{",
      /it is no JSON .*: make it again with `atcs evaluate`/,
    ],
    [
      "of another task",
      "evaluation/val/evaluation.json",
      '{"task":"bin_seg_3d"}',
      /task is "bin_seg_3d", and the run is of seg_3d/,
    ],
    ["without scores", "evaluation/val/evaluation.json", '{"task":"seg_3d","overall":{}}', /overall holds no scores/],
    ["metrics", "metrics.jsonl", '{"epoch":1}\n', /line 1 is damaged: expected the metrics of an epoch/],
    [
      "metrics without scores",
      "metrics.jsonl",
      `${JSON.stringify({ ...epochMetrics(2), val: { loss: 1, dice: 1, scores: null } })}\n`,
      /line 1 is damaged: expected the metrics of an epoch/,
    ],
  ])("%s", async (name, file, content, message) => {
    const run = changed(name, (path) => writeFileSync(join(path, file), content));
    await expect(writeReport(run)).rejects.toThrow(
      expect.objectContaining({ code: "TRAIN_RUN", file: join(run, file), problem: expect.stringMatching(message) }),
    );
  });

  test.each<[(typeof tasks)[number], object]>([
    ["seg_3d", { mean: null }],
    ["seg_3d", { confusionMatrix: [[1]] }],
    ["bin_seg_3d", { heightBins: [{ bin: 0 }] }],
    ["bin_seg_3d", { classes: [{}], confusionMatrix: [[]] }],
    ["bin_seg_2d", { heightBins: [] }],
  ])("scores of %s with %j", (task, change) => {
    const file = join(folder, task, "evaluation/val/evaluation.json");
    const evaluation = JSON.parse(readFileSync(file, "utf8"));
    const place = { file, subset: "val", task };
    expect(parseEvaluation(JSON.stringify(evaluation), place).overall).toEqual(evaluation.overall);
    const wrong = JSON.stringify({ ...evaluation, overall: { ...evaluation.overall, ...change } });
    expect(() => parseEvaluation(wrong, place)).toThrow(/overall holds no scores of the task: make it again/);
  });

  test("what is no run, and wrong arguments", async () => {
    await expect(writeReport(dataset)).rejects.toMatchObject({ code: "TRAIN_RUN", file: dataset });
    await expect(writeReport(dataset, { sginal: 1 } as object)).rejects.toThrow(TypeError);
    const signal = AbortSignal.abort(new Error("stop"));
    await expect(writeReport(join(folder, "seg_3d"), { signal })).rejects.toThrow("stop");
  });
});
