import { describe, expect, test } from "vitest";
import { textWidth } from "../../src/format/line.ts";
import { barLine } from "../../src/progress/bar-line.ts";

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

  test("a narrow terminal: no bar, then the end is cut off", () => {
    const view = { label: "granule", share: 0.25, details: ["1 of 4 granules, 12 MB"] };
    expect(barLine(view, 7, 45)).toBe("granule  ██░░░░░░░   25 %  1 of 4 granules, …");
    expect(barLine(view, 7, 39)).toBe("granule   25 %  1 of 4 granules, 12 MB");
    expect(barLine(view, 7, 30)).toBe("granule   25 %  1 of 4 granul…");
    for (let width = 20; width < 120; width++) expect(textWidth(barLine(view, 7, width))).toBeLessThanOrEqual(width);
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
