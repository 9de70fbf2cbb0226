import { beforeAll, describe, expect, test } from "vitest";
import type { ReportContent } from "../../src/report/content.ts";
import { reportHtml } from "../../src/report/report-html.ts";
import { readReportContent } from "../../src/report/write-report.ts";
import { temporaryFolder } from "../support/temporary.ts";
import { elements, elementsNamed } from "./_elements.ts";
import { epochMetrics, writeRun, writeTrackDataset } from "./_support.ts";

const folder = temporaryFolder();
let content: ReportContent;

beforeAll(async () => {
  const dataset = await writeTrackDataset(`${folder}/dataset`);
  content = await readReportContent(await writeRun(`${folder}/run`, dataset, "seg_3d"));
});

/** Names and texts of a value, put into something that must not become an element. */
function hostile<T>(value: T): T {
  const wrap = (text: string): string => `"><script>${text}</script>`;
  if (typeof value === "string") return wrap(value) as T;
  if (Array.isArray(value)) return value.map(hostile) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, hostile(inner)])) as T;
}

test("no text of a file becomes markup", () => {
  const { config, drawn } = content;
  const { dataset } = config;
  const groups = { '"><script>1</script>': content.evaluations[0]!.groups.surface! };
  const evaluations = hostile(content.evaluations).map((evaluation) => ({ ...evaluation, groups }));
  const html = reportHtml({
    ...hostile({ ...content, drawn: [] }),
    evaluations,
    environments: [[["<script>", "<script>"]]],
    config: { ...config, dataset: { ...dataset, path: "<script>", split: "<script>", fields: ["<script>"] } },
    drawn: drawn.map((one) => ({ ...one, place: "<script>" })),
  });
  expect(elements(html).some(({ name }) => name === "script")).toBe(false);
  expect(elementsNamed(html, "pre")[0]!.text).toContain("'<script>'");
});

test("the loss with its penalty has a curve of its own, where there is one", () => {
  const epochs = [1, 2, 3].map(epochMetrics);
  expect(reportHtml({ ...content, epochs })).not.toContain("with penalty");
  const penalised = epochs.map((each) => ({ ...each, train: { ...each.train, objective: 5 } }));
  expect(reportHtml({ ...content, epochs: penalised })).toContain("with penalty");
});

test("a long training makes no large page", () => {
  const epochs = Array.from({ length: 20_000 }, (_, i) => epochMetrics(i + 1));
  const groups = {
    surface: Object.fromEntries(
      Array.from({ length: 1000 }, (_, i) => [`g${i}`, content.evaluations[0]!.groups.surface!.unspecified!]),
    ),
  };
  const scores = content.evaluations[0]!.instances[0]!.scores;
  const instances = Array.from({ length: 5_000 }, (_, id) => ({ id, scores: { ...scores, dice: id / 5_000 } }));
  const evaluations = [{ ...content.evaluations[0]!, groups, instances }];
  const html = reportHtml({ ...content, epochs, evaluations, drawn: [] });
  expect(html.length).toBeLessThan(300_000);
  expect(html).toContain("960 more groups left out.");
  expect(elementsNamed(html, "caption").map(({ text }) => text)).toContain("Best instances");
});

test("the memory is the most of all epochs, however many there are", () => {
  const epochs = Array.from({ length: 2000 }, (_, i) => ({ ...epochMetrics(i + 1), memory: i === 1001 ? 9e9 : 1e9 }));
  const tiles = elementsNamed(reportHtml({ ...content, epochs }), "dd").map(({ text }) => text);
  expect(tiles).toContain("9 GBat most, at ends of epochs");
});

test("a small class weight is not shown as none, and one is not shown as many", () => {
  const { loss, engine, training } = content.config;
  const config = {
    ...content.config,
    loss: { ...loss, classWeights: [0.0000123456, 0, 2] },
    engine: { ...engine, workers: 1 },
    training: { ...training, evaluateEvery: 1 },
  };
  const rows = elementsNamed(reportHtml({ ...content, config }), "tr").map(({ text }) => text);
  expect(rows).toEqual(
    expect.arrayContaining([
      "class weights0.00001235, 0, 2",
      "enginecpu, 1 worker",
      "evaluationevery epoch, threshold 0.5",
      `statistics${config.dataset.statistics}`,
    ]),
  );
});

test("evaluations without a Dice are told from none", () => {
  const val = { loss: 1, dice: null, scores: {} };
  const unknown = [1, 2].map((epoch) => ({ ...epochMetrics(epoch), val, best: false }));
  expect(reportHtml({ ...content, epochs: unknown })).toContain("None of the evaluations has a Dice");
  expect(reportHtml({ ...content, epochs: unknown.map((each) => ({ ...each, val: null })) })).toContain(
    "None was evaluated.",
  );
});

describe("scores", () => {
  test("of several subsets are compared", () => {
    const evaluations = [content.evaluations[0]!, { ...content.evaluations[0]!, subset: "train" }];
    const html = reportHtml({ ...content, evaluations, drawn: [] });
    const rows = elementsNamed(html, "tr").map(({ text }) => text);
    expect(rows.some((text) => text.startsWith("train"))).toBe(true);
    expect(elementsNamed(html, "caption").map(({ text }) => text)).toContain("All evaluated subsets");
  });

  test("of the Dice are left out where the truth has no cloud", () => {
    const scores = { ...content.evaluations[0]!.groups.layers!.clear!, dice: 0, tp: 0, fn: 0 };
    const evaluations = [{ ...content.evaluations[0]!, groups: { layers: { clear: scores } } }];
    const html = reportHtml({ ...content, evaluations, drawn: [] });
    const row = elementsNamed(html, "tr").find(({ text }) => text.startsWith("clear"))!;
    expect(row.text).toMatch(/^clear\d+\u2013/);
  });
});
