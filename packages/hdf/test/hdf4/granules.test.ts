import { describe, expect, it } from "vitest";
import { fixtureJson, fixturePath } from "../../../../test/support/fixtures.ts";
import { open } from "../../src/open.ts";

const cloudClass = "granules/CALTRACK-5km_CS-2B-CLDCLASS_V1-00_2008-06-03T01-28-10ZD.hdf";
const parasol = "granules/CALTRACK-5km_PAR-RB2_V1-00_2008-06-03T01-28-10ZD.hdf";

interface Expected {
  profiles: { profile: number; lat: number; lon: number }[];
  cloud_scenario: { profile: number; raw: number[] }[];
}

describe("the granules", () => {
  it("CALTRACK cloud classes", async () => {
    await using file = await open(fixturePath(cloudClass));
    expect(file.datasets().map(({ name, shape, dtype }) => [name, shape, dtype])).toEqual([
      ["Latitude", [400], "float32"],
      ["Longitude", [400], "float32"],
      ["Time", [400], "float64"],
      ["Height", [400, 125], "int16"],
      ["cloud_scenario", [400, 125], "int16"],
    ]);
    const clouds = file.dataset("cloud_scenario", "int16");
    expect(clouds.chunks).toEqual([50, 125]);
    expect(clouds.compression.map(({ name }) => name)).toEqual(["deflate"]);
    for (const { profile, raw } of fixtureJson<Expected>("granules/expected.json").cloud_scenario) {
      expect([...(await clouds.read([profile])).data]).toEqual(raw);
    }
    expect(clouds.attributes._FillValue).toBe(-32768);
  });

  it.each([cloudClass, parasol])("%s: positions", async (name) => {
    await using file = await open(fixturePath(name));
    const latitude = await file.dataset("Latitude", "float32").read();
    const longitude = await file.dataset("Longitude", "float32").read();
    for (const { profile, lat, lon } of fixtureJson<Expected>("granules/expected.json").profiles) {
      expect(latitude.get(profile)).toBe(lat);
      expect(longitude.get(profile)).toBe(lon);
    }
  });
});
