import { allTransforms, invertTransform, transformImage } from "@atcs/colocate";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { channelsOf } from "../../src/fields/channels.ts";
import { resolveFields } from "../../src/fields/resolve-fields.ts";
import type { ValueTransform } from "../../src/layout/statistics-file.ts";
import { createSimdKernel } from "../../src/preprocess/_simd-kernel.ts";
import { preprocessSettings } from "../../src/preprocess/options.ts";
import { normalizeChannels, type OutputChannel, outputChannels } from "../../src/preprocess/output-channels.ts";
import { Preprocessor } from "../../src/preprocess/preprocessor.ts";
import type { StoredImage } from "../../src/sources/types.ts";
import { smallFields, smallImage } from "../support/small-dataset.ts";

const stored = resolveFields(smallFields);
const defaults: ValueTransform = { clip: "physical", angles: "default" };
const [height, width] = [5, 7];
const image = smallImage(3, { height, width });
const channelCount = image.shape[2]!;
const pixels = height * width;

const pixelMajor = (data: Float32Array = image.data): StoredImage => ({
  height,
  width,
  parts: [
    {
      firstChannel: 0,
      channelCount,
      data,
      start: 0,
      pixelStep: channelCount,
      channelStep: 1,
      scale: 1,
      offset: 0,
      missing: -32767,
    },
  ],
});

/** What the specification says of one value, slowly. */
function expectedValue(value: number, { field, part, mean, std }: OutputChannel, clip: ValueTransform["clip"]): number {
  if (value === -32767 || !Number.isFinite(value)) return 0;
  if (part === "sin") return (Math.sin((value * Math.PI) / 180) - mean) / std;
  if (part === "cos") return (Math.cos((value * Math.PI) / 180) - mean) / std;
  const isReflectance = /^I\d/.test(field);
  const isStokes = /^[QU]\d/.test(field);
  let clipped = value;
  if (clip === "published" && (isReflectance || isStokes)) clipped = Math.min(1, Math.max(0, value));
  if (clip === "physical" && isReflectance) clipped = Math.min(1.5, Math.max(0, value));
  if (clip === "physical" && isStokes) clipped = Math.min(1, Math.max(-1, value));
  return (clipped - mean) / std;
}

function run(channels: readonly OutputChannel[], layout: "NCHW" | "NHWC", from = pixelMajor()): Float32Array {
  const out = new Float32Array(channels.length * pixels);
  new Preprocessor(channels, { layout, validityMask: false }).run(from, out);
  return out;
}

const normalized = (channels: readonly OutputChannel[]): OutputChannel[] =>
  channels.map((channel, i) => ({ ...channel, mean: 0.01 * i, std: 0.5 + 0.01 * i }));

describe.each(["physical", "published", false] as const)("clip %s", (clip) => {
  test.each(["default", "raw", "sincos"] as const)("angles %s", (angles) => {
    const channels = normalized(outputChannels(channelsOf(stored), { clip, angles }));
    const first = run(channels, "NCHW");
    const last = run(channels, "NHWC");
    let worst = 0;
    let different = 0;
    channels.forEach((channel, c) => {
      for (let p = 0; p < pixels; p++) {
        const expected = expectedValue(image.data[p * channelCount + channel.stored]!, channel, clip);
        const error = Math.abs(first[c * pixels + p]! - expected) / Math.max(1, Math.abs(expected));
        worst = Math.max(worst, error);
        if (last[p * channels.length + c] !== first[c * pixels + p]) different++;
      }
    });
    expect(worst).toBeLessThan(1e-6);
    expect(different).toBe(0);
  });
});

