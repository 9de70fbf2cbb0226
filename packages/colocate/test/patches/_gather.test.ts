import { describe, expect, it } from "vitest";
import { gatherFields } from "../../src/patches/_gather.ts";
import { missingValue } from "../../src/patches/missing-value.ts";
import type { FieldArray, WindowField } from "../../src/patches/window-field.ts";

/** Three pixels of a window of four, read backwards into the channels 1 and 2 of three. */
function gather(field: Omit<WindowField, "name" | "views">, usable = [1, 1, 1, 1, 1, 1, 1, 1]): number[] {
  const out = new Float32Array(9);
  const source = { field: { name: "field", views: 2, ...field }, channel: 1, usable: Uint8Array.from(usable) };
  gatherFields([source], { out, channels: 3, pixels: Int32Array.of(3, 1, 0) });
  return [...out];
}

const x = missingValue;

describe("gatherFields", () => {
  it.each<[string, FieldArray]>([
    ["int16", Int16Array.of(1, 2, 3, 4, 5, 6, 7, 8)],
    ["uint16", Uint16Array.of(1, 2, 3, 4, 5, 6, 7, 8)],
    ["float32", Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8)],
    ["uint8", Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)],
  ])("reads each pixel where it lies, scales it, and leaves out codes and what is not usable: %s", (_, data) => {
    expect(gather({ data })).toEqual([0, 7, 8, 0, 3, 4, 0, 1, 2]);
    expect(gather({ data, scale: 2, offset: -1, invalid: [3, 8] })).toEqual([0, 13, x, 0, x, 7, 0, 1, 3]);
    expect(gather({ data, invalid: [1, 2, 3] })).toEqual([0, 7, 8, 0, x, 4, 0, x, x]);
    expect(gather({ data }, [0, 1, 1, 1, 0, 0, 1, 0])).toEqual([0, 7, x, 0, 3, 4, 0, x, 2]);
  });

  it("tells the large unsigned numbers from the negative ones", () => {
    const bits = [32767, 32768, 65535, 65534, 0, 0, 40000, 1];
    const unsigned = gather({ data: Uint16Array.from(bits), invalid: [65535, 65534] });
    expect(unsigned).toEqual([0, 40000, 1, 0, x, x, 0, 32767, 32768]);
    const signed = gather({ data: Int16Array.from(bits), invalid: [-1] });
    expect(signed).toEqual([0, -25536, 1, 0, x, -2, 0, 32767, -32768]);
  });

  it("goes on over many pixels and several fields", () => {
    const pixels = Int32Array.from({ length: 1000 }, (_, i) => 999 - i);
    const out = new Float32Array(2000);
    const usable = new Uint8Array(1000).fill(1);
    const counting = { name: "a", data: Int16Array.from({ length: 1000 }, (_, i) => i) };
    const other = { name: "b", data: Float64Array.from({ length: 1000 }, (_, i) => i / 2) };
    gatherFields(
      [
        { field: counting, channel: 0, usable },
        { field: other, channel: 1, usable },
      ],
      { out, channels: 2, pixels },
    );
    expect([...out]).toEqual(Array.from(pixels).flatMap((pixel) => [pixel, pixel / 2]));
  });
});
