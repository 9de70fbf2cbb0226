import { cloudTypes } from "@atcs/colocate";
import { describe, expect, test } from "vitest";
import { type CurtainTrack, cloudMaskClasses, labelCurtain } from "../../src/figures/index.ts";
import { placeOfText, svgElements, svgImages, svgTexts } from "../support/svg.ts";

const bins = 40;
/** Bins of 500 m from 19,750 m downwards. */
const heights = Array.from({ length: bins }, (_, bin) => 19_750 - 500 * bin);

function track(lat: readonly number[], lon: readonly number[] = lat.map(() => 170)): CurtainTrack {
  return { count: lat.length, bins, lat, lon, height: lat.flatMap(() => heights) };
}

/** Values with a type in some bins. */
function values(count: number, ...cells: [point: number, km: number, type: number][]): Uint8Array {
  const all = new Uint8Array(count * bins);
  for (const [point, km, type] of cells) all[point * bins + Math.round(39.5 - 2 * km - 0.5)] = type;
  return all;
}

const opaque = (type: number): number[] => [...cloudTypes[type]!.rgb, 255];

describe("the picture", () => {
  const four = track([0, 1, 2, 3]);
  const cells: [number, number, number][] = [
    [0, 0, 4],
    [1, 10, 1],
    [3, 17.5, 8],
  ];
  const [at] = svgImages(labelCurtain(four, [{ title: "Labels", values: values(4, ...cells) }]));

  test("has the types at their heights", () => {
    expect(at!(0.125, 1 - 0.25 / 18)).toEqual(opaque(4));
    expect(at!(0.375, 1 - 10.25 / 18)).toEqual(opaque(1));
    expect(at!(0.875, 1 - 17.75 / 18)).toEqual(opaque(8));
  });

  test("and nothing above, below and beside them", () => {
    for (const [x, km] of [
      [0.125, 0.75],
      [0.375, 9.75],
      [0.375, 10.75],
      [0.24, 10.25],
      [0.51, 10.25],
      [0.74, 17.75],
    ] as const) {
      expect(at!(x, 1 - km / 18)).toEqual(opaque(0));
    }
  });

  test("unknown is grey, in the legend too", () => {
    const svg = labelCurtain(four, [{ title: "", values: values(4, [0, 5, 255]) }]);
    expect(svgImages(svg)[0]!(0.125, 1 - 5.25 / 18)).toEqual([210, 210, 210, 255]);
    expect(svgTexts(svg)).toContain("unknown");
    expect(svgTexts(labelCurtain(four, [{ title: "", values: values(4) }]))).not.toContain("unknown");
  });

  test("is transparent in gaps of the track and where there are no bins, which the legend calls no data", () => {
    const svg = labelCurtain(track([0, 1, 2, 8, 9]), [{ title: "", values: values(5) }]);
    expect(svgImages(svg)[0]!(0.5, 0.5)).toEqual([0, 0, 0, 0]);
    expect(svgImages(svg)[0]!(0.1, 0.5)).toEqual(opaque(0));
    expect(svgTexts(svg)).toContain("no data");
    const low = labelCurtain(four, [{ title: "", values: values(4) }], { heightRangeKm: [0, 25] });
    expect(svgImages(low)[0]!(0.5, 0.1)).toEqual([0, 0, 0, 0]);
    expect(svgImages(low)[0]!(0.5, 0.3)).toEqual(opaque(0));
  });
});

