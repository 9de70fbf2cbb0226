import { fileURLToPath } from "node:url";
import { open } from "@atcs/hdf";
import type { AttributeInputs } from "@atcs/hdf/write";
import { describe, expect, test } from "vitest";
import { ProfileFile } from "../../src/granules/_profile-file.ts";
import { openCldclassGranule } from "../../src/granules/cldclass.ts";
import { DeviationLog } from "../../src/granules/deviations.ts";
import { GranuleAttributeError, GranuleLayoutError } from "../../src/granules/errors.ts";
import { smallCldclass, smallTrack } from "../support/small-track.ts";

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

describe("sizes that no granule has are refused before anything is read", () => {
  test.each([
    ["profiles", [200_000_000]],
    ["profiles and bins", [1_000_000, 125]],
  ])("%s", async (_, shape) => {
    const bytes = await smallTrack(
      {},
      { Latitude: { dtype: "float32", shape }, Longitude: { dtype: "float32", shape } },
    );
    expect(bytes.length).toBeLessThan(10_000);
    await using granule = await openCldclassGranule(bytes);
    const before = process.memoryUsage().arrayBuffers;
    const error = await granule.readTrack().catch((each) => each);
    expect(error).toBeInstanceOf(GranuleLayoutError);
    expect(error.message).toContain("expected at most 1000000 profiles and 33554432 values");
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 24);
  });

  test("scenarios, too", async () => {
    const shape = [4, 20_000_000];
    const bytes = await smallTrack(smallCldclass, {
      cloud_scenario: { dtype: "int16", shape, values: undefined as never },
    });
    await using granule = await openCldclassGranule(bytes);
    await expect(granule.readLabels()).rejects.toThrow(GranuleLayoutError);
  });
});

describe("attributes that no value can be computed with", () => {
  test.each<[string, AttributeInputs, string]>([
    ["a scale of 0", { scale_factor: 0 }, "attribute scale_factor is 0: expected another number"],
    ["a scale that is NaN", { scale_factor: Number.NaN }, "attribute scale_factor is [NaN]"],
    ["two scales", { scale_factor: Float64Array.of(1, 2) }, "attribute scale_factor is [1, 2]"],
    ["an offset that is text", { add_offset: "0" }, 'attribute add_offset is "0": expected numbers'],
    ["a factor of 0", { factor: 0 }, "attribute factor is 0"],
    ["thousands of fill values", { _FillValue: new Float32Array(5000) }, "attribute _FillValue has 5000 values"],
    ["an unknown missop", { factor: 1, missing: 3, missop: "?" }, "attribute missop must be one of"],
  ])("%s names file and data set", async (_, attributes, message) => {
    const bytes = await smallTrack(smallCldclass, { Latitude: { attributes } });
    await using granule = await openCldclassGranule(bytes, { name: "a.hdf" });
    const error = await granule.readTrack().catch((each) => each);
    expect(error).toBeInstanceOf(GranuleAttributeError);
    expect(error.message).toContain('a.hdf, "Latitude": ');
    expect(error.message).toContain(message);
  });
});
