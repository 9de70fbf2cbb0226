import { granuleFile, matchGranules, parseTime } from "@atcs/colocate";
import { describe, expect, test } from "vitest";
import { noImperfections } from "../../src/archive/imperfections.ts";
import { planArchive } from "../../src/archive/plan-archive.ts";
import type { ArchivePlanOptions } from "../../src/archive/types.ts";

const day = (text: string) => ({ from: parseTime(text), to: parseTime(text) });
const june = { from: parseTime("2008-06-01"), to: parseTime("2008-06-30") };

/** Names of the granules. */
function names(options: ArchivePlanOptions): string[] {
  return planArchive(options).granules.map(({ granule }) => granule);
}

describe("names and directories", () => {
  test("are those of the real archive", () => {
    // 080176M_2008-06-03T01-34-54 is the name of a real granule; PARASOL follows 150 s later.
    const granule = planArchive({ ...day("2008-06-03"), truth: true }).granules.find(
      ({ orbit }) => orbit.orbit === 176,
    );
    expect(granule).toMatchObject({
      granule: "2008-06-03T01-32-24ZD",
      dayNight: "day",
      hasCloudData: true,
      imperfections: [],
      files: [
        {
          kind: "cldclass",
          path: "CALIOP/CALTRACK-5km_CS-2B-CLDCLASS/2008/2008_06_03/CALTRACK-5km_CS-2B-CLDCLASS_V1-00_2008-06-03T01-32-24ZD.hdf",
          keptShare: 1,
        },
        {
          kind: "sync",
          path: "CALIOP/CALTRACK-5km_PAR-RB2/2008/2008_06_03/CALTRACK-5km_PAR-RB2_V1-00_2008-06-03T01-32-24ZD.hdf",
          keptShare: 1,
        },
        {
          kind: "parasol",
          path: "PARASOL/L1_B-HDF/2008/2008_06_03/POLDER3_L1B-BG1-080176M_2008-06-03T01-34-54_V1-01.h5",
          keptShare: 1,
        },
        {
          kind: "truth",
          path: "TRUTH/2008/2008_06_03/POLDER3_L1B-BG1-080176M_2008-06-03T01-34-54_V1-01_truth.h5",
          keptShare: 1,
        },
      ],
    });
  });

  test("every file has the day of its own name: PARASOL may begin after midnight", () => {
    const files = planArchive(june).granules.flatMap((granule) => granule.files);
    for (const { path } of files) {
      const [, dateOfName] = /_(\d{4}-\d\d-\d\d)T/.exec(path)!;
      expect(path).toContain(`/${dateOfName!.replaceAll("-", "_")}/`);
    }
    const crossing = planArchive(june).granules.filter((granule) => {
      const dates = new Set(granule.files.map(({ path }) => /\d{4}_\d\d_\d\d/.exec(path)![0]));
      return dates.size === 2;
    });
    // 150 of 5933 s, so about 1 in 40 of those that end a day.
    expect(crossing.length).toBeGreaterThan(0);
    expect(crossing.length).toBeLessThan(5);
  });

  test("the granules match as real ones do", () => {
    const paths = (kind: string) =>
      planArchive(june).granules.flatMap(({ files }) =>
        files.filter((file) => file.kind === kind).map(({ path }) => path),
      );
    const { matches, unmatched } = matchGranules({
      sync: paths("sync").map((path) => granuleFile(path, "CALTRACK")),
      cldclass: paths("cldclass").map((path) => granuleFile(path, "CALTRACK")),
      parasol: paths("parasol").map((path) => granuleFile(path, "PARASOL_L1B")),
    });
    expect([matches.length, unmatched.length]).toEqual([437, 0]);
    // Names have whole seconds.
    for (const { timeOffsetSec } of matches) expect(Math.abs(timeOffsetSec - 150)).toBeLessThanOrEqual(1);
  });
});

describe("draws", () => {
  test("so many a day, in order of time, none twice", () => {
    const drawn = names({ ...june, granulesPerDay: 4 });
    expect(drawn).toHaveLength(120);
    expect(new Set(drawn).size).toBe(120);
    expect([...drawn].sort()).toEqual(drawn);
  });

  test("more granules a day have the same ones among them; more days change nothing", () => {
    const few = names({ ...june, granulesPerDay: 3 });
    expect(names({ ...june, granulesPerDay: 5 })).toEqual(expect.arrayContaining(few));
    expect(names({ ...day("2008-06-03"), granulesPerDay: 3 })).toEqual(few.slice(6, 9));
    expect(names({ ...june, granulesPerDay: 15 })).toEqual(names(june));
  });

  test("another seed draws others", () => {
    expect(names({ ...june, granulesPerDay: 3, seed: 1 })).not.toEqual(names({ ...june, granulesPerDay: 3 }));
  });

  test("all half orbits have their turn", () => {
    const orders = names({ from: parseTime("2008-01-01"), to: parseTime("2008-12-31"), granulesPerDay: 1 }).map(
      (name) => Math.floor((Number(name.slice(11, 13)) * 60 + Number(name.slice(14, 16))) / 98.9),
    );
    const counts = Array.from({ length: 14 }, (_, i) => orders.filter((order) => order === i).length);
    for (const count of counts) expect(count).toBeGreaterThan(10);
  });
});

