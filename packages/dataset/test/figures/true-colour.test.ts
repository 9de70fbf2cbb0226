import { describe, expect, test } from "vitest";
import { type BandViews, trueColour } from "../../src/figures/index.ts";

const views = 16;

/** A band of an image with one row; `values` of each pixel are those of its views. */
function band(wavelength: number, pixels: readonly (readonly number[])[]): BandViews {
  const values = new Float32Array(views * pixels.length).fill(-32767);
  for (const [pixel, ofViews] of pixels.entries()) {
    for (const [view, value] of ofViews.entries()) values[view * pixels.length + pixel] = value;
  }
  return { wavelength, values };
}

const same = (value: number): number[] => new Array<number>(views).fill(value);
const flat = (wavelength: number, values: readonly number[]) => band(wavelength, values.map(same));

describe("colours", () => {
  test("are interpolated between the bands, then scaled together", () => {
    // Blue 469 is 26/47 of the way from 443 to 490, green 555 is 65/75 from 490, red 645 is 80/105 from 565.
    const bands = [flat(670, [0, 1.05, 0]), flat(443, [0, 0, 0.47]), flat(565, [0, 0, 0]), flat(490, [0, 0, 0])];
    const { rgba } = trueColour(bands, 1, 3);
    const red = (1.05 * 80) / 105;
    const blue = (0.47 * 21) / 47;
    expect([...rgba]).toEqual([0, 0, 0, 255, 255, 0, 0, 255, 0, 0, Math.round((255 * blue) / red), 255]);
  });

  test("the least value is black and the largest white", () => {
    const bands = [443, 490, 565, 670].map((wavelength) => flat(wavelength, [0.2, 0.4, 0.3]));
    expect([...trueColour(bands, 1, 3).rgba]).toEqual([0, 0, 0, 255, 255, 255, 255, 255, 128, 128, 128, 255]);
  });

  test("an image of one value is black, not nothing", () => {
    const bands = [443, 490, 565, 670].map((wavelength) => flat(wavelength, [0.2]));
    expect([...trueColour(bands, 1, 1).rgba]).toEqual([0, 0, 0, 255]);
  });

  test("blue is that of 490 nm where there is no 443", () => {
    const { rgba } = trueColour([flat(490, [0, 1]), flat(670, [0, 0])], 1, 2);
    // Green 555 is 65/180 and red 645 is 155/180 of the way from 490 to 670.
    expect([...rgba.subarray(4)]).toEqual([Math.round((255 * 25) / 180), Math.round((255 * 115) / 180), 255, 255]);
  });
});

describe("views", () => {
  const grey = (pixels: readonly (readonly number[])[]) => {
    const bands = [443, 490, 565, 670].map((wavelength) => band(wavelength, pixels));
    const { rgba } = trueColour(bands, 1, pixels.length);
    return pixels.map((_, pixel) => [...rgba.subarray(4 * pixel, 4 * pixel + 4)]);
  };
  const black = same(0);
  const white = same(1);

  test("the central four of sixteen count", () => {
    const central = same(0).map((_, view) => (view >= 6 && view <= 9 ? 0.5 : 7));
    expect(grey([black, white, central])[2]).toEqual([128, 128, 128, 255]);
  });

  test("the central four of those that are there count", () => {
    const fourteen = Array.from({ length: 14 }, (_, view) => (view >= 5 && view <= 8 ? 0.5 : 7));
    expect(grey([black, white, fourteen])[2]).toEqual([128, 128, 128, 255]);
    const gaps = [7, -32767, 0.5, 0.5, Number.NaN, 0.5, 0.5, Infinity, 7];
    expect(grey([black, white, gaps])[2]).toEqual([128, 128, 128, 255]);
  });

  test("of fewer than four all count", () => {
    expect(grey([black, white, [0.25, 0.75]])[2]).toEqual([128, 128, 128, 255]);
  });

  test("that one band lacks do not count in the others", () => {
    const bands = [443, 490, 565, 670].map((wavelength) =>
      band(wavelength, [black, white, wavelength === 565 ? [-32767, 0.5] : [9, 0.5]]),
    );
    expect([...trueColour(bands, 1, 3).rgba.subarray(8)]).toEqual([128, 128, 128, 255]);
  });

  test("a pixel without any is transparent, and does not change the scale", () => {
    expect(grey([black, [], white])).toEqual([
      [0, 0, 0, 255],
      [0, 0, 0, 0],
      [255, 255, 255, 255],
    ]);
    expect(grey([[], []])).toEqual([
      [0, 0, 0, 0],
      [0, 0, 0, 0],
    ]);
  });
});

test.each<[string, () => unknown]>([
  ["no wavelength", () => trueColour([], 1, 1)],
  ["the bands are at 565, 670 nm", () => trueColour([flat(565, [1]), flat(670, [1])], 1, 1)],
  ["the bands are at 443 nm", () => trueColour([flat(443, [1])], 1, 1)],
  ["the band at 490 nm has 16 elements: expected 32", () => trueColour([flat(490, [1]), flat(670, [1])], 1, 2)],
])("refused: %s", (message, make) => {
  expect(make).toThrow(RangeError);
  expect(make).toThrow(message);
});
