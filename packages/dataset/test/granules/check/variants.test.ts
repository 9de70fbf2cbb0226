import type { NumericDtype } from "@atcs/hdf";
import { describe, expect, test } from "vitest";
import { checkGranule } from "../../../src/granules/check/check-granule.ts";
import type { Finding, FindingStatus } from "../../../src/granules/check/types.ts";
import { openCldclassGranule } from "../../../src/granules/cldclass.ts";
import { openParasolGranule } from "../../../src/granules/parasol.ts";
import { openSyncGranule } from "../../../src/granules/sync.ts";
import { packed, type SmallField } from "../../support/small-polder.ts";
import {
  type CloudSatChanges,
  type SmallData,
  smallCldclass,
  smallCloudSat,
  smallSync,
  smallTrack,
} from "../../support/small-track.ts";
import { inSwath, swathPolder, viewsAt } from "../../support/swath-polder.ts";

/**
 * What is only likely of the products, or not known: the readers take each of these forms, and the check says which it
 * found. The forms themselves are tested beside the readers, too; here is the list.
 */
const box = { row: 10, col: 32, rows: 1, cols: 2 };

type Changes = Readonly<Record<string, Partial<SmallField> | null>>;

/** What the readers and the check say of a granule: values of the fields that differ, and the report. */
async function readGranule(changes: Changes) {
  const bytes = await swathPolder(changes);
  await using granule = await openParasolGranule(bytes);
  const values = new Map<string, number>();
  for (const field of Object.keys(changes)) values.set(field, (await granule.readPhysical(field, box)).data[0]!);
  const mask = [...(await granule.readViewMask(box))];
  const report = await checkGranule(bytes);
  const matters = report.conclusion.matters.filter((line) => !line.startsWith("grid: "));
  return { values, mask, report, matters };
}

/** A value of a field in the swath, and what the check says of a subject of it. */
async function readImage(changes: Changes, field: string, subject: string) {
  return of(await readGranule(changes), field, subject);
}

function of(
  { values, mask, report, matters }: Awaited<ReturnType<typeof readGranule>>,
  field: string,
  subject: string,
) {
  const checked = report.fields.find(({ path }) => path.endsWith(field));
  const finding: Finding | undefined = checked?.findings.find((each) => each.subject === subject);
  return { value: values.get(field)!, mask, finding, matters };
}

/** Both pixels: 13 and 14 views, packed from slot 0. */
const bothPixels = [32, 33].flatMap((col) =>
  Array.from({ length: 16 }, (_, view) => (view < viewsAt(10, col) ? 1 : 0)),
);

/** Counts in the swath, fill outside. */
function inside(count: number, fill: number): Partial<SmallField> {
  return { count: (row, col) => (inSwath(row, col) ? count : fill) };
}

interface ImageVariant {
  readonly what: string;
  readonly field: string;
  readonly change: Partial<SmallField>;
  readonly value: number;
  readonly subject: string;
  readonly found: string;
  readonly status: FindingStatus;
}

function variant(
  what: string,
  field: string,
  change: Partial<SmallField>,
  value: number,
  [subject, found, status]: readonly [string, string, FindingStatus],
): ImageVariant {
  return { what, field, change, value, subject, found, status };
}

const directionalCount = (used: number, fill: number): Partial<SmallField> => ({
  count: (row, col, view) => (!inSwath(row, col) ? fill : view < viewsAt(row, col) ? used : 0),
});

