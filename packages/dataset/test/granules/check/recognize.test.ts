import { tryParseGranuleName } from "@atcs/colocate";
import { DamagedFileError, type HdfFile, open } from "@atcs/hdf";
import { describe, expect, test } from "vitest";
import { productByContent, productByName } from "../../../src/granules/check/recognize.ts";
import { smallPolder } from "../../support/small-polder.ts";
import { smallCldclass, smallCloudSat, smallSync, smallTrack } from "../../support/small-track.ts";

test.each([
  ["POLDER3_L1B-BG1-080176M_2008-06-03T01-34-54_V1-01.h5", "parasol"],
  ["CALTRACK-5km_CS-2B-CLDCLASS_V1-00_2008-06-03T01-28-10ZD.hdf", "cldclass"],
  ["CALTRACK-5km_PAR-RB2_V1-00_2008-06-03T01-28-10ZD.hdf", "sync"],
  ["CALTRACK-333m_CAL-LID-L2_V1-21_2008-06-03T01-28-10ZD.hdf", "other"],
  ["2008155012810_11177_CS_2B-CLDCLASS_GRANULE_P1_R05_E02_F00.hdf", "cloudsat"],
  ["copy of a file.hdf", undefined],
])("the name %s", (name, product) => {
  expect(productByName(tryParseGranuleName(name))).toBe(product);
});

describe("the content", () => {
  test.each<[string | undefined, () => Promise<Uint8Array>]>([
    ["parasol", () => smallPolder()],
    ["cldclass", () => smallTrack(smallCldclass)],
    ["sync", () => smallTrack(smallSync)],
    ["cloudsat", () => smallCloudSat()],
    [undefined, () => smallTrack(smallCldclass, { cloud_scenario: null })],
    [undefined, () => smallTrack(smallSync, { Latitude: null })],
  ])("of %s", async (product, write) => {
    await using file = await open(await write());
    expect(productByContent(file)).toBe(product);
  });

  test("a damaged data set is one that is there", async () => {
    await using file = await open(await smallTrack(smallSync, { Acquisition_Time_Difference: null }));
    const get = (name: string) => {
      if (name === "cloud_scenario") throw new DamagedFileError("its header is cut off");
      return file.get(name);
    };
    expect(productByContent({ format: "hdf4", get } as unknown as HdfFile)).toBe("cldclass");
  });
});
