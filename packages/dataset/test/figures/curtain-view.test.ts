import { cloudTypes } from "@atcs/colocate";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { axonometry, viewpointFor } from "../../src/figures/_axonometry.ts";
import { textWidth } from "../../src/figures/_text-width.ts";
import { type CurtainViewContent, type CurtainViewOptions, curtainView } from "../../src/figures/index.ts";
import { placeOfText, svgElements, svgTexts } from "../support/svg.ts";

/** A track from south to north through the middle of an image of 10 by 10 pixels; three bins of 1 km each. */
const content: CurtainViewContent = {
  image: { width: 10, height: 10, rgba: new Uint8Array(400).fill(255) },
  count: 4,
  bins: 3,
  positions: [8, 4.5, 7, 4.5, 6, 4.5, 5, 4.5],
  height: [2500, 1500, 500, 2500, 1500, 500, 2500, 1500, 500, 2500, 1500, 500],
  values: [1, 1, 0, 0, 0, 0, 0, 0, 8, 0, 255, 0],
};
/** From the east, at 45 degrees: north is to the right. */
const options: CurtainViewOptions = { azimuthDeg: 90, elevationDeg: 45, pixelKm: 1, topKm: 3, exaggeration: 1 };

type Point = [number, number];
const pointsOf = (d: string): Point[] =>
  [...d.matchAll(/[ML](\S+?) ([^MLZ]+)/g)].map(([, x, y]): Point => [Number(x), Number(y)]);

function outlines(svg: string, type: number): Point[][] {
  const fill = `rgb(${type === 255 ? "210,210,210" : cloudTypes[type]!.rgb.join(",")})`;
  const found = svgElements(svg).find(({ name, attributes }) => name === "path" && attributes.fill === fill);
  return (found?.attributes.d ?? "").split("Z").filter(Boolean).map(pointsOf);
}

/** Where the image's corners are, by its transform: north-west, north-east, south-east, south-west. */
function corners(svg: string): Point[] {
  const { attributes } = svgElements(svg).find(({ name }) => name === "image")!;
  const [a, b, c, d, e, f] = attributes.transform!.match(/-?[\d.]+/g)!.map(Number) as [number, ...number[]];
  const [w, h] = [Number(attributes.width), Number(attributes.height)];
  const at = (x: number, y: number): Point => [a * x + c! * y + e!, b! * x + d! * y + f!];
  return [at(0, 0), at(w, 0), at(w, h), at(0, h)];
}