describe("with and without SIMD the same, bit for bit", () => {
  const layouts = fc.constantFrom("NCHW" as const, "NHWC" as const);
  const selections = fc.constantFrom(
    smallFields,
    ["thetas", "phi"],
    ["U865P", "Nviews", "thetas", "I865P"],
    ["Nviews"],
  );
  const planes = fc.boolean();
  const omitted = fc.constantFrom([], [0, 15], [3], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);

  test.each([false, true])("packed %s", (isPacked) => {
    fc.assert(
      fc.property(
        layouts,
        selections,
        planes,
        omitted,
        fc.constantFrom("default" as const, "sincos" as const),
        fc.boolean(),
        fc.integer({ min: 1, max: height }),
        (layout, fields, isPlanar, omitAngles, angles, validityMask, rows) => {
          const chosen = channelsOf(resolveFields(fields), { stored, omitAngles });
          const channels = normalized(outputChannels(chosen, { clip: "physical", angles }));
          const image = storedImage(rows, isPlanar || isPacked, isPacked);
          const [fast, slow] = [true, false].map((simd) => {
            const preprocessor = new Preprocessor(channels, { layout, validityMask, simd });
            const out = new Float32Array(preprocessor.channelCount * rows * width).fill(7);
            preprocessor.run(image, out);
            return out;
          });
          expect(fast).toEqual(slow);
        },
      ),
      { numRuns: 60 },
    );
  });

  test("SIMD is what runs here", () => expect(createSimdKernel()).toBeDefined());
});

/** The first rows of the image: as they are, in planes, or packed. */
function storedImage(rows: number, isPlanar: boolean, isPacked: boolean): StoredImage {
  const count = rows * width;
  if (!isPlanar) return { ...pixelMajor(), height: rows };
  const at = (i: number): number => image.data[(i % count) * channelCount + Math.floor(i / count)]!;
  const length = count * channelCount;
  const data = isPacked
    ? Int16Array.from({ length }, (_, i) => (at(i) === -32767 ? -32768 : Math.round(at(i) * 50)))
    : Float32Array.from({ length }, (_, i) => at(i));
  const [missing, scale, offset] = isPacked ? [-32768, 0.02, 0.001] : [-32767, 1, 0];
  const part = { firstChannel: 0, channelCount, data, start: 0, pixelStep: 1, channelStep: count };
  return { height: rows, width, parts: [{ ...part, missing, scale, offset }] };
}

test("sincos doubles the channels of angles: sines, then cosines", () => {
  const channels = outputChannels(channelsOf(resolveFields(["thetas", "I865P", "phi"])), {
    clip: false,
    angles: "sincos",
  });
  expect(channels.map(({ field, part }) => `${field} ${part}`).filter((text, i, all) => text !== all[i - 1])).toEqual([
    "thetas sin",
    "thetas cos",
    "I865P value",
    "phi sin",
    "phi cos",
  ]);
  expect(channels).toHaveLength(5 * 16);
});

test("a subset of fields and angles is a subset of the channels", () => {
  const chosen = channelsOf(resolveFields(["U865P", "thetas"]), { stored, omitAngles: [0, 15] });
  const some = run(outputChannels(chosen, defaults), "NCHW");
  const all = run(outputChannels(channelsOf(stored), defaults), "NCHW");
  chosen.forEach(({ stored: number }, c) => {
    expect(some.slice(c * pixels, (c + 1) * pixels)).toEqual(all.slice(number * pixels, (number + 1) * pixels));
  });
});

test("packed planes give what floats give, to half a quantum", () => {
  const channels = outputChannels(channelsOf(stored).slice(0, 16), defaults);
  const counts = new Int16Array(16 * pixels);
  for (let c = 0; c < 16; c++) {
    for (let p = 0; p < pixels; p++) {
      const value = image.data[p * channelCount + c]!;
      counts[c * pixels + p] = value === -32767 ? -32768 : Math.round((value - 0.5) / 1e-4);
    }
  }
  const part = { firstChannel: 0, channelCount: 16, data: counts, start: 0, pixelStep: 1, channelStep: pixels };
  const packed = run(channels, "NCHW", {
    height,
    width,
    parts: [{ ...part, scale: 1e-4, offset: 0.5, missing: -32768 }],
  });
  const floats = run(channels, "NCHW");
  packed.forEach((value, i) => void expect(Math.abs(value - floats[i]!)).toBeLessThan(0.51e-4));
});

test("what is not finite counts as missing", () => {
  const data = image.data.slice();
  data[0] = Number.NaN;
  data[channelCount] = Number.POSITIVE_INFINITY;
  data[48] = Number.NEGATIVE_INFINITY;
  data[64] = 1e30;
  const out = run(outputChannels(channelsOf(stored), defaults), "NCHW", pixelMajor(data));
  expect([out[0], out[1], out[48 * pixels], out[64 * pixels]]).toEqual([0, 0, 0, 0]);
});

