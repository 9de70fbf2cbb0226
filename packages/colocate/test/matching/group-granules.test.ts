import { expect, test } from "vitest";
import { granuleFile } from "../../src/matching/granule-file.ts";
import { groupGranules } from "../../src/matching/group-granules.ts";
import { matchGranules } from "../../src/matching/match-granules.ts";

const token = "2008-06-03T01-28-10ZD";
const sync = `a/CALTRACK-5km_PAR-RB2_V1-00_${token}.hdf`;
const cldclass = `b\\CALTRACK-5km_CS-2B-CLDCLASS_V1-00_${token}.hdf`;
const parasol = "POLDER3_L1B-BG1-080176M_2008-06-03T01-27-40_V1-01.h5";
const others = [
  "README.txt",
  "",
  `CALTRACK-5km_MYD06_L2_V1-00_${token}.hdf`,
  "2008155012810_11177_CS_2B-CLDCLASS_GRANULE_P1_R05_E02_F00.hdf",
  "POLDER3_L1B-BG1-080176M_2008-06-31T01-27-40_V1-01.h5",
];

test("a listing, by products, in its order", () => {
  const newer = sync.replace("V1-00", "V1-01");
  expect(groupGranules([others[0]!, newer, parasol, cldclass, sync, ...others.slice(1)])).toEqual({
    sync: [granuleFile(newer, "CALTRACK"), granuleFile(sync, "CALTRACK")],
    cldclass: [granuleFile(cldclass, "CALTRACK")],
    parasol: [granuleFile(parasol, "PARASOL_L1B")],
    others,
  });
});

test("what matchGranules takes", () => {
  expect(matchGranules(groupGranules([sync, cldclass, parasol])).matches).toMatchObject([
    { sync: { path: sync }, cldclass: { path: cldclass }, parasol: { path: parasol } },
  ]);
  expect(matchGranules(groupGranules([]))).toEqual({ matches: [], unmatched: [] });
});

test.each([undefined, "x.hdf", { 0: sync }, [5]])("%j is no list of paths", (paths) => {
  expect(() => groupGranules(paths as unknown as string[])).toThrow(TypeError);
});