describe("seen from the east at 45 degrees", () => {
  const svg = curtainView(content, options);
  const [nw, ne, se, sw] = corners(svg);
  const scale = (nw![0] - sw![0]) / 10;

  test("the image lies with north to the right and west at the back", () => {
    expect(nw![0]).toBeCloseTo(ne![0], 2);
    expect(nw![1]).toBeCloseTo(sw![1], 2);
    expect(ne![1] - nw![1]).toBeCloseTo(10 * scale * Math.SQRT1_2, 1);
    expect(se![0]).toBeLessThan(ne![0]);
  });

  test("its frame is drawn around it", () => {
    const frame = svgElements(svg).find(({ attributes }) => attributes["stroke-width"] === "0.6")!;
    const points = pointsOf(frame.attributes.d!);
    for (const [i, [x, y]] of corners(svg).entries()) {
      expect(points[i]![0]).toBeCloseTo(x, 1);
      expect(points[i]![1]).toBeCloseTo(y, 1);
    }
  });

  test("clouds stand on the track at their heights", () => {
    const [cirrus] = outlines(svg, 1);
    // Point 0 lies 8.5 rows from the northern edge, in the middle of the image, and reaches half a row to each side.
    const foot = nw![1] + 5 * scale * Math.SQRT1_2;
    expect(cirrus!.map(([x]) => x)).toEqual([9, 8, 8, 9].map((rows) => expect.closeTo(nw![0] - rows * scale, 1)));
    const km = scale * Math.SQRT1_2;
    expect(cirrus!.map(([, y]) => y)).toEqual([1, 1, 3, 3].map((up) => expect.closeTo(foot - up * km, 1)));
    const [deep] = outlines(svg, 8);
    expect(deep!.map(([, y]) => y)).toEqual([0, 0, 1, 1].map((up) => expect.closeTo(foot - up * km, 1)));
  });

  test("clear bins are left out, unknown ones are not", () => {
    const clear = svgElements(svg).filter(({ attributes }) => attributes.fill === "rgb(255,255,255)");
    expect(clear.map(({ name }) => name)).toEqual(["rect"]);
    expect(outlines(svg, 255)).toHaveLength(1);
    expect(svgTexts(svg)).toContain("unknown");
  });

  test("the green track is on the ground", () => {
    const track = svgElements(svg).find(({ attributes }) => attributes.stroke === "#00ff66")!;
    const points = pointsOf(track.attributes.d!);
    expect(points).toHaveLength(4);
    for (const [, y] of points) expect(y).toBeCloseTo(nw![1] + 5 * scale * Math.SQRT1_2, 1);
  });

  test("heights, north, the image's size and the stretching are told", () => {
    const texts = ["0", "1", "2", "3", "height / km", "N", "image 10 km × 10 km", "heights × 1"];
    expect(svgTexts(svg)).toEqual(expect.arrayContaining(texts));
    expect(svgTexts(curtainView(content, { pixelKm: 60 }))).toContain("heights × 11");
  });

  test("the legend has all classes, clear ones too, and the track", () => {
    const names = [...cloudTypes.map(({ name }) => name), "unknown", "label track"];
    expect(svgTexts(svg).slice(-names.length)).toEqual(names);
  });

  test("the height axis can be read over an image", () => {
    const axis = svgElements(svg).filter(({ text }) => ["0", "3", "height / km"].includes(text));
    expect(axis).toHaveLength(3);
    for (const { attributes } of axis) expect(attributes).toMatchObject({ stroke: "#ffffff", "paint-order": "stroke" });
    const bars = svgElements(svg).filter(({ attributes }) => attributes["stroke-width"] === "1.8");
    expect(bars.map(({ attributes }) => attributes.stroke)).toEqual(bars.map(() => "#ffffff"));
    // The axis itself and a tick for each label: 0, 0.5, ... 3.
    expect(bars).toHaveLength(1 + 7);
  });

  test("the arrow points to the north, to the right here", () => {
    const [x, y] = placeOfText(svg, "N");
    const arrow = svgElements(svg).find(({ attributes }) => attributes["stroke-width"] === "0.7")!;
    const [tail, tip] = pointsOf(arrow.attributes.d!);
    expect(tip![0] - tail![0]).toBeCloseTo(20, 1);
    expect(tip![1]).toBeCloseTo(tail![1], 1);
    expect(x).toBeGreaterThan(tip![0]);
    expect(y).toBeGreaterThan(corners(svg)[1]![1]);
  });

  test("everything lies on the page", () => {
    const [, , width, height] = svgElements(svg)[0]!.attributes.viewBox!.split(" ").map(Number);
    const points = svgElements(svg).flatMap(({ attributes, shift }) =>
      pointsOf(attributes.d ?? "").map(([x, y]): Point => [x + shift[0], y + shift[1]]),
    );
    for (const [x, y] of [...points, ...corners(svg)]) {
      expect(x >= 0 && x <= width! && y >= 0 && y <= height!).toBe(true);
    }
  });
});

test("a gap of the track is a gap of the curtain", () => {
  const positions = [9, 4.5, 8, 4.5, 2, 4.5, 1, 4.5];
  const area = (places: ArrayLike<number>) =>
    svgElements(curtainView({ ...content, positions: places }, options)).find(
      ({ attributes }) => attributes["fill-opacity"] === "0.35",
    )!.attributes.d!;
  expect(area(positions).match(/M/g)).toHaveLength(2);
  expect(area(content.positions).match(/M/g)).toHaveLength(1);
});

describe("what has no data", () => {
  const isHatching = ({ attributes }: { attributes: Readonly<Record<string, string>> }) =>
    attributes.stroke === "#a6a6a6" && attributes.fill === "none";
  const hatchings = (svg: string) => svgElements(svg).filter(isHatching);

  test("is hatched in the curtain, and in the legend", () => {
    // The second point lacks its lowest bin, the third one all.
    const height = Array.from(content.height);
    for (const at of [5, 6, 7, 8]) height[at] = -9999;
    const svg = curtainView({ ...content, height }, options);
    const [hatching, swatch] = hatchings(svg);
    const points = pointsOf(hatching!.attributes.d!);
    const foot = pointsOf(svgElements(svg).find(({ attributes }) => attributes.stroke === "#00ff66")!.attributes.d!);
    const step = foot[1]![0] - foot[0]![0];
    const km = outlines(curtainView(content, options), 8)[0]!;
    const kmHigh = km[0]![1] - km[2]![1];
    for (const [x, y] of points) {
      expect(x).toBeGreaterThan(foot[1]![0] - step / 2 - 0.1);
      expect(x).toBeLessThan(foot[2]![0] + step / 2 + 0.1);
      const up = (foot[1]![1] - y) / kmHigh;
      expect(up > -0.01 && up < 3.01).toBe(true);
      if (x < foot[1]![0]) expect(up).toBeLessThan(1.01);
    }
    expect(Math.max(...points.map(([, y]) => (foot[1]![1] - y) / kmHigh))).toBeCloseTo(3, 1);
    expect(swatch).toBeDefined();
    expect(svgTexts(svg)).toContain("no data");
  });

  test("is hatched in the image, below it", () => {
    const rgba = new Uint8Array(400).fill(255);
    rgba[4 * 55 + 3] = 0;
    const svg = curtainView({ ...content, image: { width: 10, height: 10, rgba } }, options);
    const [ground] = hatchings(svg);
    const elements = svgElements(svg);
    expect(elements.indexOf(elements.find(isHatching)!)).toBeLessThan(
      elements.findIndex(({ name }) => name === "image"),
    );
    const all = corners(svg);
    const [xs, ys] = [all.map(([x]) => x), all.map(([, y]) => y)];
    for (const [x, y] of pointsOf(ground!.attributes.d!)) {
      expect(x >= Math.min(...xs) - 0.1 && x <= Math.max(...xs) + 0.1).toBe(true);
      expect(y >= Math.min(...ys) - 0.1 && y <= Math.max(...ys) + 0.1).toBe(true);
    }
    expect(svgTexts(svg)).toContain("no data");
  });

  test("is not in the legend when there is none", () => {
    const svg = curtainView(content, options);
    expect(hatchings(svg)).toHaveLength(0);
    expect(svgTexts(svg)).not.toContain("no data");
  });
});

