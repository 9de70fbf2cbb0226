import { expect, test } from "vitest";
import { barChart } from "../../src/report/_bar-chart.ts";
import { elementsNamed } from "./_elements.ts";

test("bars are as long as their values, and none is beyond the range", () => {
  const bars = [0.25, 0.5, 1, 7, -3, null].map((value, i) => ({ name: `<${i}>`, value }));
  const { text } = barChart(bars, { title: "Dice" });
  const widths = elementsNamed(text, "rect").flatMap(({ attributes }) =>
    attributes.class === "filled-0" ? [Number(attributes.width)] : [],
  );
  const whole = widths[2]!;
  expect(widths.map((width) => width / whole)).toEqual([0.25, 0.5, 1, 1, 0, 0].map((part) => expect.closeTo(part, 2)));
  const texts = elementsNamed(text, "text").map((element) => element.text);
  expect(texts).toEqual(expect.arrayContaining(["<0>", "0.25", "no data"]));
});

test("error bars and texts of their own", () => {
  const { text } = barChart([{ name: "a", value: 0.5, low: 0.4, high: 0.6, text: "half" }], { title: "Dice" });
  expect(elementsNamed(text, "path").some(({ attributes }) => attributes.class === "whisker")).toBe(true);
  expect(elementsNamed(text, "text").map((element) => element.text)).toContain("half");
  expect(barChart([], { title: "Dice" }).text).not.toMatch(/NaN|Infinity/);
});
