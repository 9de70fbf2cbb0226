import { describe, expect, test } from "vitest";
import { imagePanels, labelPositions, type RgbaImage } from "../../src/figures/index.ts";
import { placeOfText, svgElements, svgImages, svgTexts } from "../support/svg.ts";

/** Pixels of two colours, and a transparent one at the end. */
function image(height: number, width: number): RgbaImage {
  const rgba = new Uint8Array(4 * height * width);
  for (let i = 0; i < height * width - 1; i++) rgba.set([i, 100, 200, 255], 4 * i);
  return { width, height, rgba };
}

describe("images", () => {
  test("have their pixels where they belong, north up", () => {
    const [at] = svgImages(imagePanels([{ title: "one", image: image(10, 20) }]));
    expect(at!(0.01, 0.01)).toEqual([0, 100, 200, 255]);
    expect(at!(0.99, 0.01)).toEqual([19, 100, 200, 255]);
    expect(at!(0.01, 0.99)).toEqual([180, 100, 200, 255]);
    expect(at!(0.99, 0.99)).toEqual([0, 0, 0, 0]);
  });

  test("are at one scale, side by side and in rows", () => {
    const panels = [image(10, 10), image(10, 20), image(20, 20)].map((one, i) => ({ title: `p${i}`, image: one }));
    const places = svgElements(imagePanels(panels, { columns: 2, widthMm: 127 }))
      .filter(({ name }) => name === "image")
      .map(({ attributes, shift }) => [...shift, Number(attributes.width), Number(attributes.height)]);
    const cell = (360 - 2 * 6 - 8) / 2;
    expect(places).toEqual([
      [6, 31, cell / 2, cell / 2],
      [6 + cell + 8, 31, cell, cell / 2],
      [6, 31 + cell / 2 + 8 + 11, cell, cell],
    ]);
  });

  test("have room for a second line of their titles where one of them has it", () => {
    const panels = ["one", "one\ntwo"].map((title) => ({ title, image: image(10, 10) }));
    const svg = imagePanels(panels);
    const [, top] = svgElements(svg).find(({ name }) => name === "image")!.shift;
    expect(top).toBe(39);
    expect(placeOfText(svg, "two")[1]).toBe(top - 4);
  });

  test("have titles as large as those of others when they are narrow themselves", () => {
    const panels = [image(10, 2), image(10, 20)].map((one) => ({ title: "2008-06-03 02:28 UTC", image: one }));
    const sizes = svgElements(imagePanels(panels))
      .filter(({ text }) => text.startsWith("2008"))
      .map(({ attributes }) => attributes["font-size"]);
    expect(sizes).toEqual(["6.5", "6.5"]);
  });

  test("have titles of two lines, and smaller ones where they are long", () => {
    const svg = imagePanels([{ title: `first\n${"long ".repeat(40)}`, image: image(4, 4) }], { widthMm: 60 });
    const long = svgElements(svg).find(({ text }) => text.startsWith("long"))!;
    expect(svgTexts(svg)).toContain("first");
    expect(Number(long.attributes["font-size"])).toBeLessThan(3);
  });
});

test("the track goes through the middles of its pixels, in green", () => {
  const positions = [0, 0, 1, 0.5, 9, 9];
  const svg = imagePanels([{ title: "", image: image(10, 10), positions }], { widthMm: 127, columns: 1 });
  const track = svgElements(svg).filter(({ attributes }) => attributes.stroke === "#00ff66");
  const scale = (360 - 12) / 10;
  const at = (col: number, row: number) => `${Number((scale * col).toFixed(2))} ${Number((scale * row).toFixed(2))}`;
  // From pixel 1 to 9 there are no points: the line has a gap.
  expect(track[0]!.attributes.d).toBe(`M${at(0.5, 0.5)}L${at(1, 1.5)}M${at(9.5, 9.5)}`);
});

test("the scale bar is as long as it says", () => {
  const svg = imagePanels([{ title: "", image: image(100, 100) }], { widthMm: 127, columns: 1, pixelKm: 6 });
  expect(svgTexts(svg)).toContain("200 km");
  const bar = svgElements(svg).find(({ attributes }) => attributes["stroke-width"] === "1.2")!;
  const length = Number(/L([\d.]+)/.exec(bar.attributes.d!)![1]);
  expect(length).toBeCloseTo((200 / 600) * 348, 1);
});

test("the key has what is there, in more lines where one is too short", () => {
  const panel = { title: "", image: image(10, 10) };
  expect(svgTexts(imagePanels([panel]))).not.toContain("label track");
  const svg = imagePanels([{ ...panel, positions: [0, 0, 1, 1] }], { widthMm: 45 });
  const [, scaleY] = placeOfText(svg, "20 km");
  expect(placeOfText(svg, "label track")).toEqual([6 + 14 + 4, scaleY + 11]);
  expect(placeOfText(svg, "no data")[1]).toBe(scaleY + 11);
  expect(placeOfText(svg, "north is up")[1]).toBe(scaleY + 22);
  const whole = { ...panel, image: { ...panel.image, rgba: new Uint8Array(400).fill(255) } };
  expect(svgTexts(imagePanels([whole]))).not.toContain("no data");
});

describe("positions of labels", () => {
  const corners = [0, 0, 0, 1, 1, 0, 1, 1];

  test("are those that are stored", () => {
    const places = { count: 1, positions: [3.5, 4.25], corners, weights: [1, 0, 0, 0] };
    expect([...labelPositions(places)]).toEqual([3.5, 4.25]);
  });

  test("or the weighted mean of their corners", () => {
    const weights = [0.1, 0.2, 0.3, 0.4];
    const found = labelPositions({ count: 1, positions: undefined, corners, weights });
    expect([...found]).toEqual([expect.closeTo(0.7, 12), expect.closeTo(0.6, 12)]);
  });

  test.each([
    ["positions has 1 elements: expected 2", { count: 1, positions: [1], corners, weights: [1, 0, 0, 0] }],
    ["corners has 8 elements: expected 16", { count: 2, corners, weights: [1, 0, 0, 0] }],
    ["weights has 3 elements: expected 4", { count: 1, corners, weights: [1, 0, 0] }],
  ])("%s", (message, places) => {
    expect(() => labelPositions(places)).toThrow(message);
  });
});

test.each<[string, () => string]>([
  ["no image", () => imagePanels([])],
  ["columns is 0", () => imagePanels([{ title: "", image: image(1, 1) }], { columns: 0 })],
  ["pixelKm is 0", () => imagePanels([{ title: "", image: image(1, 1) }], { pixelKm: 0 })],
  [
    'the image "a" has 4 elements: expected 8',
    () => imagePanels([{ title: "a", image: { ...image(1, 1), width: 2 } }]),
  ],
])("refused: %s", (message, draw) => {
  expect(draw).toThrow(RangeError);
  expect(draw).toThrow(message);
});