describe("axes", () => {
  const svg = labelCurtain(track([0, 1, 2, 3], [179, 179.5, -180, -179.5]), [{ title: "", values: values(4) }], {
    widthMm: 127,
    panelHeightMm: 25.4,
  });

  test("heights are where they say", () => {
    const frame = svgElements(svg).find(({ attributes }) => attributes.fill === "none" && attributes.height === "72")!;
    expect(placeOfText(svg, "0")[1] - 2.3).toBeCloseTo(frame.shift[1] + 72, 1);
    expect(placeOfText(svg, "10")[1] - 2.3).toBeCloseTo(frame.shift[1] + 72 * (8 / 18), 1);
  });

  test("distances are where they say, with the place below", () => {
    // Four steps of 124.3 km each, of which the first and last half reach beyond the points.
    const [x] = placeOfText(svg, "100");
    const stepKm = 6371 * 2 * Math.asin(Math.sqrt(Math.sin(Math.PI / 360) ** 2 + Math.sin(Math.PI / 720) ** 2));
    expect((x - 32) / (360 - 52)).toBeCloseTo((100 + stepKm / 2) / (4 * stepKm), 3);
    expect(svgTexts(svg)).toEqual(expect.arrayContaining(["distance along the track / km", "0.8° N", "179.4° E"]));
  });

  test("the place below the last tick is on the page, however near the end it is", () => {
    const lat = Array.from({ length: 21 }, (_, i) => (i * 200.02) / 20 / 111.195);
    const end = labelCurtain(
      track(
        lat,
        lat.map(() => -129.5),
      ),
      [{ title: "", values: values(21) }],
      { widthMm: 127 },
    );
    const [x] = placeOfText(end, "200");
    expect(x).toBeGreaterThan(325);
    // "129.50° W" is 30 points wide, and 35 in a wide font.
    expect(x + 35 / 2).toBeLessThan(360);
  });

  test("ticks of a very short track differ", () => {
    const lat = [0, 0.0001, 0.0002];
    const texts = svgTexts(labelCurtain(track(lat), [{ title: "", values: values(3) }]));
    expect(texts).toEqual(expect.arrayContaining(["0", "0.005", "0.01", "0.015", "0.02"]));
  });

  test("longitudes go over the antimeridian", () => {
    expect(svgTexts(svg)).toContain("179.8° W");
    expect(svgTexts(svg).filter((text) => text.startsWith("180.")).length).toBe(0);
  });

  test("the legend has the names and colours of the classes", () => {
    const names = cloudTypes.map(({ name }) => name);
    expect(svgTexts(svg).filter((text) => names.includes(text))).toEqual(names);
    const colours = svgElements(svg).flatMap(({ attributes }) => (attributes.width === "6.5" ? [attributes.fill] : []));
    expect(colours).toEqual(cloudTypes.map(({ rgb }) => `rgb(${rgb.join(",")})`));
  });
});

test("truth and prediction are one below the other, with the same axes", () => {
  const panels = [
    { title: "Labels", values: values(2, [0, 1, 1]) },
    { title: "Prediction <b>", values: values(2) },
  ];
  const svg = labelCurtain(track([0, 1]), panels, { classes: cloudMaskClasses });
  const images = svgElements(svg).filter(({ name }) => name === "image");
  expect(images).toHaveLength(2);
  expect(images[0]!.shift[0]).toBe(images[1]!.shift[0]);
  expect(images[1]!.shift[1] - images[0]!.shift[1]).toBeGreaterThan(Number(images[0]!.attributes.height));
  expect(svgTexts(svg)).toEqual(expect.arrayContaining(["Prediction &lt;b&gt;", "cloud", "no cloud"]));
  expect(labelCurtain(track([0, 1]), panels, { classes: cloudMaskClasses })).toBe(svg);
});

const two = track([0, 1]);
const panel = (cells: ArrayLike<number>) => [{ title: "P", values: cells }];
test.each<[string, () => string]>([
  ["no panel", () => labelCurtain(two, [])],
  ['the panel "P" has 3 elements: expected 80', () => labelCurtain(two, panel([1, 2, 3]))],
  ['the panel "P"[3] is 9: expected one of 0, 1', () => labelCurtain(two, panel(new Uint8Array(80).fill(9, 3, 4)))],
  ["lat of the track has 1 elements: expected 2", () => labelCurtain({ ...two, lat: [1] }, panel(new Uint8Array(80)))],
  ["height of the track has 0", () => labelCurtain({ ...two, height: [] }, panel(new Uint8Array(80)))],
  ["heightRangeKm is [5, 5]", () => labelCurtain(two, panel(new Uint8Array(80)), { heightRangeKm: [5, 5] })],
  ["panelHeightMm is 1", () => labelCurtain(two, panel(new Uint8Array(80)), { panelHeightMm: 1 })],
  ["the track has 1 points", () => labelCurtain(track([1]), panel(new Uint8Array(40)))],
])("refused: %s", (message, draw) => {
  expect(draw).toThrow(RangeError);
  expect(draw).toThrow(message);
});
