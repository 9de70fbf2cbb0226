import { describe, expect, test } from "vitest";
import { colocationText } from "../../src/colocate/text.ts";
import { colocation } from "../support/colocation.ts";

function lines(changes: Partial<typeof colocation.summary>, withProfiles = false): string[] {
  const summary = { ...colocation.summary, ...changes };
  return [...colocationText({ ...colocation, summary }, withProfiles)].join("").trimEnd().split("\n");
}

describe("the summary", () => {
  test("leaves out what is not known", () => {
    expect(lines({})).toEqual([
      "image     a.h5, begins 2008-06-03T01:27:40Z",
      "profiles  b.hdf, begin at an unknown time",
      "enclosed  1 of 3 profiles (33.3 %), 1 without coordinates, pixels with 13 views or more",
      "distance  4.50 km on average, at most 6.00 km",
    ]);
    const none = { profiles: 0, valid_profiles: 0, enclosed: 0, mean_distance_m: null, max_distance_m: null };
    expect(lines({ ...none, min_views: 1 }).slice(2)).toEqual([
      "enclosed  0 of 0 profiles (0.0 %), pixels with 1 view or more",
    ]);
  });

  test("has no control characters of paths", () => {
    const found = lines({ parasol: "a\u001b[31m\n.h5", cldclass: "b\r.hdf", sync: "c\u0007.hdf" });
    expect(found[0]).toBe("image     a\\x1b[31m\\n.h5, begins 2008-06-03T01:27:40Z");
    expect(found[1]).toContain("b\\r.hdf");
    expect(found[2]).toContain("c\\x07.hdf");
  });

  test("names the sync granule, and counts the profiles in time", () => {
    const found = lines({ sync: "c.hdf", within_time_offset: 2, start_offset_s: -30 });
    expect(found.slice(2, 4)).toEqual(["sync      c.hdf", "offset    -30 s, image minus profiles"]);
    expect(found.at(-1)).toBe("in time   2 of 3 profiles at most 600 s from the image");
  });
});

test("a line per profile, with a dash where there is no pixel", () => {
  const columns = (text: string) => text.trim().split(/ {2,}/);
  const [, header, ...profiles] = lines({}, true).slice(5);
  expect(columns(header!)).toEqual([
    ...["profile", "latitude", "longitude"],
    ...["north-west", "north-east", "south-west", "south-east"],
  ]);
  expect(profiles.map((line) => line.replace(/ +/g, " ").trim())).toEqual([
    "0 10.0000 -179.9900 1440,49 3.00 0.400 1440,50 4.00 0.300 1441,49 5.00 0.200 1441,50 6.00 0.100",
    "1 10.0451 179.9876 1439,6430 1.00 1439,50 2.00 1440,6430 3.00 -",
    "2 - - - - - -",
  ]);
});
