import fc from "fast-check";
import { expect, test } from "vitest";
import { GranuleNameError } from "../../src/errors.ts";
import type { CaltrackName } from "../../src/granule-names/types.ts";
import { type GranuleFile, granuleFile } from "../../src/matching/granule-file.ts";
import { pairByToken } from "../../src/matching/pair-by-token.ts";
import { caltrack } from "./support.ts";

const tokens = ["2008-06-02T23-50-00ZN", "2008-06-03T00-39-05ZD", "2008-06-03T01-28-10ZD", "2008-06-03T02-17-15ZN"];

test("files of the same token are partners, in the order of time", () => {
  const sync = [tokens[2]!, tokens[0]!, tokens[1]!].map((token) => caltrack("PAR-RB2", token));
  const cldclass = [tokens[0]!, tokens[2]!, tokens[3]!].map((token) => caltrack("CS-2B-CLDCLASS", token, "2-21"));
  expect(pairByToken(sync, cldclass)).toEqual({
    pairs: [
      { sync: sync[1], cldclass: cldclass[0] },
      { sync: sync[0], cldclass: cldclass[1] },
    ],
    unpaired: [sync[2]],
    superseded: [],
  });
});

test("the newest version wins, by number and not by text, then the first path", () => {
  const versions = ["1-00", "1-21", "1-101", "1-99"].map((version) => caltrack("CS-2B-CLDCLASS", tokens[0]!, version));
  const old = caltrack("PAR-RB2", tokens[0]!, "1-00");
  const copies = ["b/", "a/"].map((folder) => caltrack("PAR-RB2", tokens[0]!, "1-01", folder));
  const { pairs, superseded } = pairByToken([old, ...copies], versions);
  expect(pairs).toEqual([{ sync: copies[1], cldclass: versions[2] }]);
  expect(superseded).toEqual([
    { sync: copies[0], taken: copies[1] },
    { sync: old, taken: copies[1] },
  ]);
});

test("day and night, and another spacing of the profiles, are other tokens", () => {
  const sync = [caltrack("PAR-RB2", "2008-06-03T01-28-10ZD")];
  const night = caltrack("CS-2B-CLDCLASS", "2008-06-03T01-28-10ZN");
  const fine = granuleFile("CALTRACK-1km_CS-2B-CLDCLASS_V1-00_2008-06-03T01-28-10ZD.hdf", "CALTRACK");
  expect(pairByToken(sync, [night, fine])).toEqual({ pairs: [], unpaired: sync, superseded: [] });
});

test("other products are refused, so that swapped lists are", () => {
  const [sync, cldclass] = [caltrack("PAR-RB2", tokens[0]!), caltrack("CS-2B-CLDCLASS", tokens[0]!)];
  const other = caltrack("MYD06_L2", tokens[0]!);
  expect(() => pairByToken([cldclass], [sync])).toThrow(GranuleNameError);
  expect(() => pairByToken([cldclass], [sync])).toThrow(
    /among the sync granules is a granule of CALTRACK CS-2B-CLDCLASS: expected CALTRACK PAR-RB2/,
  );
  expect(() => pairByToken([sync], [cldclass, other])).toThrow(/"CALTRACK-5km_MYD06_L2_.* among the cldclass granules/);
});

test("empty lists", () => {
  expect(pairByToken([], [])).toEqual({ pairs: [], unpaired: [], superseded: [] });
});

test("the order of the lists does not matter", () => {
  const files = (product: string): fc.Arbitrary<GranuleFile<CaltrackName>[]> =>
    fc.array(
      fc
        .tuple(fc.constantFrom(...tokens), fc.constantFrom("1-00", "1-01"), fc.constantFrom("a/", "b/"))
        .map(([token, version, folder]) => caltrack(product, token, version, folder)),
      { maxLength: 8 },
    );
  fc.assert(
    fc.property(files("PAR-RB2"), files("CS-2B-CLDCLASS"), (sync, cldclass) => {
      const result = pairByToken(sync, cldclass);
      expect(pairByToken(sync.toReversed(), cldclass.toReversed())).toEqual(result);
      expect(result.pairs.length + result.unpaired.length + result.superseded.length).toBe(sync.length);
    }),
  );
});
