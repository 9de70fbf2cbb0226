import { isColocateError } from "@atcs/colocate";
import { isHdfError } from "@atcs/hdf";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openCldclassGranule } from "../../src/granules/cldclass.ts";
import { isGranuleError } from "../../src/granules/errors.ts";
import { openSyncGranule } from "../../src/granules/sync.ts";
import { smallCldclass, smallCloudSat, smallSync, smallTrack } from "../support/small-track.ts";

/** Read everything; anything but a typed error is a defect. */
async function readOrFail(read: () => Promise<unknown>): Promise<void> {
  try {
    await read();
  } catch (error) {
    if (!isHdfError(error) && !isGranuleError(error) && !isColocateError(error)) throw error;
  }
}

describe("damaged files give values or typed errors", () => {
  test.each([
    ["CLDCLASS", () => smallTrack(smallCldclass, { Height: { chunks: [2, 3] } })],
    ["PAR-RB2", () => smallTrack(smallSync)],
    ["2B-CLDCLASS", () => smallCloudSat()],
  ])("%s", async (product, write) => {
    const bytes = await write();
    const at = fc.integer({ min: 4, max: bytes.length - 1 });
    const changes = fc.array(fc.tuple(at, fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(changes, async (list) => {
        const damaged = bytes.slice();
        for (const [offset, byte] of list) damaged[offset] = byte;
        await readOrFail(async () => {
          if (product === "PAR-RB2") {
            await using granule = await openSyncGranule(damaged, { maxBytes: 2 ** 20 });
            await granule.readProfiles();
          } else {
            await using granule = await openCldclassGranule(damaged, { maxBytes: 2 ** 20 });
            await granule.readLabels();
          }
        });
      }),
      { numRuns: 200 },
    );
  });
});

describe("the name of a granule", () => {
  const name = "CALTRACK-5km_PAR-RB2_V1-00_2008-06-03T01-28-10ZD.hdf";

  test.each([name, `/archive/2008_06_03/${name}`, `C:\\archive\\${name}`])("from %s", async (path) => {
    await using granule = await openSyncGranule(await smallTrack(smallSync), { name: path });
    expect(granule.fileName).toBe(path);
    expect(granule.nameParts).toMatchObject({ product: "CALTRACK", subProduct: "PAR-RB2", resolution: "5km" });
  });

  test("from a File", async () => {
    await using granule = await openSyncGranule(new File([(await smallTrack(smallSync)) as BlobPart], name));
    expect(granule.nameParts).toMatchObject({ token: "2008-06-03T01-28-10ZD" });
  });

  test("is not needed", async () => {
    await using granule = await openSyncGranule(await smallTrack(smallSync), { name: "copy of a file.hdf" });
    expect(granule.nameParts).toBeUndefined();
    expect(granule.deviations).toEqual([]);
  });
});

test("wrong arguments are a TypeError or RangeError", async () => {
  await expect(openSyncGranule(7 as never)).rejects.toThrow(TypeError);
  await expect(openSyncGranule(new Uint8Array(4), { maxbytes: 3 } as never)).rejects.toThrow(TypeError);
  await expect(openSyncGranule(new Uint8Array(4), { maxBytes: -3 })).rejects.toThrow(RangeError);
});
