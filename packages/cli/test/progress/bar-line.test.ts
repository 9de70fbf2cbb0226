import { describe, expect, test } from "vitest";
import { textWidth } from "../../src/format/line.ts";
import { type BarView, barLines } from "../../src/progress/bar-line.ts";

/** Of a bar that is alone, with room for a label of so many characters. */
function barLine(view: BarView, labelWidth: number, width: number): string {
  return barLines([view, { label: "x".repeat(labelWidth), share: undefined, details: [] }], width)[0]!;
}

describe("barLine", () => {
  test("label, bar, per cent and details", () => {
    const view = { label: "total", share: 0.5, details: ["3 of 6 granules", "12 s left"] };
    expect(barLine(view, 7, 60)).toBe("total    ██████░░░░░░   50 %  3 of 6 granules  12 s left");
  });

  test("the bar has a limit", () => {
    const line = barLine({ label: "a", share: 0, details: [] }, 1, 300);
    expect(line).toBe(`a  ${"░".repeat(40)}    0 %`);
  });

  test("is as wide whatever stands around it", () => {
    const widths = ["", "1 of 4 granules", "12 min 30 s left"].flatMap((detail) =>
      [0.05, 0.5, 1].map((share) => {
        const line = barLine({ label: "a", share, details: [detail] }, 12, 80);
        return [...line].filter((character) => "█░".includes(character)).length;
      }),
    );
    expect(new Set(widths)).toEqual(new Set([16]));
  });

  test("full only when everything is done", () => {
    const bar = (share: number) => barLine({ label: "", share, details: [] }, 0, 60);
    expect(bar(0.999)).toContain("░");
    expect(bar(0.999)).toContain("99 %");
    expect(bar(1)).not.toContain("░");
    expect(bar(1)).toContain("100 %");
    expect(bar(1.5)).toBe(bar(1));
    expect(bar(-1)).toBe(bar(0));
  });

  test("a narrow terminal: a narrow bar, none, then fewer details", () => {
    const view = { label: "granule", share: 0.25, details: ["12 MB of 48 MB", "1 of 4 granules"] };
    expect(barLine(view, 7, 61)).toBe("granule  ███░░░░░░░░░   25 %  12 MB of 48 MB  1 of 4 granules");
    expect(barLine(view, 7, 60)).toBe("granule  ██░░░░░░   25 %  12 MB of 48 MB  1 of 4 granules");
    expect(barLine(view, 7, 50)).toBe("granule   25 %  12 MB of 48 MB  1 of 4 granules");
    expect(barLine(view, 7, 40)).toBe("granule   25 %  12 MB of 48 MB");
    expect(barLine(view, 7, 20)).toBe("granule   25 %");
    for (let width = 20; width < 120; width++) expect(textWidth(barLine(view, 7, width))).toBeLessThanOrEqual(width);
  });

  test("bars of all lines begin in one column and are as wide", () => {
    const long = { label: "a granule", share: 0.5, details: ["12 min left", "1 MB of 2 MB", "1 of 4 granules"] };
    const lines = (width: number) => barLines([{ label: "all", share: 0.5, details: [] }, long], width);
    expect(lines(80)).toEqual([
      "all        ████████░░░░░░░░   50 %",
      "a granule  ████████░░░░░░░░   50 %  12 min left  1 MB of 2 MB  1 of 4 granules",
    ]);
    expect(lines(75)).toEqual([
      "all        ████░░░░   50 %",
      "a granule  ████░░░░   50 %  12 min left  1 MB of 2 MB  1 of 4 granules",
    ]);
    expect(lines(45)).toEqual(["all        ████░░░░   50 %", "a granule   50 %  12 min left  1 MB of 2 MB"]);
  });

  test("a line that is too long leaves the column of the bars before it loses its own", () => {
    const part = { label: "a granule with a long name", share: 0.5, details: ["1 MB of 2 MB"] };
    const total = { label: "all", share: 0.5, details: ["12 min left", "1 MB of 2 MB", "1 of 4 granules"] };
    expect(barLines([part, total], 70)).toEqual([
      "a granule with a long name  ████░░░░   50 %  1 MB of 2 MB",
      "all  ████░░░░   50 %  12 min left  1 MB of 2 MB  1 of 4 granules",
    ]);
    expect(barLines([part, total], 60)[1]).toBe("all   50 %  12 min left  1 MB of 2 MB  1 of 4 granules");
  });

  test("nobody knows how much there is", () => {
    expect(barLine({ label: "bytes", share: undefined, details: ["", "12 MB"] }, 5, 80)).toBe("bytes  12 MB");
  });

  test("wide characters count as two", () => {
    expect(
      textWidth(barLine({ label: "雲雲雲雲雲雲雲雲雲雲雲雲", share: undefined, details: [] }, 24, 20)),
    ).toBeLessThanOrEqual(20);
  });
});
