import { describe, expect, test } from "vitest";
import { coverageMap, type PlaceGroup } from "../../src/figures/index.ts";
import { placeOfText, svgElements, svgTexts } from "../support/svg.ts";

const at = (lat: number, lon: number): PlaceGroup => ({ name: "", lat: [lat], lon: [lon] });

/** Where the dot of a place is on the page; legend excluded. */
function dot(lat: number, lon: number): [number, number] {
  const svg = coverageMap([at(lat, lon)]);
  const { attributes, shift } = svgElements(svg).find(({ name }) => name === "circle")!;
  return [shift[0] + Number(attributes.cx), shift[1] + Number(attributes.cy)];
}

describe("dots", () => {
  test("lie where the projection has the place", () => {
    const [x0, y0] = dot(0, 0);
    const [east] = dot(0, 180);
    const [west] = dot(0, -180);
    expect((east + west) / 2).toBeCloseTo(x0, 1);
    expect(east - west).toBeCloseTo((180 * 72) / 25.4 - 46, 1);
    // By Python, from the polynomial of Šavrič, Patterson and Jenny (2019), in lengths of half the equator.
    const table = [
      [60, 180, 0.75336, 0.40209],
      [30, -90, -0.46769, 0.21907],
      [-45, 120, 0.57136, -0.31782],
      [90, 180, 0.59247, 0.48672],
    ] as const;
    for (const [lat, lon, right, up] of table) {
      const [x, y] = dot(lat, lon);
      expect((x - x0) / (east - x0)).toBeCloseTo(right, 3);
      expect((y0 - y) / (east - x0)).toBeCloseTo(up, 3);
    }
  });

  test("of any longitude: whole turns are taken off, and the antimeridian has two borders", () => {
    expect(dot(20, 190)).toEqual(dot(20, -170));
    expect(dot(20, 370)).toEqual(dot(20, 10));
    expect(dot(20, 179.99)[0] - dot(20, -179.99)[0]).toBeGreaterThan(400);
    expect(dot(20, 180)[0]).toBeGreaterThan(dot(20, 179.99)[0]);
    expect(dot(20, -180)[0]).toBeLessThan(dot(20, -179.99)[0]);
  });

  test("the labels of the graticule are beside its lines", () => {
    const svg = coverageMap([at(30, 0)]);
    const [, y] = dot(30, 0);
    // The border leans there: it stays clear of the lower edge of the label, too.
    const [right, baseline] = placeOfText(svg, "60° N");
    const border = [58, 58.5, 59].map((lat) => dot(lat, -180)).find(([, top]) => top <= baseline)!;
    expect(border[0] - right).toBeGreaterThan(3);
    expect(placeOfText(svg, "30° N")[1]).toBeCloseTo(y + 2.2, 1);
    expect(placeOfText(svg, "0°")[0]).toBeLessThan(40);
    expect(svgTexts(svg)).toEqual(expect.arrayContaining(["60° S", "120° W", "180°", "60° E"]));
    expect(svgTexts(coverageMap([at(30, 0)], { widthMm: 88 }))).toContain("90° W");
  });
});

test("groups have colours of their own, and a legend with their sizes", () => {
  const svg = coverageMap([
    { name: "training <1>", lat: Float32Array.of(1, 2, 3), lon: Float32Array.of(4, 5, 6) },
    { name: "validation", lat: [0], lon: [0] },
  ]);
  expect(svgTexts(svg)).toEqual(expect.arrayContaining(["training &lt;1&gt;: 3 patches", "validation: 1 patch"]));
  const circles = svgElements(svg).filter(({ name }) => name === "circle");
  expect(circles).toHaveLength(4 + 2);
  expect(new Set(svg.match(/<g fill="(#\w+)"/g)).size).toBe(2);
});

describe("cells", () => {
  const cellUnit = "in cells of about 560 km × 560 km:";

  test("of groups count all of them together, and the legend tells how many are in each", () => {
    const groups = [
      { ...at(1, 1), name: "training" },
      { name: "validation", lat: [1, 2, 40], lon: [1, 2, 40] },
    ];
    const texts = svgTexts(coverageMap(groups, { style: "cells" }));
    const expected = ["training: 1 patch", "validation: 3 patches", cellUnit, "1", "2", "3"];
    expect(texts.slice(-expected.length)).toEqual(expected);
  });

  test("count their places", () => {
    const group = { name: "", lat: [0, 1, 2, 44, 89.9, 90, -90], lon: [0, 1, 2, -180, 10, 20, 180] };
    const svg = coverageMap([group], { style: "cells" });
    expect(svgTexts(svg)).toEqual(expect.arrayContaining(["7 patches", cellUnit, "1", "2", "3"]));
    const cells = svgElements(svg).filter(({ attributes }) => attributes["fill-opacity"] === "0.9");
    expect(cells.map(({ attributes }) => attributes.d!.match(/M/g)!.length)).toEqual([2, 1, 1]);
  });

  test("on both sides of the antimeridian are at both borders", () => {
    const paths = [179.9, 180, -180, -179.9].map((lon) => {
      const svg = coverageMap([at(2, lon)], { style: "cells" });
      return svgElements(svg).find(({ attributes }) => attributes["fill-opacity"] === "0.9")!.attributes.d!;
    });
    expect(paths[1]).toBe(paths[2]);
    expect(paths[2]).toBe(paths[3]);
    expect(Number(/M([\d.]+)/.exec(paths[0]!)![1])).toBeGreaterThan(400);
    expect(Number(/M([\d.]+)/.exec(paths[3]!)![1])).toBeLessThan(20);
  });

  test("take over from dots for many places", () => {
    const many = { name: "", lat: new Float32Array(1501), lon: new Float32Array(1501) };
    expect(svgTexts(coverageMap([many]))).toContain(cellUnit);
    expect(svgTexts(coverageMap([many], { style: "dots" }))).not.toContain(cellUnit);
  });
});

test("a map without places is a map", () => {
  expect(svgTexts(coverageMap([{ name: "", lat: [], lon: [] }]))).toContain("0 patches");
  expect(coverageMap([], { style: "cells" })).toContain("0 patches");
});

test("the same places give the same text, without ids", () => {
  const draw = () => coverageMap([at(1, 2)], { title: "A & B" });
  expect(draw()).toBe(draw());
  expect(draw()).not.toMatch(/ id=/);
  expect(draw()).toContain("<title>A &amp; B</title>");
});

test.each<[string, () => string]>([
  ['places "a": lat[0] is 91', () => coverageMap([{ ...at(91, 0), name: "a" }])],
  ["lon[0] is NaN", () => coverageMap([at(0, Number.NaN)])],
  ["lon has 0 elements: expected 1", () => coverageMap([{ name: "", lat: [1], lon: [] }])],
  ["widthMm is 20", () => coverageMap([], { widthMm: 20 })],
  ["5 groups", () => coverageMap([1, 2, 3, 4, 5].map((lat) => at(lat, 0)))],
  ['style is "hexagons"', () => coverageMap([], { style: "hexagons" as "dots" })],
])("refused: %s", (message, draw) => {
  expect(draw).toThrow(RangeError);
  expect(draw).toThrow(message);
});

test("a misspelt option is refused", () => {
  expect(() => coverageMap([], { width: 88 } as object)).toThrow(TypeError);
});
