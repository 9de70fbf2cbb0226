import { describe, expect, test } from "vitest";
import { maskViews, viewMask } from "../../src/granules/view-mask.ts";

const views = 4;
const x = -32767;

function radiance(...counts: number[]) {
  return { data: Int16Array.from(counts), packing: { invalid: [32767, x] } };
}

describe("which slots hold a view", () => {
  test("without radiances: those before the number of views", () => {
    const mask = viewMask({ counts: Uint8Array.of(0, 2, 4, 9), views, radiances: [] });
    expect([...mask]).toEqual([0, 0, 0, 0, 1, 1, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1]);
  });

  test("a radiance that is missing does not take the view away", () => {
    const input = { counts: Uint8Array.of(3), views, radiances: [radiance(x, 5, x, x)] };
    expect(maskViews(input)).toEqual({ mask: Uint8Array.of(1, 1, 1, 0), unpacked: 0 });
  });

  test("a pixel that is not packed from slot 0 has the slots of its radiances", () => {
    const radiances = [radiance(x, x, 7, x, 1, 1, x, x), radiance(x, x, x, 8, 1, x, x, x)];
    const { mask, unpacked } = maskViews({ counts: Uint8Array.of(2, 2), views, radiances });
    expect([...mask]).toEqual([0, 0, 1, 1, 1, 1, 0, 0]);
    expect(unpacked).toBe(1);
  });

  test("no views, but radiances", () => {
    const input = { counts: Uint8Array.of(0), views, radiances: [radiance(3, x, x, 32767)] };
    expect(maskViews(input)).toEqual({ mask: Uint8Array.of(1, 0, 0, 0), unpacked: 1 });
  });
});

test("a long run of pixels without views takes no time", () => {
  const counts = new Uint8Array(500_000);
  const data = new Int16Array(counts.length * views).fill(x);
  const started = performance.now();
  const mask = viewMask({ counts, views, radiances: [{ data, packing: { invalid: [x] } }] });
  expect(mask.includes(1)).toBe(false);
  expect(performance.now() - started).toBeLessThan(2000);
});

test("arrays that do not fit together are a ShapeError", () => {
  const counts = Uint8Array.of(1, 2);
  expect(() => viewMask({ counts, views, radiances: [radiance(1, 2, 3)] })).toThrow("3 elements: expected 8");
  expect(() => viewMask({ counts, views: 0, radiances: [] })).toThrow("views is 0");
});
