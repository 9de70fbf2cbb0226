import { resolveFields } from "@atcs/dataset";
import { expect, test } from "vitest";
import { bandSchemes } from "../../src/sweep/band-schemes.ts";

test("all schemes of bands, each choice of fields once", () => {
  const schemes = bandSchemes();
  expect(schemes).toEqual(
    expect.arrayContaining(["all_bands", "all_bands_no_p", "tri1", "tri5", "single_band_763", "single_band_670_no_p"]),
  );
  expect(schemes).toContain("single_band_443_no_geom");
  // 443 nm has no polarisation to leave out.
  expect(schemes).not.toContain("single_band_443_no_p");
  expect(schemes).not.toContain("default");
  const fields = schemes.map((scheme) => JSON.stringify(resolveFields(scheme)));
  expect(new Set(fields).size).toBe(schemes.length);
  expect(schemes).toHaveLength(31);
});
