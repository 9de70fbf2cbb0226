import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AtcsDataset } from "@atcs/dataset";
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { type BuildLeaderboardOptions, type BuiltLeaderboard, buildLeaderboard } from "../../src/leaderboard/build.ts";
import { elements, elementsNamed } from "../report/_elements.ts";
import { writeSmallDataset } from "../support/small-dataset.ts";
import { temporaryFolder } from "../support/temporary.ts";
import { editAbout, readAbout, writeSubmission } from "./_support.ts";

const folder = temporaryFolder();
const at = (name: string): string => join(folder, name);
const dataset = at("dataset");
const out = at("leaderboard");

beforeAll(async () => {
  await writeSmallDataset(dataset);
  await writeSubmission(at("good"), dataset, { name: "Good", errors: 0.05, model: "a" });
  await writeSubmission(at("poor"), dataset, { name: "Poor", errors: 0.45, model: "b" });
  await writeSubmission(at("cut"), dataset, { name: "Cut", heightBins: [1, 4] });
  await writeSubmission(at("types"), dataset, { name: "Types", task: "seg_3d" });
  await writeSubmission(at("flat"), dataset, { name: "Flat", task: "bin_seg_2d" });
});

afterEach(() => vi.restoreAllMocks());

const build = (submissions: string[], options: Partial<BuildLeaderboardOptions> = {}): Promise<BuiltLeaderboard> =>
  buildLeaderboard({ submissions: submissions.map(at), dataset, out, ...options });
const html = (): string => readFileSync(join(out, "index.html"), "utf8");
const markdown = (): string => readFileSync(join(out, "leaderboard.md"), "utf8");
const namesOf = ({ groups }: BuiltLeaderboard): string[][] =>
  groups.map(({ entries }) => entries.map(({ about }) => about.name));
/** Cells of the rows of the first table of Markdown, without its head. */
const rows = (): string[][] =>
  markdown()
    .split("\n")
    .filter((line) => /^\| \d+ \|/.test(line))
    .map((line) => line.slice(2, -2).split(" | "));

function copy(name: string, original = "good"): string {
  rmSync(at(name), { recursive: true, force: true });
  cpSync(at(original), at(name), { recursive: true });
  return at(name);
}

