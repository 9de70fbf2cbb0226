import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ImageShape } from "../../src/transforms/image-shape.ts";
import {
  allTransforms,
  composeTransforms,
  horizontalFlip,
  identityTransform,
  invertTransform,
  quarterTurn,
  type Transform,
  verticalFlip,
} from "../../src/transforms/transform.ts";
import { transformImage } from "../../src/transforms/transform-image.ts";
import { transformCorners } from "../../src/transforms/transform-positions.ts";
import { countingImage, elementOf, shapes, transforms } from "./support/arbitraries.ts";

const scalars = ["I865P", "thetav", "Nviews"];
/** One pixel, so that only values change. */
const pixel = (channels: number): ImageShape => ({ height: 1, width: 1, channels, layout: "HWC" });

function turnedValue(field: string, value: number, transform: Transform): number {
  return transformImage(Float32Array.of(value), pixel(1), [field], transform).image[0]!;
}

describe("pixels", () => {
  const wide: ImageShape = { height: 2, width: 3, channels: 1, layout: "HWC" };
  const image = [1, 2, 3, 4, 5, 6];

  it.each([
    ["identity", identityTransform, [1, 2, 3, 4, 5, 6], 2],
    ["horizontal flip", horizontalFlip, [3, 2, 1, 6, 5, 4], 2],
    ["vertical flip", verticalFlip, [4, 5, 6, 1, 2, 3], 2],
    ["quarter turn", quarterTurn, [3, 6, 2, 5, 1, 4], 3],
    ["half turn", { quarterTurns: 2, mirror: false } as const, [6, 5, 4, 3, 2, 1], 2],
    ["three quarters", { quarterTurns: 3, mirror: false } as const, [4, 1, 5, 2, 6, 3], 3],
    ["mirror and turn", { quarterTurns: 1, mirror: true } as const, [1, 4, 2, 5, 3, 6], 3],
  ])("%s of a 2 x 3 image", (_, transform, expected, height) => {
    const input = Float32Array.from(image);
    const out = transformImage(input, wide, ["I865P"], transform);
    expect([...out.image]).toEqual(expected);
    expect(out.shape).toEqual({ height, width: 6 / height, channels: 1, layout: "HWC" });
    expect([...input]).toEqual(image);
    expect(out.image).not.toBe(input);
  });

  it("go where corners go, in both layouts", () => {
    fc.assert(
      fc.property(shapes, transforms, (shape, transform) => {
        const image = countingImage(shape);
        const out = transformImage(image, shape, scalars.slice(0, shape.channels), transform);
        for (let row = 0; row < shape.height; row++) {
          for (let col = 0; col < shape.width; col++) {
            const [newRow, newCol] = transformCorners([row, col, 0, 0, 0, 0, 0, 0], shape, transform);
            for (let c = 0; c < shape.channels; c++) {
              expect(out.image[elementOf(out.shape, newRow!, newCol!, c)]).toBe(image[elementOf(shape, row, col, c)]);
            }
          }
        }
      }),
    );
  });

  it("do the same for transforms one after another as for their composition", () => {
    fc.assert(
      fc.property(shapes, transforms, transforms, (shape, first, second) => {
        const fields = ["U670P", "phis", "I670P"].slice(0, shape.channels);
        const once = transformImage(countingImage(shape), shape, fields, first);
        const twice = transformImage(once.image, once.shape, fields, second);
        expect(transformImage(countingImage(shape), shape, fields, composeTransforms(first, second))).toEqual(twice);
      }),
    );
  });
});

