import { describe, expect, test } from "vitest";
import { type FieldKind, fieldKind } from "../../src/fields/field-kind.ts";

const scalar: FieldKind = { resampling: "linear", turning: "scalar", flagsUnusedViews: true };
const flag: FieldKind = { ...scalar, resampling: "nearest" };

const directional = "Data_Directional_Fields";
const radiances = "I443NP I490P I565NP I670P I763NP I765NP I865P I910NP I1020NP".split(" ");
const qualityFlags = Array.from({ length: 14 }, (_, i) => `Quality_Flags_${String(i + 1).padStart(2, "0")}`);

/** Every field of every scheme of a data set, and the others of a granule. */
const fields: [group: string, name: string, kind: FieldKind][] = [
  ...radiances.map((name): [string, string, FieldKind] => [directional, name, scalar]),
  ...["Q490P", "Q670P", "Q865P"].map((name): [string, string, FieldKind] => [directional, name, scalar]),
  ...["U490P", "U670P", "U865P"].map((name): [string, string, FieldKind] => [
    directional,
    name,
    { ...scalar, turning: "odd" },
  ]),
  [directional, "phi", { resampling: "circular", turning: "relative-azimuth", flagsUnusedViews: false }],
  [directional, "thetas", { ...scalar, flagsUnusedViews: false }],
  [directional, "thetav", { ...scalar, flagsUnusedViews: false }],
  [directional, "delta_thetav.sinphi", { ...scalar, turning: "odd" }],
  [directional, "delta_thetav.cosphi", scalar],
  [directional, "CCD_row", scalar],
  [directional, "CCD_column", scalar],
  ["Data_Fields", "Nviews", flag],
  ["Data_Fields", "cloud_indicator", flag],
  ["Data_Fields", "phis", { ...scalar, resampling: "circular", turning: "azimuth" }],
  ["Geolocation_Fields", "Latitude", scalar],
  ["Geolocation_Fields", "Longitude", { ...scalar, resampling: "circular" }],
  ["Geolocation_Fields", "land_sea_flag", flag],
  ["Geolocation_Fields", "surface_altitude", scalar],
  ...qualityFlags.map((name): [string, string, FieldKind] => ["Quality_Flags_Directional_Fields", name, flag]),
];

test("the schemes hold 18 directional fields, phis, 5 others and 14 flags", () => {
  expect(fields).toHaveLength(18 + 4 + 1 + 6 + 14);
});

describe.each(fields)("%s/%s", (group, name, kind) => {
  test.each([name, `${group}/${name}`, `/${group}/${name}`, `${group}\\${name}`])("as %s", (nameOrPath) => {
    expect(fieldKind(nameOrPath)).toEqual(kind);
  });
});

test.each(["", "xphi", "phi2", "PHI", "U865", "phi/I865P", "Nviews_"])("%j is not known: a linear scalar", (name) => {
  expect(fieldKind(name)).toEqual(scalar);
});

test.each([undefined, null, 5, ["phi"]])("%o is no name", (name) => {
  expect(() => fieldKind(name as unknown as string)).toThrow(TypeError);
});
