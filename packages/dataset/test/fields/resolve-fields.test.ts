import { describe, expect, test } from "vitest";
import { channelCount, channelsOf } from "../../src/fields/channels.ts";
import { resolveFields } from "../../src/fields/resolve-fields.ts";
import { fieldSchemes } from "../../src/fields/schemes.ts";

const names = (scheme: string): string =>
  resolveFields(scheme)
    .map((field) => field.name)
    .join(" ");

describe("resolveFields", () => {
  test.each([
    ["default", 294],
    ["directional", 288],
    ["all", 519],
    ["minimal", 20],
    ["all_bands", 272],
    ["all_bands_no_p", 176],
    ["single_band_490", 80],
    ["single_band_443", 48],
    ["tri1", 80],
  ])("%s has %d channels", (scheme, channels) => expect(channelCount(resolveFields(scheme))).toBe(channels));

  test("has the order of the specification", () => {
    expect(names("directional")).toBe(
      "I443NP I490P Q490P U490P I565NP I670P Q670P U670P I763NP I765NP I865P Q865P U865P I910NP I1020NP phi thetas thetav",
    );
    expect(names("default").split(" ").slice(18).join(" ")).toBe(
      "Nviews cloud_indicator Latitude Longitude land_sea_flag surface_altitude",
    );
  });

  test.each([
    ["single_band_670", "I670P Q670P U670P thetas thetav"],
    ["single_band_670_no_p", "I670P thetas thetav"],
    ["single_band_670_no_geom", "I670P Q670P U670P"],
    ["single_band_670_no_p_no_geom", "I670P"],
    ["single_band_1020_no_geom_no_p", "I1020NP"],
    ["tri2", "I443NP I763NP I1020NP thetas thetav"],
    ["tri5", "I865P I910NP I1020NP thetas thetav"],
    ["minimal", "I865P Nviews cloud_indicator Latitude Longitude"],
  ])("%s is %s", (scheme, expected) => expect(names(scheme)).toBe(expected));

  test("every scheme resolves", () => {
    for (const scheme of fieldSchemes) expect(resolveFields(scheme).length).toBeGreaterThan(0);
  });

  test("takes names, and pairs of group and name", () => {
    expect(resolveFields(["Nviews", ["Data_Directional_Fields", "I865P"]])).toEqual([
      { group: "Data_Fields", name: "Nviews", angles: 1 },
      { group: "Data_Directional_Fields", name: "I865P", angles: 16 },
    ]);
  });

  test("says what exists", () => {
    expect(() => resolveFields("everything")).toThrow(
      /no scheme of fields "everything": expected one of default, directional/,
    );
    expect(() => resolveFields(["I999P"])).toThrow(/no field "I999P"; the fields are I443NP/);
    expect(() => resolveFields(["I865P", "I865P"])).toThrow(/twice/);
    expect(() => resolveFields([])).toThrow(RangeError);
    expect(() => resolveFields(5 as never)).toThrow(TypeError);
    expect(() => resolveFields([5] as never)).toThrow(TypeError);
    const stored = resolveFields("minimal");
    expect(() => resolveFields(["I490P"], { stored, file: "DIR" })).toThrow(
      'DIR: there is no field "I490P"; the dataset has I865P, Nviews, cloud_indicator, Latitude, Longitude',
    );
  });
});

describe("channelsOf", () => {
  const stored = resolveFields("default");

  test("numbers the channels that are stored", () => {
    const channels = channelsOf(resolveFields(["Nviews", "I490P"]), { stored });
    expect(channels.map((channel) => channel.stored)).toEqual([288, ...Array.from({ length: 16 }, (_, i) => 16 + i)]);
    expect(channels[0]!.angle).toBeUndefined();
    expect(channels[16]!.angle).toBe(15);
  });

  test("leaves angles out of directional fields only", () => {
    const channels = channelsOf(resolveFields(["I443NP", "Nviews"]), { stored, omitAngles: [0, 15] });
    expect(channels.map((channel) => channel.angle)).toEqual([
      ...Array.from({ length: 14 }, (_, i) => i + 1),
      undefined,
    ]);
  });

  test("refuses angles that do not exist, and to leave nothing", () => {
    expect(() => channelsOf(stored, { omitAngles: [16] })).toThrow(RangeError);
    const all = Array.from({ length: 16 }, (_, i) => i);
    expect(() => channelsOf(resolveFields(["I443NP"]), { omitAngles: all })).toThrow(/leaves no channel/);
  });
});