const imageVariants: readonly ImageVariant[] = [
  variant("thetas as documented", "thetas", {}, 30, ["type", "uint16", "documented"]),
  variant("thetas once for all views", "thetas", { directional: false, ...inside(20_000, 65535) }, 30, [
    "shape",
    "36 x 72",
    "matters",
  ]),
  variant(
    "thetas of int16 and another scale",
    "thetas",
    { dtype: "int16", attributes: packed(1e-2, 32767, -32767), ...directionalCount(3000, 32767) },
    30,
    ["type", "int16", "tolerated"],
  ),
  variant(
    "phi of another scale",
    "phi",
    { attributes: packed(5.5e-3, 65535, 65534), ...directionalCount(20_000, 65535) },
    110,
    ["scale", "0.0055", "tolerated"],
  ),
  variant(
    "phi of float32",
    "phi",
    { dtype: "float32", attributes: {}, ...directionalCount(110.5, Number.NaN) },
    110.5,
    ["type", "float32", "tolerated"],
  ),
  variant("cloud_indicator elsewhere", "cloud_indicator", { group: "Geolocation_Fields" }, 50, [
    "group",
    "Geolocation_Fields",
    "tolerated",
  ]),
  variant(
    "cloud_indicator of another fill",
    "cloud_indicator",
    { attributes: packed(1, 200, 254), ...inside(100, 200) },
    100,
    ["fill", "200", "tolerated"],
  ),
  variant(
    "cloud_indicator of int16",
    "cloud_indicator",
    { dtype: "int16", attributes: packed(1, -1, -2), ...inside(100, -1) },
    100,
    ["type", "int16", "undocumented"],
  ),
  variant(
    "Nviews of int8",
    "Nviews",
    { dtype: "int8", attributes: packed(1, 127, -127), count: (row, col) => viewsAt(row, col) || 127 },
    13,
    ["type", "int8", "undocumented"],
  ),
  variant(
    "Nviews of float32 with NaN",
    "Nviews",
    { dtype: "float32", attributes: {}, count: (row, col) => viewsAt(row, col) || Number.NaN },
    13,
    ["type", "float32", "undocumented"],
  ),
  variant(
    "Nviews of a scale",
    "Nviews",
    { dtype: "int16", attributes: packed(0.5, 32767, -32767), count: (row, col) => 2 * viewsAt(row, col) || 32767 },
    13,
    ["scale", "0.5", "undocumented"],
  ),
  variant("Nviews 0 outside, without a fill", "Nviews", { attributes: packed(1, 255, 254), count: viewsAt }, 13, [
    "fill",
    "255",
    "undocumented",
  ]),
  variant(
    "land_sea_flag of int32",
    "land_sea_flag",
    { dtype: "int32", attributes: packed(1, -999, -998), ...inside(100, -999) },
    100,
    ["fill", "-999", "undocumented"],
  ),
  variant(
    "surface_altitude of float32",
    "surface_altitude",
    { dtype: "float32", attributes: { units: "m" }, ...inside(120.5, Number.NaN) },
    120.5,
    ["units", '"m"', "documented"],
  ),
  variant(
    "surface_altitude in decametres",
    "surface_altitude",
    { attributes: { ...packed(10, 32767, -32767), units: "m" } },
    1200,
    ["scale", "10", "undocumented"],
  ),
  variant(
    "phis of uint16",
    "phis",
    { dtype: "uint16", attributes: packed(6e-3, 65535, 65534), ...inside(20_000, 65535) },
    120,
    ["type", "uint16", "undocumented"],
  ),
  ...chunkVariants(),
];

/** Any chunks and none; nobody knows which there are. */
function chunkVariants(): ImageVariant[] {
  const layouts = [[1, 72, 16], [36, 72, 1], [7, 5, 3], [36, 72, 16], [12, 24, 16], undefined];
  const fields = ["I490P", "I565NP", "I670P", "I763NP", "I865P", "I1020NP"];
  return layouts.map((chunks, i) =>
    variant(`chunks ${chunks ?? "none"}`, fields[i]!, chunks === undefined ? {} : { chunks }, Math.fround(0.1), [
      "chunks",
      chunks?.join(" x ") ?? "none, in one piece",
      "undocumented",
    ]),
  );
}

/**
 * Variants of different fields are in one granule, for the time that each takes; what matters is in one alone, so that
 * it is known of all others that nothing does.
 */
function shareGranules(variants: readonly ImageVariant[]): ReadonlyMap<ImageVariant, Changes> {
  const granules: Record<string, Partial<SmallField>>[] = [];
  const placed = new Map<ImageVariant, Changes>();
  for (const each of variants) {
    const { field, change, status } = each;
    const shared = status === "matters" ? undefined : granules.find((changes) => !(field in changes));
    const changes = shared ?? {};
    changes[field] = change;
    if (shared === undefined && status !== "matters") granules.push(changes);
    placed.set(each, changes);
  }
  return placed;
}

