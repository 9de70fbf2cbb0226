import fc from "fast-check";
import { expect, test } from "vitest";
import type { StoredChannels, StoredImage } from "../../src/sources/types.ts";
import { channelReader, scanChannels } from "../../src/validate/_image-channels.ts";

const [height, width, channels] = [9, 31, 3];

function part(overrides: Partial<StoredChannels> & Pick<StoredChannels, "data">): StoredImage {
  const whole = { firstChannel: 0, channelCount: channels, start: 0, pixelStep: channels, channelStep: 1 };
  return { height, width, parts: [{ ...whole, scale: 1, offset: 0, missing: -32767, ...overrides }] };
}

test("valid values, their range and what is not finite, as sorting tells them", () => {
  const element = fc.oneof(fc.float(), fc.constantFrom(-32767, Number.NaN, Number.POSITIVE_INFINITY));
  const size = height * width * channels;
  fc.assert(
    fc.property(fc.array(element, { minLength: size, maxLength: size }), fc.boolean(), (values, isPlanar) => {
      const data = Float32Array.from(values);
      const image = part(isPlanar ? { data, pixelStep: 1, channelStep: height * width } : { data });
      const scan = scanChannels(image, channels);
      for (let c = 0; c < channels; c++) {
        const read = channelReader(image, c)!;
        const own = Array.from({ length: height * width }, (_, pixel) => read(pixel)).filter((v) => v !== undefined);
        const finite = own.filter(Number.isFinite);
        expect(scan.valid[c]).toBe(finite.length);
        expect(scan.broken[c]).toBe(own.length - finite.length);
        if (finite.length === 0) continue;
        expect([scan.least[c], scan.most[c]]).toEqual([Math.min(...finite) + 0, Math.max(...finite) + 0]);
      }
    }),
    { numRuns: 20 },
  );
});

test("counts of a pack are told in physical units, also those that float32 keeps for no value", () => {
  const data = new Int16Array(height * width * channels).fill(32767);
  data.set([-32768, -32767, 100], 0);
  data.set([200, 5, 0], channels);
  const image = part({ data, scale: -0.5, offset: 10, missing: 32767 });
  const scan = scanChannels(image, channels);
  expect([...scan.valid]).toEqual([2, 2, 2]);
  expect([...scan.least]).toEqual([-90, 7.5, -40]);
  expect([...scan.most]).toEqual([16394, 16393.5, 10]);
  expect(channelReader(image, 1)?.(2)).toBeUndefined();
  expect(channelReader(image, 3)).toBeUndefined();
});
