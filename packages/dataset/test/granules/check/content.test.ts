import { describe, expect, test } from "vitest";
import { checkGranule } from "../../../src/granules/check/check-granule.ts";
import type { Finding, GranuleReport } from "../../../src/granules/check/types.ts";
import { packed, type SmallField } from "../../support/small-polder.ts";
import { type SmallData, smallCldclass, smallSync, smallTrack } from "../../support/small-track.ts";
import { inSwath, smallGrid, swathPolder, viewsAt } from "../../support/swath-polder.ts";

const cldclassName = "CALTRACK-5km_CS-2B-CLDCLASS_V1-00_2008-06-03T01-28-10ZD.hdf";

/** What matters in an image, but for its size. */
async function imageMatters(changes: Readonly<Record<string, Partial<SmallField> | null>>): Promise<readonly string[]> {
  const { conclusion } = await checkGranule(await swathPolder(changes));
  return conclusion.matters.filter((line) => !line.startsWith("grid: 36 rows"));
}

async function trackReport(
  changes: Readonly<Record<string, Partial<SmallData> | null>>,
  name?: string,
): Promise<GranuleReport> {
  return checkGranule(await smallTrack(smallCldclass, changes), name === undefined ? {} : { name });
}

function content(report: GranuleReport, subject: string): Finding | undefined {
  return report.content.find((finding) => finding.subject === subject);
}

