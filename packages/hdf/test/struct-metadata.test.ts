import { describe, expect, it } from "vitest";
import { fixturePath } from "../../../test/support/fixtures.ts";
import { DamagedFileError, type HdfFile, NotFoundError, open, parseStructMetadata } from "../src/index.ts";

/** The least of a file that is needed. */
function makeFile(attributes: HdfFile["attributes"]): HdfFile {
  return { fileName: "made.hdf", attributes } as HdfFile;
}

describe("parseStructMetadata", () => {
  it("parses the attribute of a file", async () => {
    const file = await open(fixturePath("hdf4/features/struct_metadata.hdf"));
    try {
      const metadata = parseStructMetadata(file);
      expect(Object.keys(metadata)).toEqual(["SwathStructure"]);
      const { SWATH_1 } = metadata.SwathStructure as { SWATH_1: Record<string, unknown> };
      expect(Object.keys(SWATH_1)).toHaveLength(292);
      expect(SWATH_1.GEO_FIELD_292).toEqual({ DataType: "DFNT_FLOAT32", DimList: ["nray", "nbin"] });
    } finally {
      await file.close();
    }
  });

  it("joins the pieces, each without its padding", () => {
    const file = makeFile({
      "StructMetadata.0": "GROUP=SwathStructure\nGROUP=SWATH_1\nSwathNa\0\0",
      "StructMetadata.1": 'me="a"\nEND_GROUP=SWATH_1\nEND_GROUP=SwathStructure\nEND\n\0',
      "StructMetadata.3": "not reached",
    });
    expect(parseStructMetadata(file)).toEqual({ SwathStructure: { SWATH_1: { SwathName: "a" } } });
  });

  it("rejects files without it, and damaged ones, by name", () => {
    expect(() => parseStructMetadata(makeFile({}))).toThrow(NotFoundError);
    expect(() => parseStructMetadata(makeFile({ "StructMetadata.0": 5 }))).toThrow(DamagedFileError);
    expect(() => parseStructMetadata(makeFile({ "StructMetadata.0": "GROUP=A" }))).toThrow(
      'made.hdf, "StructMetadata": ODL text, line 1: the text ends inside GROUP A',
    );
  });
});
