import fc from "fast-check";
import { expect, it } from "vitest";
import type { ImageShape } from "../../src/transforms/image-shape.ts";
import { quarterTurn } from "../../src/transforms/transform.ts";
import { transformPatch } from "../../src/transforms/transform-patch.ts";
import { elementOf, shapes, transforms } from "./support/arbitraries.ts";

/** Every channel at every point, by weights from corner to corner in their order. */
function interpolate(
  image: Float32Array,
  shape: ImageShape,
  corners: Int32Array,
  weights: readonly number[],
): number[] {
  const out: number[] = [];
  for (let p = 0; p < corners.length / 8; p++) {
    for (let c = 0; c < shape.channels; c++) {
      let sum = 0;
      for (let j = 0; j < 4; j++) {
        const at = p * 8 + j * 2;
        sum += weights[p * 4 + j]! * image[elementOf(shape, corners[at]!, corners[at + 1]!, c)]!;
      }
      out.push(sum);
    }
  }
  return out;
}

const problems = shapes.chain((shape) =>
  fc.record({
    shape: fc.constant(shape),
    image: fc.array(fc.float({ min: -2, max: 2, noNaN: true }), {
      minLength: shape.height * shape.width * shape.channels,
      maxLength: shape.height * shape.width * shape.channels,
    }),
    pixels: fc.array(
      fc.tuple(fc.integer({ min: 0, max: shape.height - 1 }), fc.integer({ min: 0, max: shape.width - 1 })),
      { minLength: 12, maxLength: 12 },
    ),
    weights: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 12, maxLength: 12 }),
  }),
);

it("interpolating the transformed image at the transformed corners gives what the original gives, exactly", () => {
  fc.assert(
    fc.property(problems, transforms, ({ shape, image, pixels, weights }, transform) => {
      const original = { image: Float32Array.from(image), shape, corners: Int32Array.from(pixels.flat()) };
      const fields = ["I670P", "Q670P", "thetas"].slice(0, shape.channels);
      const patch = transformPatch({ ...original, fields }, transform);
      expect(interpolate(patch.image, patch.shape, patch.corners, weights)).toEqual(
        interpolate(original.image, original.shape, original.corners, weights),
      );
    }),
  );
});

it("of a value that depends on directions the transformed one is interpolated, exactly", () => {
  fc.assert(
    fc.property(problems, transforms, ({ shape, image, pixels, weights }, transform) => {
      const original = { image: Float32Array.from(image), shape, corners: Int32Array.from(pixels.flat()) };
      const fields = ["U490P", "U670P", "U865P"].slice(0, shape.channels);
      const patch = transformPatch({ ...original, fields }, transform);
      const before = interpolate(original.image, original.shape, original.corners, weights);
      const after = interpolate(patch.image, patch.shape, patch.corners, weights);
      expect(after).toEqual(before.map((value) => (transform.mirror ? 0 - value : value)));
    }),
  );
});

it("gives corners and positions where there are any, and nothing else", () => {
  const shape = { height: 1, width: 2, channels: 1, layout: "CHW" } as const;
  const patch = { image: Float32Array.of(1, 2), shape, fields: ["phi"] };
  expect(transformPatch(patch, quarterTurn)).toEqual({
    image: Float32Array.of(2, 1),
    shape: { height: 2, width: 1, channels: 1, layout: "CHW" },
  });
  const { positions } = transformPatch({ ...patch, positions: Float64Array.of(0, 0.25) }, quarterTurn);
  expect([...positions]).toEqual([0.75, 0]);
});

it("passes on which value is missing", () => {
  const shape = { height: 1, width: 1, channels: 1, layout: "CHW" } as const;
  const patch = { image: Float32Array.of(-5), shape, fields: ["U490P"], missing: -5 };
  expect([...transformPatch(patch, { quarterTurns: 0, mirror: true }).image]).toEqual([-5]);
});
