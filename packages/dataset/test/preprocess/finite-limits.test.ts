import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { channelsOf } from "../../src/fields/channels.ts";
import { resolveFields } from "../../src/fields/resolve-fields.ts";
import type { Statistics } from "../../src/layout/statistics-file.ts";
import { normalizeChannels, type OutputChannel, outputChannels } from "../../src/preprocess/output-channels.ts";
import { Preprocessor } from "../../src/preprocess/preprocessor.ts";

const largest = (2 - 2 ** -23) * 2 ** 127;
const transform = { clip: "physical", angles: "default" } as const;
const fields = ["I865P", "Q865P", "thetas", "surface_altitude"];
const stored = resolveFields(fields);
const plain = outputChannels(channelsOf(stored), transform);

/** The channels, all with these statistics. @throws DatasetError DATASET_STATS */
function normalized(mean: number, std: number): OutputChannel[] {
  const channels = plain.map(({ field, angle }) => ({
    field,
    angle: angle ?? null,
    mean,
    std,
    count: 1,
    min: 0,
    max: 0,
  }));
  const statistics: Statistics = { fields: [], channels, transform };
  return normalizeChannels(plain, statistics, transform, "default.stats.json");
}

/** An image of this value everywhere, as inputs. */
function inputsOf(value: number, channels: readonly OutputChannel[], simd: boolean): Float32Array {
  const part = {
    ...{ firstChannel: 0, channelCount: plain.length, data: new Float32Array(4 * plain.length).fill(value), start: 0 },
    ...{ pixelStep: plain.length, channelStep: 1, scale: 1, offset: 0, missing: -32767 },
  };
  const out = new Float32Array(4 * plain.length);
  new Preprocessor(channels, { layout: "NCHW", validityMask: false, simd }).run(
    { height: 2, width: 2, parts: [part] },
    out,
  );
  return out;
}

describe("statistics that float32 cannot normalise with are refused, and the channel is named:", () => {
  test.each([
    ["a std of next to nothing", 0, 1e-40],
    ["a std that makes everything 0", 0, 1e46],
    ["a mean that is no float32", 1e300, 1],
    ["a mean far below", -1e300, 0],
    ["a mean that is far off, by a small std", 1e30, 1e-20],
  ])("%s", (_, mean, std) => {
    const error = {
      code: "DATASET_STATS",
      file: "default.stats.json",
      problem: expect.stringContaining("of I865P, angle 0 make inputs"),
    };
    expect(() => normalized(mean, std)).toThrow(expect.objectContaining(error));
  });
});

test("a constant channel is shifted", () => {
  expect(inputsOf(0.75, normalized(0.25, 0), true)[0]).toBe(0.5);
});

test("inputs are finite, and the same with SIMD, whatever the statistics and the values", () => {
  const numbers = fc.oneof(
    fc.float({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom(0, 0.5, 1e38, -1e38, largest, -largest, 1e-30, 1e-38, 1e-45),
  );
  let accepted = 0;
  fc.assert(
    fc.property(numbers, numbers.map(Math.abs), numbers, (mean, std, value) => {
      let channels: OutputChannel[];
      try {
        channels = normalized(mean, std);
      } catch (error) {
        expect(error).toMatchObject({ code: "DATASET_STATS" });
        return;
      }
      accepted++;
      const inputs = inputsOf(value, channels, true);
      expect(inputs.every(Number.isFinite)).toBe(true);
      expect(inputs).toEqual(inputsOf(value, channels, false));
    }),
    { numRuns: 500 },
  );
  expect(accepted).toBeGreaterThan(50);
});

test("what is not normalised is not limited either", () => {
  expect(inputsOf(largest, plain, true).at(-1)).toBe(largest);
});