test("the validity mask is the share of channels with a value", () => {
  const channels = outputChannels(channelsOf(stored), { clip: false, angles: "sincos" });
  for (const layout of ["NCHW", "NHWC"] as const) {
    const preprocessor = new Preprocessor(channels, { layout, validityMask: true });
    const out = new Float32Array(preprocessor.channelCount * pixels);
    preprocessor.run(pixelMajor(), out);
    for (let p = 0; p < pixels; p++) {
      const values = image.data.slice(p * channelCount, (p + 1) * channelCount);
      const at = layout === "NCHW" ? channels.length * pixels + p : (p + 1) * preprocessor.channelCount - 1;
      expect(out[at]).toBeCloseTo(values.filter((value) => value !== -32767).length / channelCount, 6);
    }
  }
});

describe("transforms", () => {
  const channels = normalized(outputChannels(channelsOf(stored), defaults));
  const fields = channelsOf(stored).map(({ field }) => field.name);
  const shape = { height, width, channels: channelCount, layout: "HWC" } as const;

  test.each(allTransforms)("%j is done to physical values", (transform) => {
    const turned = transformImage(image.data, shape, fields, transform);
    const expected = new Float32Array(channels.length * pixels);
    const preprocessor = new Preprocessor(channels, { layout: "NCHW", validityMask: false });
    const { height: h, width: w } = turned.shape;
    preprocessor.run({ ...pixelMajor(turned.image), height: h, width: w }, expected);
    const out = new Float32Array(expected.length);
    expect(preprocessor.run(pixelMajor(), out, transform)).toEqual({ height: h, width: w });
    expect(out).toEqual(expected);
  });

  test.each(allTransforms)("%j and back are nothing", (transform) => {
    const there = transformImage(image.data, shape, fields, transform);
    const back = transformImage(there.image, there.shape, fields, invertTransform(transform)).image;
    const [a, b] = [run(channels, "NCHW"), run(channels, "NCHW", pixelMajor(back))];
    expect(a.reduce((worst, value, i) => Math.max(worst, Math.abs(value - b[i]!)), 0)).toBeLessThan(1e-4);
  });
});

describe("normalizeChannels", () => {
  const channels = outputChannels(channelsOf(resolveFields(["Nviews"])), defaults);
  const statistics = {
    fields: [["Data_Fields", "Nviews"]] as const,
    channels: [{ field: "Nviews", angle: null, mean: 14, std: 2, count: 5, min: 0, max: 16 }],
    transform: defaults,
  };

  test("takes mean and deviation", () => {
    expect(normalizeChannels(channels, statistics, defaults, "f")).toMatchObject([{ mean: 14, std: 2 }]);
  });

  test("only shifts a channel that is constant", () => {
    const constant = { ...statistics, channels: [{ ...statistics.channels[0]!, std: 0 }] };
    expect(normalizeChannels(channels, constant, defaults, "f")).toMatchObject([{ mean: 14, std: 1 }]);
  });

  test("refuses another transform and missing channels, and names the command", () => {
    expect(() => normalizeChannels(channels, statistics, { ...defaults, clip: false }, "f")).toThrow(
      /^f: they were computed with clip physical and angles default, but clip false and angles default are asked for: run `atcs stats`/,
    );
    const others = outputChannels(channelsOf(resolveFields(["I865P"])), defaults);
    expect(() => normalizeChannels(others, statistics, defaults, "f")).toThrow(
      /no statistics of I865P, angle 0: run `atcs stats`/,
    );
  });
});

describe("preprocessSettings", () => {
  test("refuses mirror images of what was clipped as published", () => {
    expect(() => preprocessSettings({ clip: "published", augment: true })).toThrow(/mirror/);
    expect(preprocessSettings({ clip: "published", augment: { mirror: false } }).augment).toEqual({
      turns: true,
      mirror: false,
    });
  });

  test.each([
    [{ clip: "none" }],
    [{ clip: true }],
    [{ angles: 1 }],
    [{ layout: "HWC" }],
    [{ normalize: 1 }],
    [{ validityMask: "x" }],
    [{ augment: 5 }],
    [{ augment: { turn: true } }],
    [{ augment: { turns: 1 } }],
  ])("%j is refused", (options) => expect(() => preprocessSettings(options as never)).toThrow(/expected|no option/));
});
