import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { element, figure, hatching, path, round, text } from "../../src/figures/_svg.ts";
import { svgElements } from "../support/svg.ts";

describe("text", () => {
  test("what SVG would take for markup is escaped", () => {
    expect(text(1, 2, `<a href="x">&'`, { fill: `"<&` })).toBe(
      `<text x="1" y="2" font-size="7.5" fill="&quot;&lt;&amp;">&lt;a href=&quot;x&quot;&gt;&amp;'</text>`,
    );
  });

  test("what XML cannot hold is replaced", () => {
    expect(element("title", {}, "a")).toBe("<title>a</title>");
    expect(text(0, 0, "a\u0000b\ud800c\u001bd\uffff😀")).toContain(">a\ufffdb\ufffdc\ufffdd\ufffd😀</text>");
  });

  test("any text and title gives SVG whose tags match", () => {
    const unit = fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.integer({ min: 0, max: 127 }));
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 30 }), (units) => {
        const content = String.fromCharCode(...units);
        const svg = figure({
          widthMm: 50,
          height: 20,
          title: content,
          children: text(0, 0, content, { class: content }),
        });
        expect(svgElements(svg).map(({ name }) => name)).toEqual(["svg", "title", "rect", "text"]);
      }),
    );
  });
});

test("sizes are in millimetres, and points within", () => {
  const [svg] = svgElements(figure({ widthMm: 127, height: 72, title: "t", children: "" }));
  expect(svg!.attributes).toMatchObject({ width: "127mm", height: "25.4mm", viewBox: "0 0 360 72" });
});

test("numbers are rounded and finite", () => {
  expect([1.005, -0.001, 12, 1e-9, 123456.789].map((value) => round(value))).toEqual([
    "1",
    "0",
    "12",
    "0",
    "123456.79",
  ]);
  for (const value of [Number.NaN, Infinity, -Infinity]) expect(() => round(value)).toThrow(RangeError);
  expect(() => path([[0, Number.NaN]])).toThrow("a figure would have NaN in it");
});

test("a path is lifted where there is no point", () => {
  const points: ([number, number] | undefined)[] = [[0, 0], [1.239, 2], undefined, [3, 4], [5, 6]];
  expect(path(points)).toBe("M0 0L1.24 2M3 4L5 6");
  expect(path(points.slice(0, 2), true)).toBe("M0 0L1.24 2Z");
});

test("hatching stays in its rectangle", () => {
  const d = /d="([^"]*)"/.exec(hatching(20, 10, 4))![1]!;
  const points = [...d.matchAll(/[ML]([\d.]+) ([\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);
  expect(points).toHaveLength(14);
  for (const [x, y] of points) expect(x! >= 0 && x! <= 20 && y! >= 0 && y! <= 10).toBe(true);
});
