import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openCldclassGranule, openParasolGranule, openSyncGranule } from "@atcs/dataset/granules";
import { isHdfError } from "@atcs/hdf";
import { createHdf4 } from "@atcs/hdf/write";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fixturePath } from "../../../../test/support/fixtures.ts";
import { openGranule } from "../../src/colocate/open-granules.ts";

const signal = new AbortController().signal;
const parasol = fixturePath("granules/POLDER3_L1B-BG1-080176M_2008-06-03T01-27-40_V1-01.h5");
const cldclass = fixturePath("granules/CALTRACK-5km_CS-2B-CLDCLASS_V1-00_2008-06-03T01-28-10ZD.hdf");
const sync = fixturePath("granules/CALTRACK-5km_PAR-RB2_V1-00_2008-06-03T01-28-10ZD.hdf");

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "atcs-open-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

test("a granule of its option is opened", async () => {
  await using granule = await openGranule("--parasol", parasol, openParasolGranule, signal);
  expect(granule.fileName).toBe(parasol);
});

test.each([
  ["--parasol", cldclass, openParasolGranule, "is a CLDCLASS granule: expected PARASOL", "--cldclass"],
  ["--parasol", sync, openParasolGranule, "is a PAR-RB2 granule: expected PARASOL", "--sync"],
  ["--cldclass", parasol, openCldclassGranule, "is a PARASOL granule: expected CLDCLASS", "--parasol"],
  ["--sync", parasol, openSyncGranule, "is a PARASOL granule: expected PAR-RB2", "--parasol"],
] as const)("%s %s is a granule of another option, whatever its name", async (option, path, openAs, message, right) => {
  const renamed = join(folder, "granule.bin");
  copyFileSync(path, renamed);
  for (const file of [path, renamed]) {
    const error = await openGranule<unknown>(option, file, openAs, signal).catch((each) => each);
    expect(error).toMatchObject({
      name: "CommandError",
      code: "GRANULE_LAYOUT",
      message: `${file} ${message}`,
      hint: `Give it with ${right}.`,
      file,
    });
  }
});

test("what is no granule at all stays the error that it is", async () => {
  const other = join(folder, "other.hdf");
  await (await createHdf4(other)).close();
  const layout = await openGranule("--cldclass", other, openCldclassGranule, signal).catch((each) => each);
  expect(layout).toMatchObject({ name: "GranuleLayoutError" });
  const page = join(folder, "page.html");
  writeFileSync(page, "<html>");
  const error = await openGranule("--parasol", page, openParasolGranule, signal).catch((each) => each);
  expect(isHdfError(error, "HDF_NOT_HDF")).toBe(true);
});
