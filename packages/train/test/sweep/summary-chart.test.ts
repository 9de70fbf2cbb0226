import { describe, expect, test } from "vitest";
import { scoreStatistics } from "../../src/sweep/score-statistics.ts";
import type { SweepSummary } from "../../src/sweep/summarize-sweep.ts";
import { summaryChart } from "../../src/sweep/summary-chart.ts";
import { summaryTable } from "../../src/sweep/summary-table.ts";
import { elementsNamed, numbersIn } from "../report/_elements.ts";

/** A summary of variants with the scores of their seeds, each with so many angles. */
function summaryOf(
  isOverAngles: boolean,
  dices: Readonly<Record<string, readonly number[]>>,
  angles: readonly number[],
): SweepSummary {
  const names = Object.entries(dices);
  return {
    ...{ version: 1, dataset: "/data/first_1", isOverAngles },
    variants: names.map(([name, values], i) => {
      const dice = scoreStatistics(values);
      const slots = Array.from({ length: angles[i]! }, (_, slot) => slot);
      return { name, angles: slots, complete: values.length, runs: 3, scores: dice === null ? {} : { dice } };
    }),
    runs: names.flatMap(([variant, values]) =>
      values.map((dice, seed) => ({
        ...{ name: `${variant}-seed-${seed}`, variant, seed, status: "complete" as const, epochs: 5 },
        ...{ best: { epoch: 3, scores: { dice } }, seconds: 100, error: null },
      })),
    ),
  };
}

const overAngles = summaryOf(true, { d: [0.5, 0.6, 0.7], a: [0.1, 0.3, 0.2], b: [0.4] }, [16, 1, 4]);

describe("the drawing of a sweep", () => {
  test("over angles: a dot for each seed, a line through the means in the order of the angles, error bars", () => {
    const svg = summaryChart(overAngles);
    const texts = elementsNamed(svg, "text").map(({ text }) => text);
    expect(texts).toEqual(expect.arrayContaining(["view angles", "validation Dice", "1", "4", "16", "seeds"]));
    const dots = elementsNamed(svg, "circle").filter(
      ({ attributes }) => attributes.r === "3" && attributes.stroke === "none",
    );
    expect(dots).toHaveLength(7);
    const lines = elementsNamed(svg, "path").filter(
      ({ attributes: { class: c, d } }) => c === "series-0" && d!.includes("L"),
    );
    expect(lines).toHaveLength(1);
    const [x1, y1, x4, y4, x16, y16] = numbersIn(lines[0]!.attributes.d) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    // A factor of four is the same length everywhere.
    expect((x4 - x1) / (x16 - x1)).toBeCloseTo(0.5, 2);
    expect((y4 - y1) / (y16 - y1)).toBeCloseTo((0.4 - 0.2) / (0.6 - 0.2), 1);
    const bars = elementsNamed(svg, "path").filter(({ attributes }) => attributes["stroke-width"] === "1.5");
    expect(bars).toHaveLength(2);
    const [, low, high] = numbersIn(bars[0]!.attributes.d) as [number, number, number];
    // One standard deviation, 0.1, to each side.
    expect((low - high) / (y1 - y16)).toBeCloseTo(0.2 / 0.4, 2);
  });

  test("over bands: a bar for each, from 0", () => {
    const svg = summaryChart(summaryOf(false, { tri1: [0.2, 0.3], tri2: [0.4], none: [] }, [16, 16, 16]));
    const texts = elementsNamed(svg, "text").map(({ text }) => text);
    expect(texts).toEqual(expect.arrayContaining(["tri1", "tri2", "0.250 ± 0.071", "0.400", "no data"]));
    const bars = elementsNamed(svg, "rect").filter(({ attributes }) => attributes.class === "filled-0");
    const widths = bars.map(({ attributes }) => Number(attributes.width));
    expect(widths[0]! / widths[1]!).toBeCloseTo(0.25 / 0.4, 2);
    expect(widths[2]).toBe(0);
    expect(elementsNamed(svg, "path").filter(({ attributes }) => attributes.class === "whisker")).toHaveLength(1);
  });

  test.each([true, false])("of nothing says so", (isOverAngles) => {
    expect(summaryChart(summaryOf(isOverAngles, { a: [], b: [] }, [1, 2]))).toContain("no data");
  });
});

describe("the table of a sweep", () => {
  test("has a line for each variant and each run, and columns that something is in", () => {
    const text = summaryTable(overAngles);
    expect(text).toContain("| variant | angles | runs | Dice | least | most |\n|---|---:|---:|---:|---:|---:|\n");
    expect(text).toContain("| d | 16 | 3 | 0.600 ± 0.100 | 0.500 | 0.700 |");
    expect(text).toContain("| b | 4 | 1 of 3 | 0.400 | 0.400 | 0.400 |");
    expect(text).toContain("| d-seed-1 | 1 | complete | 5 | 3 | 0.600 | 2 min |");
    expect(text).toContain("/data/first\\_1. All 7 runs are complete.");
  });

  test("is not broken by what a message has in it", () => {
    const [run, ...rest] = overAngles.runs;
    const error = { code: "TRAIN_LOSS", message: "a|b\n<script>" };
    const text = summaryTable({ ...overAngles, runs: [{ ...run!, status: "failed", error }, ...rest] });
    expect(text).toContain("| failed: a\\|b \\<script> |");
    expect(text).toContain("6 of 7 runs are complete.");
  });
});