describe("imperfections", () => {
  const year = { from: parseTime("2008-01-01"), to: parseTime("2008-12-31"), granulesPerDay: 5 };

  test("each happens as often as it should, and where it did the files say so", () => {
    const { granules, missingDays } = planArchive({
      ...year,
      truth: true,
      imperfections: {
        missingDay: 0.1,
        missingParasol: 0.2,
        missingCldclass: 0.15,
        missingSync: 0.1,
        truncated: 0.25,
        noCloudData: 0.3,
        night: 0.5,
      },
    });
    const days = granules.filter(({ dayNight }) => dayNight === "day");
    const nights = granules.filter(({ dayNight }) => dayNight === "night");
    expect(days.length).toBe(5 * (366 - missingDays.length));
    const share = (count: number, of: number) => Math.round((100 * count) / of) / 100;
    const shareOf = (kind: string) =>
      share(days.filter(({ imperfections }) => imperfections.includes(kind as never)).length, days.length);
    // Of 1600 half orbits: three standard deviations are below 0.04. Of 366 days 0.05.
    expect(share(missingDays.length, 366)).toBeCloseTo(0.1, 1);
    for (const [kind, expected] of [
      ["missingParasol", 0.2],
      ["missingCldclass", 0.15],
      ["missingSync", 0.1],
      ["truncated", 0.25],
      ["noCloudData", 0.3 * 0.85],
    ] as const) {
      expect(Math.abs(shareOf(kind) - expected), kind).toBeLessThan(0.04);
    }
    expect(Math.abs(share(nights.length, days.length) - 0.5)).toBeLessThan(0.04);
    for (const { files, imperfections, hasCloudData } of days) {
      const kinds = files.map(({ kind }) => kind);
      expect(kinds.includes("parasol")).toBe(!imperfections.includes("missingParasol"));
      expect(kinds.includes("truth")).toBe(!imperfections.includes("missingParasol"));
      expect(kinds.includes("cldclass")).toBe(!imperfections.includes("missingCldclass"));
      expect(kinds.includes("sync")).toBe(!imperfections.includes("missingSync"));
      const cut = files.filter(({ keptShare }) => keptShare < 1);
      expect(cut.length).toBe(imperfections.includes("truncated") ? 1 : 0);
      for (const { kind, keptShare } of cut) {
        expect(kind).not.toBe("truth");
        expect(keptShare).toBeGreaterThanOrEqual(0.05);
      }
      if (imperfections.includes("noCloudData")) expect(hasCloudData).toBe(false);
    }
  });

  test("night granules: half a period later, alone", () => {
    const { granules } = planArchive({ ...day("2008-06-03"), imperfections: { night: 1 } });
    const first = granules.findIndex(({ granule }) => granule === "2008-06-03T01-32-24ZD");
    // 98.884 / 2 minutes after 01:32:24.
    expect(granules[first + 1]).toMatchObject({ granule: "2008-06-03T02-21-50ZN", dayNight: "night" });
    expect(granules[first + 1]!.files.map(({ kind }) => kind)).toEqual(["cldclass"]);
    expect(granules.filter(({ dayNight }) => dayNight === "night")).toHaveLength(granules.length / 2);
  });

  test("one rate changes nothing of what the others do", () => {
    const some = { ...noImperfections, missingSync: 0.3 };
    const withSync = planArchive({ ...june, imperfections: some }).granules;
    const withMore = planArchive({
      ...june,
      imperfections: { ...some, missingParasol: 0.5, truncated: 0.5, night: 0.5 },
    });
    const without = (granules: typeof withSync) =>
      granules.filter(({ imperfections }) => imperfections.includes("missingSync")).map(({ granule }) => granule);
    expect(without(withMore.granules)).toEqual(without(withSync));
  });

  test("a half orbit of which nothing is left stays in the plan", () => {
    const all = { missingParasol: 1, missingCldclass: 1, missingSync: 1, truncated: 1, noCloudData: 1 };
    const { granules } = planArchive({ ...day("2008-06-03"), truth: true, imperfections: all });
    expect(granules).toHaveLength(14);
    for (const { files, imperfections } of granules) {
      expect(files).toEqual([]);
      expect(imperfections).toEqual(["missingParasol", "missingCldclass", "missingSync"]);
    }
  });

  test("all days missing", () => {
    expect(planArchive({ ...june, imperfections: { missingDay: 1 } })).toMatchObject({ granules: [] });
    expect(planArchive({ ...june, imperfections: { missingDay: 1 } }).missingDays).toHaveLength(30);
  });
});

describe("wrong options", () => {
  test.each([
    [day("2005-03-03"), "2005-03-03 is outside of PARASOL's mission, 2005-03-04 to 2013-10-11"],
    [day("2013-10-12"), "2013-10-12 is outside of PARASOL's mission"],
    [{ from: parseTime("2008-06-03"), to: parseTime("2008-06-02") }, "the last day lies 1 days before the first"],
    [{ ...june, granulesPerDay: 0 }, "granulesPerDay must be an integer from 1 to 15, got 0"],
    [{ ...june, granulesPerDay: 16 }, "granulesPerDay must be an integer from 1 to 15, got 16"],
    [{ ...june, seed: -1 }, "seed"],
    [{ ...june, imperfections: { truncated: 1.5 } }, "imperfections.truncated must be a probability from 0 to 1"],
  ])("%j: %s", (options, message) => {
    expect(() => planArchive(options)).toThrow(RangeError);
    expect(() => planArchive(options)).toThrow(message);
  });

  test("an imperfection that is none", () => {
    expect(() => planArchive({ ...june, imperfections: { missingdays: 1 } as never })).toThrow(
      'there is no imperfection "missingdays", expected one of missingDay',
    );
  });

  test("the first and the last day of the mission are there", () => {
    expect(names(day("2005-03-04")).length).toBeGreaterThan(13);
    expect(names(day("2013-10-11")).length).toBeGreaterThan(13);
  });
});
