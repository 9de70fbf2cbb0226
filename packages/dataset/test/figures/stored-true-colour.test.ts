import { describe, expect, test } from "vitest";
import { resolveFields } from "../../src/fields/resolve-fields.ts";
import { storedTrueColour, trueColour, trueColourChannels, trueColourFields } from "../../src/figures/index.ts";
import type { StoredImage } from "../../src/sources/types.ts";

const fields = resolveFields(["Nviews", "I443NP", "I490P", "I565NP", "I670P", "I865P"]);
const [height, width] = [2, 3];
const channels = 1 + 5 * 16;

/** A value for each channel and pixel, with a missing one now and then. */
const valueAt = (channel: number, pixel: number): number | undefined =>
  (channel * 7 + pixel) % 11 === 0 ? undefined : ((channel * 13 + pixel * 5) % 97) / 100;

const bands = trueColourFields.map(([, wavelength], band) => ({
  wavelength,
  values: Float32Array.from({ length: 16 * height * width }, (_, i) => {
    const [view, pixel] = [Math.floor(i / 6), i % 6];
    return valueAt(1 + 16 * band + view, pixel) ?? Number.NaN;
  }),
}));

describe("the image of a source", () => {
  test("is that of the plain values, pixel by pixel as npy has them", () => {
    const data = Float32Array.from(
      { length: 6 * channels },
      (_, i) => valueAt(i % channels, Math.floor(i / channels)) ?? -32767,
    );
    const part = { firstChannel: 0, channelCount: channels, data, start: 0, pixelStep: channels, channelStep: 1 };
    const image: StoredImage = { height, width, parts: [{ ...part, scale: 1, offset: 0, missing: -32767 }] };
    expect(storedTrueColour(image, fields)).toEqual(trueColour(bands, height, width));
  });

  test("and of counts in parts, channel by channel as Zarr has them", () => {
    const parts = [0, 1, 2, 3].map((band) => ({
      firstChannel: 1 + 16 * band,
      channelCount: 16,
      data: Int16Array.from({ length: 96 }, (_, i) => {
        const value = valueAt(1 + 16 * band + Math.floor(i / 6), i % 6);
        return value === undefined ? -32768 : Math.round(value * 100) - 50;
      }),
      start: 0,
      pixelStep: 1,
      channelStep: 6,
      scale: 0.01,
      offset: 0.5,
      missing: -32768,
    }));
    const found = storedTrueColour({ height, width, parts }, fields);
    const expected = trueColour(bands, height, width);
    for (const [i, value] of found.rgba.entries()) expect(Math.abs(value - expected.rgba[i]!)).toBeLessThanOrEqual(1);
  });

  test("needs the channels that it names", () => {
    expect(trueColourChannels(fields)).toEqual(Array.from({ length: 64 }, (_, i) => 1 + i));
    expect(() => storedTrueColour({ height, width, parts: [] }, fields)).toThrow("channel 1 of the image was not read");
  });
});

test("datasets without the bands have none", () => {
  expect(trueColourChannels(resolveFields(["I865P", "Nviews"]))).toEqual([]);
  expect(trueColourChannels(resolveFields("tri1"))).toHaveLength(32);
});
