import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DamagedFileError, parseOdl } from "../src/index.ts";

// In the style of MODIS and AIRS files.
const swath = `GROUP=SwathStructure
\tGROUP=SWATH_1
\t\tSwathName="L1B AIRS Science"
\t\tGROUP=Dimension
\t\t\tOBJECT=Dimension_1
\t\t\t\tDimensionName="GeoXTrack"
\t\t\t\tSize=90
\t\t\tEND_OBJECT=Dimension_1
\t\t\tOBJECT=Dimension_2
\t\t\t\tDimensionName="GeoTrack"
\t\t\t\tSize=-1
\t\t\tEND_OBJECT=Dimension_2
\t\tEND_GROUP=Dimension
\t\tGROUP=DimensionMap
\t\tEND_GROUP=DimensionMap
\t\tGROUP=GeoField
\t\t\tOBJECT=GeoField_1
\t\t\t\tGeoFieldName="Latitude"
\t\t\t\tDataType=DFNT_FLOAT64
\t\t\t\tDimList=("GeoTrack","GeoXTrack")
\t\t\tEND_OBJECT=GeoField_1
\t\tEND_GROUP=GeoField
\tEND_GROUP=SWATH_1
END_GROUP=SwathStructure
GROUP=GridStructure
END_GROUP=GridStructure
END
`;

const grid = `
GROUP=GridStructure
  GROUP=GRID_1
    GridName="MOD_Grid_250m"
    XDim=4800
    UpperLeftPointMtrs=(-20015109.354000,1111950.519667)
    Projection=GCTP_SNSOID
    ProjParams=(6371007.181000,0,0,0,0,0,0,0,0,0,0,0,0)
    SphereCode=-1
  END_GROUP=GRID_1
END_GROUP=GridStructure
END`;

const core = `
GROUP                  = INVENTORYMETADATA
  GROUPTYPE            = MASTERGROUP
  OBJECT                 = LOCALGRANULEID
    NUM_VAL              = 1
    VALUE                = "A.hdf"
  END_OBJECT             = LOCALGRANULEID
  OBJECT = CONTAINER
    CLASS = "1"
  END_OBJECT = CONTAINER
  OBJECT = CONTAINER
    CLASS = "2"
  END_OBJECT = CONTAINER
  OBJECT = CONTAINER
    CLASS = "3"
  END_OBJECT = CONTAINER
  VALUE = (1.5E-3, "two
lines", (-2, +3.), {A, 'b c'}, ()) /* remark */
  LENGTH = 12.5 <km>
  BIG = 12345678901234567890
  DATE = 2008-06-03T01:28:10.5Z
END_GROUP              = INVENTORYMETADATA
END
`;

describe("parseOdl", () => {
  it("parses the structure of a swath", () => {
    expect(parseOdl(swath)).toEqual({
      SwathStructure: {
        SWATH_1: {
          SwathName: "L1B AIRS Science",
          Dimension: {
            Dimension_1: { DimensionName: "GeoXTrack", Size: 90 },
            Dimension_2: { DimensionName: "GeoTrack", Size: -1 },
          },
          DimensionMap: {},
          GeoField: {
            GeoField_1: { GeoFieldName: "Latitude", DataType: "DFNT_FLOAT64", DimList: ["GeoTrack", "GeoXTrack"] },
          },
        },
      },
      GridStructure: {},
    });
  });

  it("parses the structure of a grid", () => {
    expect(parseOdl(grid)).toEqual({
      GridStructure: {
        GRID_1: {
          GridName: "MOD_Grid_250m",
          XDim: 4800,
          UpperLeftPointMtrs: [-20015109.354, 1111950.519667],
          Projection: "GCTP_SNSOID",
          ProjParams: [6371007.181, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
          SphereCode: -1,
        },
      },
    });
  });

  it("parses values of every kind, and names that occur again", () => {
    expect(parseOdl(core)).toEqual({
      INVENTORYMETADATA: {
        GROUPTYPE: "MASTERGROUP",
        LOCALGRANULEID: { NUM_VAL: 1, VALUE: "A.hdf" },
        CONTAINER: [{ CLASS: "1" }, { CLASS: "2" }, { CLASS: "3" }],
        VALUE: [0.0015, "two\nlines", [-2, 3], ["A", "b c"], []],
        LENGTH: 12.5,
        BIG: 12345678901234567890n,
        DATE: "2008-06-03T01:28:10.5Z",
      },
    });
  });

  it("ignores what follows END or a NUL character, and needs neither", () => {
    expect(parseOdl("A=1\nEND\n)(= garbage")).toEqual({ A: 1 });
    expect(parseOdl("A=1\0\0\0)")).toEqual({ A: 1 });
    expect(parseOdl("A=1")).toEqual({ A: 1 });
    expect(parseOdl("")).toEqual({});
    expect(parseOdl(" \n\0")).toEqual({});
  });

  it("closes groups that a writer left open before its padding", () => {
    expect(parseOdl("GROUP=A\nB=1\n\n\n\0")).toEqual({ A: { B: 1 } });
  });

  it("gives objects that names cannot pollute", () => {
    const parsed = parseOdl("GROUP=__proto__\npolluted=1\nEND_GROUP=__proto__\nconstructor=2\ntoString=3\nEND");
    expect(Object.getPrototypeOf(parsed)).toBeNull();
    expect(Object.keys(parsed)).toEqual(["__proto__", "constructor", "toString"]);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it.each([
    ["GROUP=A\nB=1\nEND_GROUP=C\nEND", "line 3: END_GROUP C, expected END_GROUP A"],
    ["GROUP=A\nEND_OBJECT=A\nEND", "expected END_GROUP A"],
    ["GROUP=A\nB=1", "the text ends inside GROUP A"],
    ["END_GROUP=A", "expected no end"],
    ["A", '"=" is expected, found the end'],
    ["A B", '"=" is expected, found "B"'],
    ["A=", "the text ends where a value is expected"],
    ["A=(1,2", '"," is expected, found the end'],
    ["A=(1 2)", '"," is expected, found "2"'],
    ["A=)", '")" is no value'],
    ['A="open', '" is missing'],
    ["A=1 /* open", "*/ is missing"],
    ["A=1\n=2", 'line 2: a name is expected, found "="'],
    [`A=${"(".repeat(1000)}`, "nested more than 64 deep"],
    [`${"GROUP=A\n".repeat(1000)}`, "nested more than 64 deep"],
  ])("rejects %j", (text, message) => {
    expect(() => parseOdl(text)).toThrow(DamagedFileError);
    expect(() => parseOdl(text)).toThrow(message);
  });

  it("rejects what is no text", () => {
    expect(() => parseOdl(1 as never)).toThrow(TypeError);
  });

  it("gives an object or DamagedFileError for garbage", () => {
    const piece = fc.constantFrom(
      "GROUP=A\n",
      "END_GROUP=A\n",
      "END_GROUP\n",
      "B",
      "=",
      "(",
      ")",
      ",",
      '"',
      "/*",
      " 1 ",
      "<",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 4 })), { maxLength: 30 }), (pieces) => {
        try {
          expect(Object.getPrototypeOf(parseOdl(pieces.join("")))).toBeNull();
        } catch (error) {
          expect(error).toBeInstanceOf(DamagedFileError);
        }
      }),
      { seed: 10, numRuns: 1000 },
    );
  });
});
