import { describe, expect, test } from "vitest";
import { load } from "./_load.ts";

interface Markup {
  readonly text: string;
}
type Point = readonly [number | null, number | null];
const { barChart, lineChart } = await load<{
  barChart(title: string, bars: readonly object[]): Markup;
  lineChart(title: string, options: object): Markup;
}>("report/charts.mjs");

const draw = (...points: readonly Point[]): string =>
  lineChart("Dice", { xLabel: "x", yLabel: "y", series: [{ name: "a", color: 0, points }] }).text;

/** Data of the lines; the last one is of the legend. */
const linesOf = (svg: string): string[] =>
  [...svg.matchAll(/class="line-0"[^>]* d="([^"]*)"/g)].map(([, d]) => d!).slice(0, -1);

/** Labels of ticks below the drawing and beside it. */
const ticksOf = (svg: string, anchor: string): number[] =>
  [...svg.matchAll(new RegExp(`text-anchor="${anchor}">(-?[\\d.]+)<`, "g"))].map(([, label]) => Number(label));

describe("a line chart of the demo", () => {
  test("has ticks from at or below its values to at or above them", () => {
    const svg = draw([1, 0.13], [7, 0.58]);
    expect(ticksOf(svg, "middle")).toEqual([0, 2, 4, 6, 8]);
    expect(ticksOf(svg, "end")).toEqual([0.1, 0.2, 0.3, 0.4, 0.5, 0.6]);
  });

  test("breaks its line at a gap", () => {
    const [line] = linesOf(draw([1, 0.1], [2, null], [3, 0.3], [4, 0.2]));
    expect(line?.replace(/[\d. ]+/g, "")).toBe("MML");
  });

  test.each([
    [0.3, 0.3],
    [0, 0],
    [1e9, 1e9 + 2 ** -23],
    [0.325, 0.325 + 2 ** -54],
  ])("has different ticks for values as close as %d and %d", (low, high) => {
    const svg = draw([1, low], [2, high]);
    const ticks = ticksOf(svg, "end");
    expect(ticks.length).toBeGreaterThan(1);
    expect(new Set(ticks).size).toBe(ticks.length);
    expect(svg).not.toMatch(/NaN|Infinity/);
  });
});

test("bars are as long as their values, and names are escaped", () => {
  const bars = [0.5, 1].map((value) => ({ name: "<b>", value, interval: [value - 0.1, value], color: 0 }));
  const { text } = barChart("Dice", bars);
  const widths = [...text.matchAll(/<rect[^>]* width="([\d.]+)"/g)].map(([, width]) => Number(width));
  expect(widths[0]! / widths[1]!).toBeCloseTo(0.5);
  expect(text).toContain("&lt;b&gt;");
  expect(text).not.toContain("<b>");
});