describe("images", () => {
  const shared = shareGranules(imageVariants);
  const granules = new Map<Changes, ReturnType<typeof readGranule>>();

  test.each(imageVariants)("$what", async (each) => {
    const { field, value, subject, found, status } = each;
    const changes = shared.get(each)!;
    const granule = granules.get(changes) ?? readGranule(changes);
    granules.set(changes, granule);
    const read = of(await granule, field, subject);
    expect(read.value).toBeCloseTo(value, 4);
    expect(read.mask).toEqual(bothPixels);
    expect(read.finding).toMatchObject({ found, status });
    const isDamaging = status === "matters";
    expect(read.matters.length > 0).toBe(isDamaging);
  });

  test.each<[NumericDtype, SmallField["attributes"], number]>([
    ["float32", {}, Number.NaN],
    ["float64", { _FillValue: -999 }, -999],
    ["int32", packed(1, -9999, -9998), -9999],
    ["int64", packed(1, -9999, -9998), -9999],
  ])("positions of %s, of whole degrees: they follow from the grid", async (dtype, attributes, fill) => {
    const change = { dtype, attributes: attributes ?? {}, ...inside(37, fill) };
    const { value } = await readImage({ Latitude: change }, "Latitude", "type");
    expect(value).toBe(37);
  });

  test.each([["Latitude"], ["Longitude"]])("without %s: positions follow from the grid", async (name) => {
    const report = await checkGranule(await swathPolder({ [name]: null }));
    expect(report.deviations).toContainEqual(
      expect.objectContaining({ code: "FIELD_MISSING", where: `Geolocation_Fields/${name}`, matters: false }),
    );
    expect(report.conclusion.matters).toHaveLength(1);
  });

  test("without CCD, flags and differences, which are not needed, or with them", async () => {
    const flag = { dtype: "uint8", directional: true, attributes: packed(1, 255, 254) } as const;
    const report = await checkGranule(
      await swathPolder({
        CCD_row: {
          group: "Data_Directional_Fields",
          directional: true,
          dtype: "int16",
          attributes: packed(1e-2, 32767, -32767),
        },
        "delta_thetav.sinphi": {
          group: "Data_Directional_Fields",
          directional: true,
          dtype: "int8",
          attributes: packed(1.6e-3, 127, -127),
        },
        Quality_Flags_14: { group: "Quality_Flags_Directional_Fields", ...flag },
      }),
    );
    expect(report.conclusion.matters).toHaveLength(1);
    expect(report.fields.map(({ path }) => path)).toContain("Data_Directional_Fields/delta_thetav.sinphi");
  });

  test("attributes absent: documented scale and codes stand in, which matters", async () => {
    const { value, finding, matters } = await readImage({ I670P: { attributes: {} } }, "I670P", "fill");
    expect(value).toBeCloseTo(0.1, 6);
    expect(finding).toMatchObject({ found: "not given, 32767 assumed", status: "matters", code: "ATTRIBUTE_MISSING" });
    expect(matters).toHaveLength(1);
  });

  test("codes of another type, and a fill that only HDF5 knows", async () => {
    const attributes = {
      scale_factor: 1e-4,
      add_offset: 0,
      _FillValue: { dtype: "int16", value: 32767 },
      missing_value: { dtype: "int16", value: -32767 },
    } as const;
    const read = await readImage({ I670P: { attributes } }, "I670P", "type of codes");
    expect(read.finding).toMatchObject({ found: "int16", status: "tolerated" });
    const unwritten = await readImage({ I670P: { fillValue: 5 } }, "I670P", "elements that were never written");
    expect(unwritten.finding).toMatchObject({ found: "read 5", status: "undocumented" });
  });

  const usual = swathPolder();
  test.each([
    ["POLDER3_L1B-BG1-080176M_2008-06-03T01-27-40_V1-00.h5", "V1-00", "documented"],
    ["POLDER3_L1B-BG1-X99_2008-06-03T01-27-40_V2-10.h5", "V2-10", "tolerated"],
    ["L1_B-HDF.v1.01/2008/2008_06_03/POLDER3_L1B-BG1-080176M_2008-06-03T01-27-40_V1-01.h5", "V1-01", "documented"],
  ])("the name %s", async (name, found, status) => {
    const report = await checkGranule(await usual, { name });
    expect(report.productByName).toBe("parasol");
    expect(report.layout.find(({ subject }) => subject === "version by the name")).toMatchObject({ found, status });
  });
});

