import { describe, expect, test } from "vitest";
import { ShapeError } from "../../src/errors.ts";
import { viewCounts, viewMask } from "../../src/patches/view-mask.ts";

const views = 4;
const x = -32767;

function radiance(...data: number[]) {
  return { name: "I865P", data: Int16Array.from(data), views, invalid: [32767, x] };
}

describe("viewCounts", () => {
  test("numbers of views, 0 for fill and missing, and how many cannot be", () => {
    const nviews = { name: "Nviews", data: Uint8Array.of(0, 14, 16, 17, 254, 255), invalid: [255, 254] };
    expect(viewCounts(nviews)).toEqual({ counts: Uint8Array.of(0, 14, 16, 0, 0, 0), outside: 1 });
    expect(viewCounts(nviews, 17)).toEqual({ counts: Uint8Array.of(0, 14, 16, 17, 0, 0), outside: 0 });
  });

  test("scale and offset count, fractions are no numbers", () => {
    const nviews = { name: "Nviews", data: Float32Array.of(2, 3, 3.5, Number.NaN, -9), scale: 2, offset: -1 };
    expect(viewCounts(nviews)).toEqual({ counts: Uint8Array.of(3, 5, 6, 0, 0), outside: 1 });
    expect(viewCounts({ ...nviews, scale: 1 })).toEqual({ counts: Uint8Array.of(1, 2, 0, 0, 0), outside: 2 });
  });

  test("wrong input", () => {
    const nviews = { name: "Nviews", data: new Uint8Array(8), views: 2 };
    expect(() => viewCounts(nviews)).toThrow(
      new ShapeError("field Nviews has 2 views: expected one number for each pixel"),
    );
    for (const maxViews of [0, 256, 1.5, Number.NaN]) {
      expect(() => viewCounts({ ...nviews, views: 1 }, maxViews)).toThrow(RangeError);
    }
    expect(() => viewCounts(new Uint8Array(3) as never)).toThrow(TypeError);
  });
});

describe("which slots hold a view", () => {
  test("without radiances: those before the number of views", () => {
    const { mask } = viewMask({ counts: Uint8Array.of(0, 2, 4, 9), views, radiances: [] });
    expect([...mask]).toEqual([0, 0, 0, 0, 1, 1, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1]);
  });

  test.each<[string, number, number[][], number[], number, number]>([
    ["a radiance that is missing does not take the view away", 3, [[x, 5, x, x]], [1, 1, 1, 0], 0, 0],
    ["not packed from slot 0: the slots of the radiances", 2, [[x, x, 7, x]], [0, 0, 1, 0], 1, 0],
    [
      "of all radiances",
      2,
      [
        [x, x, 7, x],
        [x, x, x, 8],
      ],
      [0, 0, 1, 1],
      1,
      0,
    ],
    ["as many as there are views", 2, [[1, x, x, 8]], [1, 0, 0, 1], 1, 0],
    ["more: unused slots are not flagged, so the number counts", 2, [[1, 2, 0, 0]], [1, 1, 0, 0], 0, 1],
    ["more, some of the first missing", 2, [[x, 2, 0, 0]], [1, 1, 0, 0], 0, 1],
    ["no views, but radiances", 0, [[3, x, x, 32767]], [0, 0, 0, 0], 0, 1],
    ["all views", 4, [[1, x, 3, 4]], [1, 1, 1, 1], 0, 0],
  ])("%s", (_, count, radiances, mask, unpacked, excess) => {
    // Between two pixels with all views, to see that none takes from another.
    const counts = Uint8Array.of(4, count, 4);
    const all = [1, 1, 1, 1];
    const input = { counts, views, radiances: radiances.map((own) => radiance(...all, ...own, ...all)) };
    expect(viewMask(input)).toEqual({ mask: Uint8Array.from([...all, ...mask, ...all]), unpacked, excess });
  });

  test("codes of any number, NaN and infinities are no radiances", () => {
    const data = Float32Array.of(Number.NaN, Number.POSITIVE_INFINITY, -1, -2);
    const one = (invalid: number[]) => ({ name: "I490P", data, views, invalid });
    const counts = Uint8Array.of(1);
    expect([...viewMask({ counts, views, radiances: [one([-1, -2])] }).mask]).toEqual([1, 0, 0, 0]);
    expect([...viewMask({ counts, views, radiances: [one([-5, -1, -6])] }).mask]).toEqual([0, 0, 0, 1]);
  });
});

test("a long run of pixels without views takes no time", () => {
  const counts = new Uint8Array(500_000);
  const data = new Int16Array(counts.length * views).fill(x);
  const started = performance.now();
  const { mask } = viewMask({ counts, views, radiances: [{ name: "I865P", data, views, invalid: [x] }] });
  expect(mask.includes(1)).toBe(false);
  expect(performance.now() - started).toBeLessThan(2000);
});

test("arrays that do not fit together", () => {
  const counts = Uint8Array.of(1, 2);
  const short = radiance(1, 2, 3, 4);
  expect(() => viewMask({ counts, views, radiances: [short] })).toThrow(ShapeError);
  expect(() => viewMask({ counts, views, radiances: [short] })).toThrow("4 elements of 4 views: expected 8 of 4");
  expect(() => viewMask({ counts, views, radiances: [{ ...radiance(1, 2, 3, 4, 5, 6, 7, 8), views: 2 }] })).toThrow(
    "8 elements of 2 views: expected 8 of 4",
  );
  expect(() => viewMask({ counts, views: 0, radiances: [] })).toThrow(RangeError);
  expect(() => viewMask({ counts, views } as never)).toThrow(
    new TypeError("viewMask: radiances must be an array of fields"),
  );
  expect(() => viewMask({ counts: [1, 2], views, radiances: [] } as never)).toThrow(TypeError);
  expect(() => viewMask(undefined as never)).toThrow(TypeError);
});
