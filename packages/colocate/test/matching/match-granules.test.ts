import { describe, expect, test } from "vitest";
import { fixtureJson } from "../../../../test/support/fixtures.ts";
import { GranuleNameError } from "../../src/errors.ts";
import { granuleFile } from "../../src/matching/granule-file.ts";
import { matchGranules } from "../../src/matching/match-granules.ts";
import { parseTime } from "../../src/time/parse-time.ts";
import { caltrack, parasol } from "./support.ts";

const [first, second, third] = ["2008-06-02T23-50-00ZN", "2008-06-03T01-28-10ZD", "2008-06-03T03-06-20ZD"] as const;

test("the fixture's three granules belong together", () => {
  const { files } = fixtureJson<{ files: Record<string, string> }>("granules/expected.json");
  const sync = granuleFile(files.sync!, "CALTRACK");
  const cldclass = granuleFile(files.cldclass!, "CALTRACK");
  const image = granuleFile(files.parasol!, "PARASOL_L1B");
  expect(matchGranules({ sync: [sync], cldclass: [cldclass], parasol: [image] })).toEqual({
    matches: [{ sync, cldclass, parasol: image, timeOffsetSec: -30 }],
    unmatched: [],
  });
});

describe("a day", () => {
  const sync = [third, first, second].map((token) => caltrack("PAR-RB2", token));
  const cldclass = [first, second].map((token) => caltrack("CS-2B-CLDCLASS", token));
  const images = [
    parasol("2008-06-03T01-34-54", "1-00"),
    parasol("2008-06-03T01-34-54"),
    parasol("2008-06-03T03-00-00"),
  ];

  test("matches, and reasons for the others, in the order of time", () => {
    const { matches, unmatched } = matchGranules({ sync, cldclass, parasol: images });
    expect(matches).toEqual([{ sync: sync[2], cldclass: cldclass[1], parasol: images[1], timeOffsetSec: 404 }]);
    expect(unmatched).toEqual([
      {
        sync: sync[1],
        reason: "no-parasol",
        message: "no PARASOL granule starts within 600 s of 2008-06-02T23:50:00.000Z; the nearest is 6294 s away",
      },
      { sync: sync[0], reason: "no-cldclass", message: `no CLDCLASS granule has the token ${third}` },
    ]);
  });

  test("the order of the lists does not matter", () => {
    const reversed = {
      sync: sync.toReversed(),
      cldclass: cldclass.toReversed(),
      parasol: images.toReversed(),
    };
    expect(matchGranules(reversed)).toEqual(matchGranules({ sync, cldclass, parasol: images }));
  });

  test("the largest offset", () => {
    const lists = { sync, cldclass, parasol: images };
    expect(matchGranules(lists, { maxTimeOffsetSec: 404 }).matches).toHaveLength(1);
    expect(matchGranules(lists, { maxTimeOffsetSec: 403 }).matches).toHaveLength(0);
    expect(matchGranules(lists, { maxTimeOffsetSec: Number.POSITIVE_INFINITY }).matches).toHaveLength(2);
    expect(() => matchGranules(lists, { maxTimeOffsetSec: -1 })).toThrow(RangeError);
  });

  test("the beginning that the file states goes before the name's", () => {
    const start = parseTime("2008-06-03T01-40-00.25Z");
    const { matches } = matchGranules({ sync: [{ ...sync[2]!, start }], cldclass, parasol: images });
    expect(matches[0]?.timeOffsetSec).toBe(-306.25);
  });

  test("another file of the same half orbit", () => {
    const newer = caltrack("PAR-RB2", second, "1-01");
    const { matches, unmatched } = matchGranules({ sync: [sync[2]!, newer], cldclass, parasol: images });
    expect(matches[0]?.sync).toBe(newer);
    expect(unmatched).toEqual([
      {
        sync: sync[2],
        reason: "superseded",
        message: `another file with the token ${second} was taken: "${newer.path}"`,
      },
    ]);
  });

  test("no images at all", () => {
    const { unmatched } = matchGranules({ sync: [sync[2]!], cldclass, parasol: [] });
    expect(unmatched[0]?.message).toBe("no PARASOL granule starts within 600 s of 2008-06-03T01:28:10.000Z");
  });
});

describe("wrong arguments", () => {
  const sync = caltrack("PAR-RB2", second);
  const cldclass = caltrack("CS-2B-CLDCLASS", second);
  const image = parasol("2008-06-03T01-27-40");
  const lists = { sync: [sync], cldclass: [cldclass], parasol: [image] };
  const match = (wrong: object | undefined): (() => unknown) => {
    return () => matchGranules(wrong as unknown as typeof lists);
  };

  test.each([
    [undefined, "expected lists of sync, cldclass and parasol, got undefined"],
    [{ ...lists, parasol: undefined }, "parasol must be an array of granule files, got undefined"],
    [{ ...lists, sync: "x.hdf" }, 'sync must be an array of granule files, got the text "x.hdf"'],
    [{ ...lists, cldclass: ["x.hdf"] }, 'cldclass[0] is the text "x.hdf": expected a granule file, as granuleFile'],
    [{ ...lists, sync: [sync, null] }, "sync[1] is null: expected a granule file"],
    [{ ...lists, sync: Array(1) }, "sync[0] is undefined"],
    [{ ...lists, sync: [{ path: sync.path }] }, "sync[0] is an object"],
    [{ ...lists, sync: [{ path: sync.path, nameParts: null }] }, "sync[0] is an object"],
  ])("%j is a TypeError", (wrong, message) => {
    expect(match(wrong)).toThrow(TypeError);
    expect(match(wrong)).toThrow(`matchGranules: ${message}`);
  });

  test.each([
    [{ ...lists, sync: [cldclass] }, /among the sync granules is a granule of CALTRACK CS-2B-CLDCLASS/],
    [{ ...lists, cldclass: [cldclass, sync] }, /is a granule of CALTRACK PAR-RB2: expected CALTRACK CS-2B-CLDCLASS/],
    [{ ...lists, parasol: [sync] }, /among the parasol granules .*: expected PARASOL_L1B/],
    [{ ...lists, sync: [image] }, /is a granule of PARASOL_L1B: expected CALTRACK PAR-RB2/],
  ])("a granule of another product: %#", (wrong, message) => {
    expect(match(wrong)).toThrow(GranuleNameError);
    expect(match(wrong)).toThrow(message);
  });
});

test("what the caller keeps with a granule comes back", () => {
  const sync = { ...caltrack("PAR-RB2", second), size: 12_855 };
  const { matches } = matchGranules({
    sync: [sync],
    cldclass: [caltrack("CS-2B-CLDCLASS", second)],
    parasol: [parasol("2008-06-03T01-27-40")],
  });
  expect(matches[0]?.sync.size).toBe(12_855);
});
