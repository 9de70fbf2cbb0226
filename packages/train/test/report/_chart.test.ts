import { describe, expect, test } from "vitest";
import { lineChart } from "../../src/report/_chart.ts";
import { elements, elementsNamed, numbersIn } from "./_elements.ts";

const labels = { title: "Skill", xLabel: "angles", yLabel: "Dice" };
const points = (...ys: (number | null)[]) => ys.map((y, i) => ({ x: i, y }));
const pathsOf = (svg: string, series: number): string[] =>
  elementsNamed(svg, "path").flatMap(({ attributes }) =>
    attributes.class === `series-${series}` && attributes.d!.includes("L") ? [attributes.d!] : [],
  );

describe("a line chart", () => {
  test("has its points at the places of their numbers", () => {
    const options = { ...labels, xRange: [0, 2], yRange: [0, 1] } as const;
    const { text } = lineChart([{ name: "a", points: points(0, 0.25, 1) }], options);
    const [x0, y0, x1, y1, x2, y2] = numbersIn(pathsOf(text, 0)[0]) as [number, number, number, number, number, number];
    expect((x1 - x0) / (x2 - x0)).toBeCloseTo(0.5, 2);
    expect((y1 - y0) / (y2 - y0)).toBeCloseTo(0.25, 2);
    expect(y2).toBeLessThan(y0);
    const texts = elementsNamed(text, "text").map((element) => element.text);
    for (const expected of ["Skill", "angles", "Dice", "0.5"]) expect(texts).toContain(expected);
  });

  test.each([null, Number.NaN, Number.POSITIVE_INFINITY])("has a gap at %s", (missing) => {
    const { text } = lineChart([{ name: "a", points: points(0, 1, missing, 1, 0) }], labels);
    expect(pathsOf(text, 0)[0]!.match(/M/g)).toHaveLength(2);
    expect(text).not.toMatch(/NaN|Infinity/);
  });

  test("has a legend for several series, a dot for a lone point, and says when there is nothing", () => {
    const two = [
      { name: "training", points: points(1, 2) },
      { name: "validation", points: points(3) },
    ];
    const { text } = lineChart(two, labels);
    const texts = elementsNamed(text, "text").map((element) => element.text);
    expect(texts).toEqual(expect.arrayContaining(["training", "validation"]));
    expect(elementsNamed(text, "circle")).toHaveLength(1);
    const alone = lineChart([{ name: "training", points: [] }], labels).text;
    const shown = elementsNamed(alone, "text").map((element) => element.text);
    expect(shown).toContain("no data");
    expect(shown).not.toContain("training");
  });

  test("has error bars from their low to their high ends", () => {
    const series = {
      name: "mean",
      look: "both",
      points: [
        { x: 1, y: 0.5, low: 0.4, high: 0.8 },
        { x: 2, y: 0.5 },
      ],
    } as const;
    const { text } = lineChart([series], { ...labels, xScale: "log", xTicks: [1, 2], yRange: [0, 1] });
    const bars = elementsNamed(text, "path").filter(({ attributes }) => attributes["stroke-width"] === "1.5");
    const [, low, high] = numbersIn(bars[0]!.attributes.d) as [number, number, number];
    const circle = elementsNamed(text, "circle")[0]!;
    const middle = Number(circle.attributes.cy);
    expect(bars).toHaveLength(1);
    expect((middle - high) / (low - middle)).toBeCloseTo(3, 1);
    expect(circle.text).toBe("mean: 1, 0.5");
  });

  test("writes no label of a tick over another", () => {
    const xTicks = Array.from({ length: 16 }, (_, i) => i + 1);
    const series = [{ name: "a", points: xTicks.map((x) => ({ x, y: x })) }];
    const { text } = lineChart(series, { ...labels, xScale: "log", xTicks });
    const below = elementsNamed(text, "text").filter(
      ({ attributes }) => attributes["text-anchor"] === "middle" && attributes["font-size"] === "11",
    );
    expect(below.map((element) => element.text)).toEqual(expect.arrayContaining(["1", "2", "4", "8"]));
    const places = below.map(({ text: name, attributes }) => ({ x: Number(attributes.x), half: 3 * name.length }));
    for (const [i, { x, half }] of places.slice(1).entries()) {
      expect(x - half).toBeGreaterThan(places[i]!.x + places[i]!.half);
    }
  });

  test("stays within its size with long names, and is well-formed", () => {
    const series = Array.from({ length: 9 }, (_, i) => ({ name: `<${"long ".repeat(30)}${i}>`, points: points(i, 1) }));
    const { text } = lineChart(series, { ...labels, title: "<b>".repeat(50), height: 500 });
    for (const { attributes } of elementsNamed(text, "text")) {
      expect(Number(attributes.x)).toBeLessThanOrEqual(360);
      expect(Number(attributes.y)).toBeLessThanOrEqual(500);
    }
    expect(elements(text).some(({ name }) => name === "b")).toBe(false);
  });
});
