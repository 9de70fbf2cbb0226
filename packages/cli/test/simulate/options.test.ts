import { parseTime } from "@atcs/colocate";
import { noImperfections, realisticImperfections } from "@atcs/simulator";
import { describe, expect, test } from "vitest";
import {
  dayText,
  parseDay,
  parseLatRange,
  parseRate,
  parseWhole,
  toArchiveOptions,
} from "../../src/simulate/options.ts";

const presets = { none: noImperfections, realistic: realisticImperfections };
const from = parseTime("2008-06-03");
const raw = { out: "archive", from, seed: 0 };

describe("parsers", () => {
  test.each([
    ["-10,10", [-10, 10]],
    ["-90,90", [-90, 90]],
    ["-60.5,-20", [-60.5, -20]],
    ["0, .5", [0, 0.5]],
    ["+4,7", [4, 7]],
  ])("latitudes %s", (text, range) => {
    expect(parseLatRange(text)).toEqual(range);
  });

  test.each(["", "10", "10,-10", "5,5", "-91,0", "0,91", "a,b", "1,2,3", "0x1,5", "1e1,20", ",5", "NaN,5"])(
    "no latitudes: %s",
    (text) => {
      expect(() => parseLatRange(text)).toThrow("Expected two latitudes from -90 to 90, south and north");
    },
  );

  test("whole numbers within limits", () => {
    expect(["1", "15"].map(parseWhole(1, 15))).toEqual([1, 15]);
    for (const text of ["0", "16", "1.5", "-1", "", "1e1", "0x5"]) {
      expect(() => parseWhole(1, 15)(text)).toThrow("Expected a whole number from 1 to 15.");
    }
  });

  test("rates", () => {
    expect(["0", "0.05", ".5", "1"].map(parseRate)).toEqual([0, 0.05, 0.5, 1]);
    for (const text of ["-0.1", "1.1", "5 %", "", "x"]) {
      expect(() => parseRate(text)).toThrow("Expected a probability from 0 to 1.");
    }
  });

  test("days", () => {
    expect(dayText(parseDay("2008-06-03"))).toBe("2008-06-03");
    expect(dayText(parseDay("2008_06_03"))).toBe("2008-06-03");
    expect(dayText(parseDay("2008-06-03T23:59:59.9999999Z"))).toBe("2008-06-03");
    expect(dayText(parseDay("2008-12-31T23:59:60.9999999Z"))).toBe("2008-12-31");
    for (const text of ["yesterday", "2008-06-31", "20080603", ""]) {
      expect(() => parseDay(text)).toThrow("Expected a day such as 2008-06-03.");
    }
  });
});

describe("what is simulated", () => {
  test("one day, and nothing goes wrong", () => {
    expect(toArchiveOptions(raw, presets)).toEqual({ ...raw, to: from, imperfections: noImperfections });
  });

  test("gaps at plausible rates, or at one", () => {
    expect(toArchiveOptions({ ...raw, withGaps: true }, presets).imperfections).toEqual(realisticImperfections);
    const { imperfections = {} } = toArchiveOptions({ ...raw, withGaps: 0.25 }, presets);
    expect(Object.keys(imperfections)).toEqual(Object.keys(noImperfections));
    expect(new Set(Object.values(imperfections))).toEqual(new Set([0.25]));
  });

  test("the last day before the first", () => {
    expect(() => toArchiveOptions({ ...raw, to: parseTime("2008-06-02") }, presets)).toThrow(
      "--to 2008-06-02 lies before --from 2008-06-03",
    );
  });
});