describe("values", () => {
  const halfTurn = { quarterTurns: 2, mirror: false } as const;
  const threeQuarters = { quarterTurns: 3, mirror: false } as const;

  it.each([
    ["I865P", 0.25, 0.25, 0.25, 0.25, 0.25],
    ["Q490P", -0.125, -0.125, -0.125, -0.125, -0.125],
    ["U490P", 0.125, -0.125, -0.125, 0.125, 0.125],
    ["U865P", -0.5, 0.5, 0.5, -0.5, -0.5],
    ["delta_thetav.sinphi", 0.5, -0.5, -0.5, 0.5, 0.5],
    ["phi", 30, 330, 330, 30, 30],
    ["phi", 0, 0, 0, 0, 0],
    ["phi", 180, 180, 180, 180, 180],
    // The sun in the east: north after a quarter turn, west after a horizontal flip, where it was after a vertical one.
    ["phis", 90, 270, 90, 0, 270],
    ["phis", 0, 0, 180, 270, 180],
    ["phis", 30, 330, 150, 300, 210],
    ["phis", 200, 160, 340, 110, 20],
    ["thetav", 60, 60, 60, 60, 60],
    ["Longitude", -179.5, -179.5, -179.5, -179.5, -179.5],
    ["Nviews", 14, 14, 14, 14, 14],
  ])("of %s: %d becomes %d, %d, %d, %d", (field, value, horizontal, vertical, quarter, half) => {
    expect(turnedValue(field, value, horizontalFlip)).toBe(horizontal);
    expect(turnedValue(field, value, verticalFlip)).toBe(vertical);
    expect(turnedValue(field, value, quarterTurn)).toBe(quarter);
    expect(turnedValue(field, value, halfTurn)).toBe(half);
    expect(turnedValue(field, value, identityTransform)).toBe(value);
    const back = turnedValue(field, turnedValue(field, value, threeQuarters), quarterTurn);
    expect(back).toBe(value);
  });

  it("of phis point where the mirrored or turned scene has the sun", () => {
    // A step toward the sun from the centre of an image, in rows (south) and columns (east).
    for (const transform of allTransforms) {
      for (const azimuth of [10, 100, 190, 280]) {
        const radians = (azimuth * Math.PI) / 180;
        const toSun = [50 - 30 * Math.cos(radians), 50 + 30 * Math.sin(radians)];
        const corner = toSun.map(Math.round);
        const [row, col] = transformCorners(
          [...corner, ...corner, ...corner, ...corner],
          { height: 101, width: 101 },
          transform,
        );
        const seen = (Math.atan2(col! - 50, 50 - row!) * 180) / Math.PI;
        const difference = turnedValue("phis", azimuth, transform) - seen;
        // Within what the rounding to a pixel allows.
        expect(Math.abs(Math.sin((difference * Math.PI) / 360))).toBeLessThan(0.02);
      }
    }
  });

  it("missing and non-finite ones stay as they are", () => {
    const fields = ["U490P", "phi", "phis"];
    for (const transform of allTransforms) {
      for (const value of [-32767, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
        const image = new Float32Array(3).fill(value);
        expect([...transformImage(image, pixel(3), fields, transform).image]).toEqual([value, value, value]);
      }
    }
    const other = Float32Array.of(-999, -999, -999);
    expect([...transformImage(other, pixel(3), fields, verticalFlip, { missing: -999 }).image]).toEqual([
      -999, -999, -999,
    ]);
  });

  it("stay in [0, 360), in single precision too, and zero has no sign", () => {
    expect(turnedValue("phi", 1e-6, horizontalFlip)).toBe(0);
    expect(turnedValue("phi", 360, horizontalFlip)).toBe(0);
    expect(turnedValue("phis", 90, quarterTurn)).toBe(0);
    expect(turnedValue("U490P", 0, horizontalFlip)).toBe(0);
    fc.assert(
      fc.property(fc.float({ min: 0, max: 360, maxExcluded: true, noNaN: true }), transforms, (angle, transform) => {
        for (const field of ["phi", "phis"]) {
          const once = turnedValue(field, angle, transform);
          expect(once).toBeGreaterThanOrEqual(0);
          expect(once).toBeLessThan(360);
          const back = turnedValue(field, once, invertTransform(transform));
          expect(Math.abs(Math.sin(((back - angle) * Math.PI) / 360))).toBeLessThan(1e-6);
        }
      }),
    );
  });

  it("of every pixel change, in both layouts", () => {
    for (const layout of ["HWC", "CHW"] as const) {
      const shape = { height: 2, width: 3, channels: 3, layout };
      const fields = ["I490P", "U490P", "phi"];
      const { image } = transformImage(countingImage(shape), shape, fields, horizontalFlip);
      for (let row = 0; row < 2; row++) {
        for (let col = 0; col < 3; col++) {
          const before = [0, 1, 2].map((c) => 1 + elementOf(shape, row, 2 - col, c));
          const after = [0, 1, 2].map((c) => image[elementOf(shape, row, col, c)]);
          expect(after).toEqual([before[0], -before[1]!, 360 - before[2]!]);
        }
      }
    }
  });
});

describe("wrong input", () => {
  const shape: ImageShape = { height: 2, width: 3, channels: 2, layout: "HWC" };
  const fields = ["I865P", "phi"];

  it.each([
    ["an image of another size", new Float32Array(11), shape, fields, "the image has 11 elements: expected 12"],
    ["too few names", new Float32Array(12), shape, ["phi"], "there are 1 field names: expected one for each of the 2"],
    ["no pixel", new Float32Array(0), { ...shape, height: 0 }, fields, "height is 0: expected a positive integer"],
    ["no channel", new Float32Array(0), { ...shape, channels: 0 }, [], "channels is 0: expected a positive integer"],
  ])("%s: ShapeError", (_, image, wrong, names, message) => {
    expect(() => transformImage(image, wrong, names, quarterTurn)).toThrow(
      expect.objectContaining({ code: "COLOCATE_SHAPE", message: expect.stringContaining(message) }),
    );
  });

  it.each<[string, unknown, unknown, string]>([
    ["undefined", new Float32Array(12), [undefined, undefined], "the field of channel 0 is undefined: expected a name"],
    ["a hole", new Float32Array(12), ["phi", ...new Array(1)], "the field of channel 1 is undefined: expected a name"],
    ["holes alone", new Float32Array(12), new Array(2), "the field of channel 0 is undefined: expected a name"],
    ["a number", new Float32Array(12), ["phi", 2], "the field of channel 1 is 2: expected a name"],
    ["one name alone", new Float32Array(12), "phi", 'an array of names, one for each channel, got the text "phi"'],
    ["an image of doubles", new Float64Array(12), fields, "the image must be a Float32Array, got an object"],
  ])("%s among the fields or for the image: TypeError", (_, image, names, message) => {
    const call = () => transformImage(image as Float32Array, shape, names as string[], quarterTurn);
    expect(call).toThrow(TypeError);
    expect(call).toThrow(message);
  });

  it("an unknown layout: TypeError; an unknown transform: RangeError", () => {
    const image = new Float32Array(12);
    const layout = "NHWC" as "HWC";
    expect(() => transformImage(image, { ...shape, layout }, fields, quarterTurn)).toThrow(
      new TypeError('layout is the text "NHWC": expected "HWC" or "CHW"'),
    );
    const turns = { quarterTurns: 1.5, mirror: false } as unknown as Transform;
    expect(() => transformImage(image, shape, fields, turns)).toThrow(RangeError);
  });
});

describe("an array to write into", () => {
  const shape: ImageShape = { height: 1, width: 3, channels: 1, layout: "CHW" };
  const image = () => Float32Array.of(1, 2, 3);

  it("is filled wholly and returned", () => {
    const out = new Float32Array(3).fill(9);
    const result = transformImage(image(), shape, ["I865P"], horizontalFlip, { out });
    expect(result.image).toBe(out);
    expect([...out]).toEqual([3, 2, 1]);
  });

  it("may lie beside the image in one buffer, but not overlap it", () => {
    const memory = new Float32Array(6);
    memory.set(image());
    const halves = [memory.subarray(0, 3), memory.subarray(3)] as const;
    transformImage(halves[0], shape, ["I865P"], horizontalFlip, { out: halves[1] });
    expect([...memory]).toEqual([1, 2, 3, 3, 2, 1]);
    for (const out of [halves[0], memory.subarray(2, 5)]) {
      expect(() => transformImage(halves[0], shape, ["I865P"], horizontalFlip, { out })).toThrow(RangeError);
    }
  });

  it("of another length or kind is refused, as are other options", () => {
    const call = (options: object) => () => transformImage(image(), shape, ["I865P"], quarterTurn, options);
    expect(call({ out: new Float32Array(4) })).toThrow("out has 4 elements: expected 3, as the image");
    expect(call({ out: new Float64Array(3) })).toThrow(TypeError);
    expect(call(-999 as never)).toThrow("transformImage: the options must be an object, got -999");
  });
});