describe("a leaderboard", () => {
  test("is sorted by a score, the best first", async () => {
    const built = await build(["poor", "good"]);
    expect(built).toMatchObject({ directory: out, files: ["index.html", "leaderboard.md"], refused: [] });
    expect(readdirSync(out).sort()).toEqual(["index.html", "leaderboard.md"]);
    expect(namesOf(built)).toEqual([["Good", "Poor"]]);
    const { dice } = readAbout(at("good")).scores;
    expect(rows()[0]!.slice(0, 3)).toEqual(["1", "Good", dice!.toFixed(3)]);
    expect(elementsNamed(html(), "td")[0]!.text).toBe(dice!.toFixed(3));
    expect(elementsNamed(html(), "th").filter(({ attributes }) => attributes.scope === "row")[0]!.text).toBe("1. Good");
  });

  test("is sorted the other way round by offsets", async () => {
    const metric = "cloud_top_height_bin_offset";
    const [{ entries, metric: used }] = (await build(["good", "poor"], { metric })).groups as [
      BuiltLeaderboard["groups"][0],
    ];
    const [best, worst] = entries.map(({ scores }) => scores[metric]!);
    expect(used.name).toBe(metric);
    expect(best).toBeLessThanOrEqual(worst!);
    expect(rows()[0]![2]).toBe(best!.toFixed(2));
    expect(markdown()).toContain("Sorted by cloud top offset, bins, the least first.");
  });

  test("does not mix tasks, height bins and splits", async () => {
    const built = await build(["flat", "types", "cut", "poor", "good"], { metric: "cloud_scenario_accuracy" });
    expect(namesOf(built)).toEqual([["Flat"], ["Good", "Poor"], ["Cut"], ["Types"]]);
    expect(built.groups.map(({ metric }) => metric.name)).toEqual(["dice", "dice", "dice", "cloud_scenario_accuracy"]);
    const titles = elementsNamed(html(), "h2").map(({ text }) => text);
    expect(titles).toEqual([
      "bin_seg_2d, height bins 0 to 4, split default (val)",
      "bin_seg_3d, height bins 0 to 4, split default (val)",
      "bin_seg_3d, height bins 1 to 3, split default (val)",
      "seg_3d, height bins 0 to 4, split default (val)",
    ]);
    expect(html()).toContain("The task does not have cloud_scenario_accuracy.");
    expect(markdown().match(/^## /gm)).toHaveLength(4);
  });

  test("of several tasks reads all labels for their fingerprint once", async () => {
    const fingerprint = vi.spyOn(AtcsDataset.prototype, "fingerprint");
    expect((await build(["flat", "types", "cut", "good"])).groups).toHaveLength(4);
    expect(fingerprint).toHaveBeenCalledTimes(1);
  });

  test("has break-downs and heights of each submission", async () => {
    await build(["good", "poor"]);
    const headings = elementsNamed(html(), "h3").map(({ text }) => text);
    expect(headings).toContain("Dice by latitude, degrees north");
    expect(headings).toContain("Dice by surface");
    const heights = elementsNamed(html(), "svg").find(({ text }) => text.includes("Dice by height"));
    expect(heights?.text).toMatch(/height \/ km.*Good.*Poor|Good.*Poor.*height \/ km/s);
  });

  test("is the same each time, whatever the order of submissions", async () => {
    await build(["good", "poor", "types"]);
    const before = [html(), markdown()];
    await build(["types", "poor", "good"]);
    expect([html(), markdown()]).toEqual(before);
  });

  test("of no submission says so", async () => {
    expect((await build([])).groups).toEqual([]);
    expect(markdown()).toBe("# Leaderboard\n\nThere is no submission yet.\n");
    expect(elementsNamed(html(), "p").some(({ text }) => text === "There is no submission yet.")).toBe(true);
  });
});

describe("a submission that is refused", () => {
  test("is left out, and why is told", async () => {
    const forged = copy("forged");
    editAbout(forged, (about) => ({ ...about, scores: { ...about.scores, dice: 1 } }));
    const built = await build(["forged", "poor"]);
    expect(namesOf(built)).toEqual([["Poor"]]);
    expect(built.refused).toEqual([
      {
        directory: forged,
        problems: [expect.objectContaining({ problem: expect.stringMatching(/scores\.dice is 1/) })],
      },
    ]);
    expect(html()).toContain("One submission was refused.");
    expect(html()).not.toContain("Good");
  });

  test("stands as it says without verification, and is marked", async () => {
    const forged = copy("forged");
    editAbout(forged, (about) => ({ ...about, scores: { ...about.scores, dice: 1 } }));
    const built = await build(["forged", "poor"], { verify: false, dataset: undefined });
    expect(namesOf(built)).toEqual([["Good", "Poor"]]);
    expect(rows()[0]!.slice(1, 3)).toEqual(["Good (not verified)", "1.000"]);
    expect(markdown()).toContain("2 of 2 submissions were not verified");
    expect(elementsNamed(html(), "h3").map(({ text }) => text)).toEqual(["Submissions"]);
    writeFileSync(join(forged, "submission.json"), "{}");
    expect((await build(["forged"], { verify: false })).refused).toHaveLength(1);
  });
});

test("a score beyond all bounds is refused, and does not take the leaderboard down", async () => {
  const endless = copy("endless");
  const metric = "cloud_top_height_bin_offset";
  editAbout(endless, (about) => ({ ...about, scores: { ...about.scores, [metric]: 1.79e308 } }));
  const built = await build(["endless", "poor"], { verify: false, metric });
  expect(namesOf(built)).toEqual([["Poor"]]);
  expect(built.refused[0]!.problems[0]!.problem).toMatch(
    /^scores is an object: expected .* a number up to 9007199254740991/,
  );
});

test("what the charts leave out is told", async () => {
  const about = { authors: "A", description: "D" };
  for (let i = 0; i < 7; i++) editAbout(copy(`number-${i}`), (all) => ({ ...all, ...about, name: `Number ${i}` }));
  const seven = Array.from({ length: 7 }, (_, i) => `number-${i}`);
  await build(seven);
  expect(elementsNamed(html(), "p").map(({ text }) => text)).toContain("Drawn are lines of the first 6 submissions.");
  await build(seven.slice(0, 6));
  expect(html()).not.toContain("Drawn are");
});

test("texts of submissions are only text", async () => {
  const hostile = copy("hostile");
  const name = '</td><script>alert(1)</script> | [x](javascript:alert(1)) *b* `c` "onload=';
  const texts = {
    name,
    authors: "<img src=x onerror=alert(1)>",
    description: "# | a\\| <!-- ",
    url: "https://e.org/(|)?a=1&b=2",
  };
  const model = { name: "<b>&amp;</b>|" };
  editAbout(hostile, (about) => ({ ...about, ...texts, model }));
  await build(["hostile", "good"], { verify: false, title: "<i>T</i> | $x$" });
  const page = html();
  expect(elements(page).filter(({ name: tag }) => ["script", "img", "b", "i"].includes(tag))).toEqual([]);
  expect(elementsNamed(page, "strong").map(({ text }) => text)).toContain(name);
  const links = elementsNamed(page, "a").filter(({ attributes }) => attributes.rel !== undefined);
  expect(links.map(({ attributes }) => attributes.href)).toEqual([texts.url]);
  const lines = markdown().split("\n");
  expect(lines[0]).toBe("# &lt;i&gt;T&lt;/i&gt; \\| \\$x\\$");
  // Unescaped bars end cells: each row has as many as the head.
  const cells = lines.filter((line) => line.startsWith("|")).map((line) => line.match(/(?<!\\)\|/g)!.length);
  expect(new Set(cells).size).toBe(1);
  expect(markdown()).not.toMatch(/<script|<img|\]\(javascript/);
  expect(markdown()).toContain("](<https://e.org/(%7C)?a=1&b=2>)");
});

describe("bad input is told", () => {
  test.each<[Partial<BuildLeaderboardOptions>, RegExp]>([
    [{ metric: "style" }, /metric is the text "style": expected one of "dice", "iou"/],
    [{ dataset: undefined }, /dataset is undefined: expected a directory or URL, to verify/],
    [{ submissions: "x" as unknown as string[] }, /submissions is the text "x": expected a list/],
    [{ submissions: [3] as unknown as string[] }, /submissions\[0\] is 3/],
    [{ titel: "x" } as object, /no option "titel"/],
    [{ title: "" }, /title is the text ""/],
  ])("%j", async (options, message) => {
    const wrong = buildLeaderboard({ submissions: [at("good")], dataset, out: at("none"), ...options });
    await expect(wrong).rejects.toThrow(message);
    await expect(wrong).rejects.toThrow(TypeError);
    expect(existsSync(at("none"))).toBe(false);
  });

  test("a submission twice, or none", async () => {
    await expect(build(["good", "../x", "good/."])).rejects.toThrow(RangeError);
    await expect(build(["nowhere"])).rejects.toMatchObject({ code: "TRAIN_SUBMISSION" });
    await expect(build(["nowhere"], { verify: false })).rejects.toMatchObject({ code: "TRAIN_SUBMISSION" });
    await expect(build(["good"], { signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow("enough");
  });
});
