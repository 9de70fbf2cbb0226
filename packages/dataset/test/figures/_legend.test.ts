import fc from "fast-check";
import { expect, test } from "vitest";
import { legend, noDataEntry } from "../../src/figures/_legend.ts";
import { textWidth } from "../../src/figures/_text-width.ts";
import { svgElements } from "../support/svg.ts";

/** Text, left end of its entry, and the line that it is in. */
function placed(names: readonly string[], width: number): [name: string, x: number, line: number][] {
  const entries = names.map((name) => ({ name, color: "#123456" }));
  return svgElements(legend(entries, width).markup).flatMap(({ name, text, shift }) =>
    name === "text" ? [[text, shift[0], shift[1] / 11]] : [],
  );
}

const types =
  "no cloud,cirrus,altostratus,altocumulus,stratus,stratocumulus,cumulus,nimbostratus,deep convection".split(",");

test("lines are about equally long: the last entry is not alone", () => {
  expect(placed(types, 458).map(([, , line]) => line)).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1]);
  expect(placed(types, 1000).map(([, , line]) => line)).toEqual(types.map(() => 0));
});

test("entries stay within the width, in their order, and it says how high they are", () => {
  const name = fc.string({ unit: fc.constantFrom("a", "m", "W", " "), minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 12 }), fc.integer({ min: 80, max: 500 }), (names, width) => {
      const { height, markup } = legend(
        names.map((one) => ({ name: one, color: "#000000" })),
        width,
      );
      const texts = svgElements(markup).filter((one) => one.name === "text");
      let [line, end] = [0, 0];
      for (const { text, attributes, shift } of texts) {
        if (shift[1] > line) [line, end] = [shift[1], 0];
        expect(shift[1]).toBe(line);
        expect(shift[0]).toBeGreaterThanOrEqual(end);
        end = shift[0] + Number(attributes.x) + textWidth(text, Number(attributes["font-size"]));
        expect(end).toBeLessThanOrEqual(width + 0.1);
      }
      expect(height).toBe(line + 11);
    }),
  );
});

test("without entries it takes a line, and the sign of no data is hatched", () => {
  expect(legend([], 100)).toEqual({ height: 11, markup: "" });
  expect(svgElements(legend([noDataEntry], 100).markup).map(({ name }) => name)).toEqual([
    "g",
    "rect",
    "path",
    "rect",
    "text",
  ]);
});
