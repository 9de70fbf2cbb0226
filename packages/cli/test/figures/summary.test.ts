import { expect, test } from "vitest";
import { summaryJson, summaryText } from "../../src/figures/summary.ts";

const summary = {
  dataset: "d\u001bir",
  instances: 1,
  examples: [3, 4],
  files: ["o/a.svg", "o/a.png"],
  withoutImages: true,
};

test("what was drawn, for people", () => {
  expect([...summaryText(summary)].join("")).toBe(
    "dataset   d\\x1bir, 1 instance\n" +
      "examples  3, 4\n" +
      "images    none: the dataset lacks radiances around 469 to 645 nm\n" +
      "written   2 files\n  o/a.svg\n  o/a.png\n",
  );
  expect([...summaryText({ ...summary, examples: [], withoutImages: false })].join("")).not.toContain("images");
});

test("and for programs", () => {
  expect(summaryJson(summary)).toEqual(summary);
});
