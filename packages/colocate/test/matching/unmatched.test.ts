import { describe, expect, test } from "vitest";
import { granuleFile } from "../../src/matching/granule-file.ts";
import { replaced, withoutImage, withoutPartners } from "../../src/matching/unmatched.ts";
import { parseTime } from "../../src/time/parse-time.ts";
import { caltrack, parasol } from "./support.ts";

const token = "2008-06-03T01-28-10ZD";
const sync = caltrack("PAR-RB2", token);

describe("no-cldclass", () => {
  const spaced = (spacing: string) => granuleFile(`CALTRACK-${spacing}_CS-2B-CLDCLASS_V1-00_${token}.hdf`, "CALTRACK");

  test("no granule has the token", () => {
    const other = caltrack("CS-2B-CLDCLASS", "2008-06-03T03-06-20ZD");
    expect(withoutPartners([sync], [other])).toEqual([
      { sync, reason: "no-cldclass", message: `no CLDCLASS granule has the token ${token}` },
    ]);
  });

  test("one has, with another spacing of its profiles", () => {
    const [unmatched] = withoutPartners([sync], [spaced("333m"), spaced("1km"), spaced("333m")]);
    expect(unmatched?.message).toBe(
      `the CLDCLASS granules of the token ${token} have profiles every 1km and 333m: expected 5km`,
    );
  });
});

test("superseded names the file that was taken", () => {
  const taken = caltrack("PAR-RB2", token, "1-01", "new/");
  expect(replaced(sync, taken)).toEqual({
    sync,
    reason: "superseded",
    message: `another file with the token ${token} was taken: "${taken.path}"`,
  });
});

test("no-parasol says how far the nearest is", () => {
  const start = parseTime("2008-06-03T01:28:10.25Z");
  const found = { file: parasol("2008-06-03T01-18-00"), timeOffsetSec: -610.25 };
  const { reason, message } = withoutImage(sync, start, found, 600);
  expect(reason).toBe("no-parasol");
  expect(message).toBe(
    "no PARASOL granule starts within 600 s of 2008-06-03T01:28:10.250Z; the nearest is 610.25 s away",
  );
});