describe("CALTRACK", () => {
  const values = [900, 600, 300, 901, 601, 301, 902, 602, 302, 903, 603, 303];

  test.each<[string, Readonly<Record<string, Partial<SmallData> | null>>]>([
    ["in one piece", {}],
    [
      "in chunks, deflated",
      {
        Height: { chunks: [2, 3], deflate: 6 },
        cloud_scenario: { chunks: [3, 2], deflate: 1 },
        Latitude: { chunks: [2], deflate: 6 },
      },
    ],
    ["in chunks, not deflated", { Height: { chunks: [1, 1] } }],
    ["deflated in one piece", { Height: { deflate: 6 } }],
    [
      "from the lowest bin up",
      {
        Height: { values: values.map((_, i) => values[3 * Math.floor(i / 3) + 2 - (i % 3)]!) },
        cloud_scenario: { values: [3, 2, 1, 6, 5, 4, 9, 8, 7, -32768, -32768, -32768] },
      },
    ],
    ["without a mark of the fill", { Height: { attributes: {} } }],
    ["floating point heights", { Height: { dtype: "float32", attributes: {} } }],
    [
      "with Input_Index and Colocation_Distance",
      {
        Input_Index: { dtype: "int16", shape: [4, 2], values: [1, 0, 2, 0, 3, 0, 4, 0] },
        Colocation_Distance: { dtype: "float32", shape: [4], values: [0, 0, 0, 0] },
      },
    ],
  ])("labels %s", async (_, changes) => {
    const bytes = await smallTrack(smallCldclass, changes);
    await using granule = await openCldclassGranule(bytes);
    const labels = await granule.readLabels();
    expect([...labels.height]).toEqual(values);
    expect([...labels.scenarioWords.subarray(0, 9)]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const { conclusion, product } = await checkGranule(bytes);
    expect([product, conclusion.matters]).toEqual(["cldclass", []]);
  });

  test("cloud_scenario without a mark of the fill: that matters", async () => {
    const { conclusion } = await checkGranule(await smallTrack(smallCldclass, { cloud_scenario: { attributes: {} } }));
    expect(conclusion.matters).toEqual([
      expect.stringMatching(/^cloud_scenario: no attribute _FillValue; fill is -32768/),
    ]);
  });

  test("no cloud classes at all, which happens", async () => {
    const name = "CALTRACK-5km_CS-2B-CLDCLASS_V1-21_1993-01-01T00-01-00ZN.hdf";
    const report = await checkGranule(await smallTrack(smallCldclass, { cloud_scenario: null }, {}), { name });
    expect(report).toMatchObject({ product: "cldclass", productByContent: undefined });
    expect(report.conclusion).toMatchObject({ ok: true });
    expect(report.layout.find(({ subject }) => subject === "version by the name")?.found).toBe("V1-21");
  });

  test.each<[string, Partial<SmallData>]>([
    ["one axis", {}],
    ["a second axis of one", { shape: [4, 1] }],
    ["in chunks, deflated", { chunks: [3], deflate: 6 }],
    ["float64", { dtype: "float64" }],
    [
      "minutes packed in int16",
      { dtype: "int16", values: [-2, -3, -32768, -1], attributes: { scale_factor: 60, add_offset: 0 } },
    ],
  ])("time differences: %s", async (_, change) => {
    const bytes = await smallTrack(smallSync, { Acquisition_Time_Difference: change });
    await using granule = await openSyncGranule(bytes);
    expect([...(await granule.readProfiles()).timeDifferenceSec!]).toEqual([-120, -180, Number.NaN, -60]);
    expect((await checkGranule(bytes)).conclusion.matters).toEqual([]);
  });
});

describe("CloudSat's own granules", () => {
  const heights = [900, 600, 300, 901, 601, 301, -9999, -9999, -9999, 903, 603, 303];

  test.each<[string, CloudSatChanges]>([
    ["as documented", {}],
    [
      "without factor and offset",
      {
        attributes: [
          ["Height", "missing", -9999],
          ["cloud_scenario", "missing", -99],
        ],
        heightOffset: 0,
      },
    ],
    [
      "a factor of 10",
      {
        attributes: [
          ["Height", "factor", 0.1],
          ["Height", "missing", -9999],
          ["cloud_scenario", "missing", -99],
        ],
        heightFactor: 0.1,
      },
    ],
    ["-9999 without a mark", { attributes: [["cloud_scenario", "missing", -99]], heightOffset: 0 }],
  ])("%s", async (_, changes) => {
    const bytes = await smallCloudSat(changes);
    await using granule = await openCldclassGranule(bytes);
    const { height, scenarioWords } = await granule.readLabels();
    expect([...height].map((metres) => (metres === -9999 ? metres : Math.round(metres / 10)))).toEqual(
      heights.map((metres) => (metres === -9999 ? metres : Math.round(metres / 10))),
    );
    expect([...scenarioWords.subarray(3, 8)]).toEqual([7, 9, 11, -32768, -32768]);
    expect((await checkGranule(bytes)).product).toBe("cloudsat");
  });
});
