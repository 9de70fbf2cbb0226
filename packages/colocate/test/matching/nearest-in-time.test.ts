import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TimeError } from "../../src/errors.ts";
import { formatGranuleName } from "../../src/granule-names/format-granule-name.ts";
import { type GranuleFile, granuleFile } from "../../src/matching/granule-file.ts";
import { nearestFinder, nearestInTime } from "../../src/matching/nearest-in-time.ts";
import { parseTime } from "../../src/time/parse-time.ts";
import { tai93ToUtc, utcToTai93 } from "../../src/time/tai93.ts";
import { parasol } from "./support.ts";

const target = parseTime("2008-06-03T01:28:10Z");

describe("nearestInTime", () => {
  const before = parasol("2008-06-03T01-27-40");
  const after = parasol("2008-06-03T01-34-54");

  test.each([
    ["before", [after, before], before, -30],
    ["after", [after], after, 404],
    ["at the time itself", [before, parasol("2008-06-03T01-28-10"), after], parasol("2008-06-03T01-28-10"), 0],
  ])("%s", (_, candidates, file, timeOffsetSec) => {
    expect(nearestInTime(target, candidates)).toEqual({ file, timeOffsetSec });
  });

  test("none, or none near enough", () => {
    expect(nearestInTime(target, [])).toBeUndefined();
    expect(nearestInTime(target, [before], { maxTimeOffsetSec: 29.9 })).toBeUndefined();
    expect(nearestInTime(target, [parasol("2008-06-03T01-18-09")])).toBeUndefined();
    expect(
      nearestInTime(target, [parasol("2009-06-03T01-18-09")], { maxTimeOffsetSec: Number.POSITIVE_INFINITY }),
    ).toBeDefined();
  });

  test("exactly as far as allowed", () => {
    expect(nearestInTime(target, [before], { maxTimeOffsetSec: 30 })?.file).toBe(before);
    expect(nearestInTime(target, [parasol("2008-06-03T01-18-10")])?.timeOffsetSec).toBe(-600);
    expect(nearestInTime(target, [parasol("2008-06-03T01-38-10")])?.timeOffsetSec).toBe(600);
  });

  test("of two as near the earlier, of one start the newest version, then the first name", () => {
    const [early, late] = [parasol("2008-06-03T01-28-00"), parasol("2008-06-03T01-28-20")];
    expect(nearestInTime(target, [late, early])?.file).toBe(early);
    const old = parasol("2008-06-03T01-28-00", "1-00");
    expect(nearestInTime(target, [late, old, early])?.file).toBe(early);
    const other = parasol("2008-06-03T01-28-00", "1-01", "080175M");
    expect(nearestInTime(target, [old, early, other])?.file).toBe(other);
  });

  test("leap seconds count", () => {
    const files = [parasol("2008-12-31T23-59-50"), parasol("2009-01-01T00-00-10")];
    // Ten seconds before, eleven after.
    expect(nearestInTime(parseTime("2008-12-31T23:59:60Z"), files)).toEqual({ file: files[0], timeOffsetSec: -10 });
    expect(nearestInTime(parseTime("2009-01-01T00:00:00Z"), files)).toEqual({ file: files[1], timeOffsetSec: 10 });
    expect(nearestInTime(parseTime("2009-01-01T00:00:00Z"), [files[0]!])?.timeOffsetSec).toBe(-11);
  });

  test("wrong arguments", () => {
    expect(() => nearestInTime(target, [], { maxTimeOffsetSec: Number.NaN })).toThrow(RangeError);
    expect(() => nearestInTime(target, [], { maxTimeOffsetSec: -1 })).toThrow(/nearestInTime: .* from 0, got -1/);
    expect(() => nearestInTime({ ...target, day: 0 }, [before])).toThrow(TimeError);
    expect(() => nearestInTime(target, [before.path] as unknown as GranuleFile[])).toThrow(TypeError);
    expect(() => nearestInTime(target, undefined as unknown as GranuleFile[])).toThrow(/candidates must be an array/);
    expect(() => nearestInTime(parseTime("1992-06-03"), [before])).toThrow(TimeError);
    expect(() => nearestFinder([parasol("1992-06-03T01-27-40")])).toThrow(TimeError);
  });
});

test("no other candidate is nearer", () => {
  const origin = utcToTai93(parseTime("2008-12-31T23:00:00Z"));
  const offsets = fc.array(fc.nat(7200), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(offsets, fc.nat(7200), (starts, time) => {
      const candidates = starts.map((seconds) => {
        const start = tai93ToUtc(origin + seconds);
        return granuleFile(
          formatGranuleName({ product: "PARASOL_L1B", version: { major: 1, minor: 0 }, start }),
          "PARASOL_L1B",
        );
      });
      const nearest = nearestFinder(candidates)(tai93ToUtc(origin + time));
      const distance = Math.min(...starts.map((seconds) => Math.abs(seconds - time)));
      expect(nearest?.timeOffsetSec).toBe(starts.includes(time - distance) ? -distance || 0 : distance);
    }),
  );
});
