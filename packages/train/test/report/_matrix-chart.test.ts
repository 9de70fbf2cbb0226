import { expect, test } from "vitest";
import { matrixChart } from "../../src/report/_matrix-chart.ts";
import { elementsNamed } from "./_elements.ts";

test("cells are percentages of their rows, rows being the truth", () => {
  const counts = [
    [3, 1, 0],
    [1, 999, 0],
    [0, 0, 0],
  ];
  const options = { title: "Confusion", rowsLabel: "truth", columnsLabel: "prediction" };
  const { text } = matrixChart(["a<b", "b", "c"], counts, options);
  const cells = elementsNamed(text, "g").map((cell) => cell.text);
  expect(cells).toEqual([
    ...["a<b as a<b: 3 of 475", "a<b as b: 1 of 425", "a<b as c: 0 of 40"],
    ...["b as a<b: 1 of 1,000<1", "b as b: 999 of 1,000100", "b as c: 0 of 1,0000"],
    ...["c as a<b: 0 of 0", "c as b: 0 of 0", "c as c: 0 of 0"],
  ]);
  const strengths = elementsNamed(text, "rect")
    .slice(1)
    .map(({ attributes }) => Number(attributes["fill-opacity"]));
  expect(strengths.slice(0, 3)).toEqual([0.45, 0.15, 0]);
});
