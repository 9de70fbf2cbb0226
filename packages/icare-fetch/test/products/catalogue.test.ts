import { formatGranuleName, granuleDirectory, parseGranuleName, productDirectory } from "@atcs/colocate";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { archiveProducts, findProduct } from "../../src/products/catalogue.ts";

describe("the catalogue", () => {
  test("agrees with the names and directories of @atcs/colocate", () => {
    const names = {
      parasol: "POLDER3_L1B-BG1-080176M_2008-06-03T01-34-54_V1-01.h5",
      cldclass: "CALTRACK-5km_CS-2B-CLDCLASS_V1-00_2008-06-03T01-28-10ZD.hdf",
      sync: "CALTRACK-5km_PAR-RB2_V1-21_2008-06-03T01-28-10ZN.hdf",
    };
    for (const product of archiveProducts) {
      const granule = names[product.id as keyof typeof names];
      expect(product.isGranule(granule)).toBe(true);
      expect(product.isGranule(`${granule}.md5`)).toBe(false);
      const parts = parseGranuleName(granule);
      expect(formatGranuleName(parts)).toBe(granule);
      expect(granuleDirectory(parts)).toBe("2008/2008_06_03");
      expect(productDirectory(parts as never)).toBe(`SPACEBORNE/${product.sensor}/${product.directory}`);
      for (const other of archiveProducts) if (other !== product) expect(other.isGranule(granule)).toBe(false);
    }
  });

  test("names its products when there is no such one", () => {
    expect(() => findProduct("polder")).toThrow(
      'there is no product "polder": expected one of parasol, cldclass, sync',
    );
  });

  test.each([
    "POLDER3_L1B-BG1-080176M_2008-06-03T01-34-54_V1-01.h5.part",
    "POLDER3_L1B-BG1-080176M_2008-06-03T01-34-54_V1-01.h5\n",
    "x/POLDER3_L1B-BG1-080176M_2008-06-03T01-34-54_V1-01.h5",
    "CALTRACK-5km_PAR-RB2_V1-21_2008-06-03T01-28-10ZX.hdf",
    "",
  ])("takes nothing else for a granule: %j", (name) => {
    expect(archiveProducts.some((product) => product.isGranule(name))).toBe(false);
  });

  test("takes no name for a granule that is not safe as a file's", () => {
    const piece = fc.constantFrom(
      "POLDER3_L1B-BG1-080176M_",
      "CALTRACK-5km_PAR-RB2_V1-21_",
      "2008-06-03T01-34-54",
      "_V1-01.h5",
      "ZD.hdf",
      "/",
      "..",
      "\n",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 5 }), (pieces) => {
        const name = pieces.join("");
        const isGranule = archiveProducts.some((product) => product.isGranule(name));
        expect(isGranule && !/^[\w.-]+$/.test(name)).toBe(false);
      }),
    );
  });
});
