import { fileURLToPath } from "node:url";
import { open } from "@atcs/hdf";
import { describe, expect, test } from "vitest";
import { ProfileFile } from "../../src/granules/_profile-file.ts";
import { openCldclassGranule } from "../../src/granules/cldclass.ts";
import { DeviationLog } from "../../src/granules/deviations.ts";

/** A swath in the layout of CloudSat, as the official library writes it (see its make_swath.py). */
const swath = fileURLToPath(new URL("../../../hdf/test/fixtures/eos/swath.hdf", import.meta.url));

describe("a swath of the official library", () => {
  test("coordinates and times", async () => {
    await using granule = await openCldclassGranule(swath);
    expect(granule).toMatchObject({ layout: "cloudsat", hasCloudData: false });
    const track = await granule.readTrack();
    expect([...track.lat]).toEqual([10, 10.25, 10.5, 10.75]);
    expect([...track.lon]).toEqual([-20, -20.25, -20.5, -20.75]);
    expect([...track.time].map((time) => time.toFixed(2))).toEqual([
      "488072040.50",
      "488072040.66",
      "488072040.82",
      "488072040.98",
    ]);
  });

  test("values by the attributes that are kept beside them", async () => {
    await using file = await open(swath);
    const profiles = new ProfileFile(file, new DeviationLog());
    expect(profiles.isSwath).toBe(true);
    const missing = [Number.NaN, Number.NaN, Number.NaN];
    const { values, shape, dtype } = await profiles.read("Height", {});
    expect([...values]).toEqual([480, 240, 0, 481, 241, 1, 482, 242, 2, ...missing]);
    expect([shape, dtype]).toEqual([[4, 3], "int16"]);
    // Missing where the count is at most -9998.
    const elevation = await profiles.readColumn("DEM_elevation", {}, 4);
    expect([...elevation.values]).toEqual([Number.NaN, 12, 340, Number.NaN]);
  });
});
