import { polderFields } from "@atcs/colocate";
import { open } from "@atcs/hdf";
import { describe, expect, test } from "vitest";
import { fixturePath } from "../../../../test/support/fixtures.ts";
import { createCounts, parasolFields } from "../../src/granules/parasol-fields.ts";

/** What HDF5 says of the data sets of the granule among the fixtures. */
const fixture = fixturePath("granules/POLDER3_L1B-BG1-080176M_2008-06-03T01-27-40_V1-01.h5");

describe("parasolFields", () => {
  test("are all that is documented, in this order", () => {
    expect([...parasolFields.keys()]).toEqual([...polderFields.keys()]);
    for (const [name, documented] of polderFields) {
      const { usual: _, ...rest } = documented;
      expect(parasolFields.get(name)).toMatchObject({ name, offset: 0, ...rest });
    }
  });

  test("have the types, scales, codes and units of the fixture", async () => {
    await using file = await open(fixture);
    const stored = ["Data_Directional_Fields", "Data_Fields", "Geolocation_Fields"].flatMap((group) =>
      file
        .group(group)
        .children()
        .filter((node) => node.kind === "dataset"),
    );
    expect(stored).toHaveLength(25);
    for (const { path, name, dtype, attributes } of stored) {
      const field = parasolFields.get(name)!;
      expect(path).toBe(`${field.group}/${name}`);
      expect({ name, dtype, scale: attributes.scale_factor, units: attributes.units }).toEqual({
        name,
        dtype: field.dtype,
        scale: field.scale,
        units: field.units,
      });
      expect([attributes._FillValue, attributes.missing_value].map(Number)).toEqual([field.fill, field.missing]);
    }
  });

  test("hold what they are for", () => {
    const largest = { int8: 127, uint8: 255, int16: 32767, uint16: 65535, int32: 2 ** 31 - 1 };
    const limits: [name: string, physical: number][] = [
      ["I670P", 1.4],
      ["Q865P", -1.4],
      ["phi", 360],
      ["thetav", 70],
      ["thetas", 90],
      ["phis", 360],
      ["Latitude", -90],
      ["Longitude", 180],
      ["surface_altitude", 8849],
      ["CCD_row", 274],
    ];
    for (const [name, physical] of limits) {
      const { dtype, scale, fill, missing } = parasolFields.get(name)!;
      const count = Math.round(physical / scale);
      expect(Math.abs(count), name).toBeLessThan(largest[dtype]);
      expect([fill, missing], name).not.toContain(count);
    }
  });

  test("have a name in words each", () => {
    const names = Array.from(parasolFields.values(), ({ longName }) => longName);
    expect(new Set(names).size).toBe(42);
    expect(parasolFields.get("I1020NP")!.longName).toBe("Normalised radiance at 1020 nm, without polariser");
    expect(parasolFields.get("I865P")!.longName).toBe("Normalised radiance at 865 nm, through polarisers");
    expect(parasolFields.get("U490P")!.longName).toBe("Stokes U at 490 nm, through polarisers");
    expect(parasolFields.get("Quality_Flags_07")!.longName).toBe("Border of the detector matrix, 1 of 4");
  });
});

test("createCounts gives missing counts for every view", () => {
  expect(createCounts(parasolFields.get("thetav")!, 2)).toEqual(new Uint16Array(32).fill(65534));
  expect(createCounts(parasolFields.get("Latitude")!, 2)).toEqual(new Int32Array(2).fill(-2147483646));
  expect(createCounts(parasolFields.get("delta_thetav.sinphi")!, 1)).toEqual(new Int8Array(16).fill(-127));
  expect(createCounts(parasolFields.get("I670P")!, 0)).toEqual(new Int16Array(0));
});