describe("narrow and edgy:", () => {
  // Tracks along each border and both diagonals.
  const tracks = [
    [9, 0, 0, 0],
    [9, 9, 0, 9],
    [0, 0, 0, 9],
    [9, 0, 9, 9],
    [9, 0, 0, 9],
    [0, 0, 9, 9],
  ].map(([row1 = 0, col1 = 0, row2 = 0, col2 = 0]) =>
    [0, 1 / 3, 2 / 3, 1].flatMap((part) => [row1 + part * (row2 - row1), col1 + part * (col2 - col1)]),
  );

  test.each(tracks)("the height axis is on the page (%d, %d, ...)", (...positions) => {
    for (const widthMm of [40, 60, 140]) {
      const svg = curtainView({ ...content, positions }, { widthMm });
      const name = svgElements(svg).find(({ text }) => text === "height / km")!;
      const x = Number(name.attributes.x);
      expect(x > 7 && x < (widthMm * 72) / 25.4 - 3).toBe(true);
    }
  });

  test("what tells the scale is beside the compass", () => {
    const svg = curtainView(content, { ...options, widthMm: 40, pixelKm: 100 });
    const scale = svgElements(svg).find(({ text }) => text.startsWith("image"))!;
    const width = textWidth(scale.text, Number(scale.attributes["font-size"]));
    expect(Number(scale.attributes.x) - width).toBeGreaterThan(placeOfText(svg, "N")[0] + 3);
  });
});

describe("the viewpoint", () => {
  test.each([
    ["from south to north", 0, 120],
    ["to the north-west, as by day", 347, 107],
    ["from west to east", 90, 150],
    ["from north to south", 180, 120],
  ])("%s", (_, bearing, azimuth) => {
    expect(viewpointFor(bearing)).toBeCloseTo(azimuth, 6);
  });

  test("never looks along the curtain", () => {
    fc.assert(
      fc.property(fc.double({ min: -360, max: 360, noNaN: true }), (bearing) => {
        const between = ((viewpointFor(bearing) - bearing) * Math.PI) / 180;
        expect(Math.abs(Math.sin(between))).toBeCloseTo(Math.cos(Math.PI / 6), 6);
      }),
    );
  });

  test("from the south at the horizon, east is right and up is up", () => {
    const { project } = axonometry({ azimuthDeg: 180, elevationDeg: 0 });
    const close = (x: number, y: number) => [expect.closeTo(x, 9), expect.closeTo(y, 9)];
    expect(project(1, 0, 0)).toEqual(close(1, 0));
    expect(project(0, 1, 0)).toEqual(close(0, 0));
    expect(project(0, 0, 1)).toEqual(close(0, -1));
  });
});

test.each<[string, Partial<CurtainViewContent>, CurtainViewOptions]>([
  ["the number of label points is 1", { count: 1 }, {}],
  ["positions has 2 elements: expected 8", { positions: [1, 2] }, {}],
  ["height has 0 elements: expected 12", { height: [] }, {}],
  ["values[0] is 9", { values: new Uint8Array(12).fill(9) }, {}],
  ["the image has 400 elements", { image: { ...content.image, width: 11 } }, {}],
  ["elevationDeg is 0", {}, { elevationDeg: 0 }],
  ["exaggeration is NaN", {}, { exaggeration: Number.NaN }],
])("refused: %s", (message, part, some) => {
  expect(() => curtainView({ ...content, ...part }, some)).toThrow(RangeError);
  expect(() => curtainView({ ...content, ...part }, some)).toThrow(message);
});