describe("images", () => {
  test("nothing matters in one that is as documented", async () => {
    expect(await imageMatters({})).toEqual([]);
  });

  test.each<[string, (row: number, col: number) => number, RegExp]>([
    [
      "a row off",
      (row) => 1e7 * smallGrid.latitude(row - 1),
      /^Latitude against.* to 1.000 rows, 1.000 rows to the north/,
    ],
    ["from the south", (row) => -1e7 * smallGrid.latitude(row), /^Latitude against/],
    ["in radians", (row) => (1e7 * smallGrid.latitude(row) * Math.PI) / 180, /^Latitude against/],
  ])("latitudes %s", async (_, stored, message) => {
    const count = (row: number, col: number) => (inSwath(row, col) ? Math.round(stored(row, col)) : -2147483647);
    const matters = await imageMatters({ Latitude: { count } });
    expect(matters).toEqual([expect.stringMatching(message)]);
  });

  test("longitudes of the upper left corner, or of a grid that does not round", async () => {
    const at = (shift: number) => ({
      count: (row: number, col: number) =>
        inSwath(row, col)
          ? Math.round(1e7 * (smallGrid.longitude(row, col) + (180 / smallGrid.halfLength(row)) * shift))
          : -2147483647,
    });
    expect(await imageMatters({ Longitude: at(-0.6) })).toEqual([
      expect.stringMatching(/^Longitude against.* 0.600 columns to the west on average; positions .* would be wrong$/),
    ]);
    const half = await checkGranule(await swathPolder({ Longitude: at(0.4) }));
    expect(content(half, "Longitude against the formula of the grid")).toMatchObject({ status: "tolerated" });
    expect(half.conclusion.matters).toHaveLength(1);
  });

  test("longitudes of 0 to 360 are the same places", async () => {
    const count = (row: number, col: number) =>
      inSwath(row, col) ? Math.round(1e6 * ((smallGrid.longitude(row, col) + 360) % 360)) : -1;
    const attributes = packed(1e-6, -1, -2);
    expect(await imageMatters({ Longitude: { count, attributes } })).toEqual([]);
  });

  test("views where no pixel is", async () => {
    const count = (row: number, col: number) => (viewsAt(row, col) || row === 0 ? 14 : 255);
    expect(await imageMatters({ Nviews: { count } })).toContainEqual(
      expect.stringMatching(/^pixels with views beyond the ends of rows: 6\d \(/),
    );
  });

  test.each<[string, string, Partial<SmallField>]>([
    ["a scale that is 100 times as large", "I670P", { attributes: packed(1e-2, 32767, -32767) }],
    ["a fill without a mark", "I670P", { count: (row, col) => (inSwath(row, col) ? 1000 : -9999) }],
    ["angles in hundredths", "thetav", { attributes: packed(1e-2, 65535, 65534) }],
  ])("values that cannot be: %s", async (_, name, change) => {
    const matters = await imageMatters({ [name]: change });
    expect(matters.some((line) => line.startsWith(`Data_Directional_Fields/${name}, values:`))).toBe(true);
  });

  test("unused slots of angles that are flagged, or hold anything, do not matter", async () => {
    for (const [unused, found] of [
      [65534, "the missing code in 100 %"],
      [65535, "the fill code in 100 %"],
      [777, "other values in 100 %"],
    ] as const) {
      const count = (row: number, col: number, view: number) =>
        inSwath(row, col) ? (view < viewsAt(row, col) ? 20_000 : unused) : 65535;
      const report = await checkGranule(await swathPolder({ thetav: { count } }));
      expect(content(report, "unused slots of thetav")).toMatchObject({ found, status: "tolerated" });
      expect(report.conclusion.matters).toHaveLength(1);
    }
  });

  test("views that are not packed, and unused slots of radiances with values", async () => {
    const late = (row: number, col: number, view: number) =>
      !inSwath(row, col) ? 32767 : view >= 2 && view - 2 < viewsAt(row, col) ? 1000 : -32767;
    expect((await imageMatters({ I865P: { count: late } }))[0]).toMatch(/^I865P: \d+ pixels with a radiance beyond/);
    const always = (row: number, col: number) => (inSwath(row, col) ? 1000 : 32767);
    expect((await imageMatters({ I865P: { count: always } }))[0]).toMatch(
      /^I865P: \d+ pixels with radiances in more slots/,
    );
  });

  test("without numbers of views the rest is looked at nevertheless", async () => {
    const report = await checkGranule(await swathPolder({ Nviews: null }));
    expect(report.conclusion.matters).toContainEqual(expect.stringMatching(/^Data_Fields\/Nviews: no such field/));
    expect(report.fields.find(({ path }) => path.endsWith("I670P"))?.sample?.values).toBeGreaterThan(0);
  });
});

describe("granules along the track", () => {
  test.each<[string, Readonly<Record<string, Partial<SmallData>>>, RegExp]>([
    [
      "seconds since 1970",
      { Time: { values: [1212456490, 1212456491, 1212456492, 1212456493] } },
      /^times of profiles: 2031-.*are these seconds TAI93/,
    ],
    [
      "no coordinates at all",
      { Latitude: { values: [-Infinity, -Infinity, -Infinity, -Infinity] } },
      /^profiles: 4, 0 with coordinates/,
    ],
    [
      "another layout of bits",
      { cloud_scenario: { values: new Array<number>(12).fill(30) } },
      /^words of types 9 to 15: 12 bins/,
    ],
  ])("what matters: %s", async (_, changes, message) => {
    const time = { Time: { values: [486610096, 486610097, 486610098, 486610099] } };
    expect((await trackReport(time, cldclassName)).conclusion.matters).toEqual([]);
    const { conclusion } = await trackReport({ ...time, ...changes }, cldclassName);
    expect(conclusion.matters).toEqual([expect.stringMatching(message)]);
  });

  test("times that go back", async () => {
    const report = await trackReport({ Time: { values: [100, 99, 101, 102] } });
    expect(content(report, "order of times")).toMatchObject({ found: "1 steps back", status: "tolerated" });
  });

  test("bins from the lowest up", async () => {
    const report = await trackReport({
      Height: { values: [300, 600, 900, 301, 601, 901, 302, 602, 902, 303, 603, 903] },
    });
    expect(content(report, "order of bins")).toMatchObject({ status: "tolerated", code: "BIN_ORDER" });
    expect(report.conclusion.ok).toBe(true);
  });

  test("time differences in whole minutes, as is likely; in milliseconds they matter", async () => {
    const minutes = await checkGranule(await smallTrack(smallSync));
    expect(content(minutes, "resolution of time differences")?.status).toBe("documented");
    const values = [-120e3, -180e3, -150e3, -60e3];
    const report = await checkGranule(await smallTrack(smallSync, { Acquisition_Time_Difference: { values } }));
    expect(report.conclusion.matters).toEqual([expect.stringMatching(/^time differences: -180000 to -60000 s/)]);
  });
});
