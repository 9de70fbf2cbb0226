import { formatGranuleName, granuleDirectory, parseGranuleName, productDirectory } from "@atcs/colocate";
import { describe, expect, test } from "vitest";
import type { Archive } from "../../src/archive/types.ts";
import { RemotePathError } from "../../src/errors.ts";
import { archiveProducts, findProduct } from "../../src/products/catalogue.ts";
import { listProduct } from "../../src/products/list-product.ts";

const parasol = findProduct("parasol");
const name = (day: string, orbit = "080176") => `POLDER3_L1B-BG1-${orbit}M_${day}T01-34-54_V1-01.h5`;

/** An archive of these files; what it was asked to list is kept. */
function fakeArchive(files: readonly string[], refused: readonly string[] = []) {
  const asked: string[] = [];
  const archive = {
    url: "sftp://me@host:22/SPACEBORNE",
    async list(directory: string) {
      asked.push(directory);
      if (refused.includes(directory)) throw new RemotePathError("ARCHIVE_PERMISSION", `${directory}: refused`);
      const inside = files.filter((file) => file.startsWith(`${directory}/`));
      if (inside.length === 0) throw new RemotePathError("ARCHIVE_NOT_FOUND", `${directory}: not there`);
      const names = new Set(inside.map((file) => file.slice(directory.length + 1).split("/")[0]!));
      return Array.from(names, (each) => {
        const isFile = files.includes(`${directory}/${each}`);
        return {
          name: each,
          kind: isFile ? "file" : "directory",
          size: isFile ? 7 : 0,
          modifiedMs: undefined,
        } as const;
      });
    },
  } as unknown as Archive;
  return { archive, asked };
}

async function list(archive: Archive, from: string, to: string, version?: string) {
  const days = [];
  for await (const day of listProduct(archive, parasol, { from, to, version })) days.push(day);
  return days;
}

describe("granules of a product", () => {
  test("are those of each day, without other files", async () => {
    const folder = "PARASOL/L1_B-HDF/2008";
    const { archive, asked } = fakeArchive([
      `${folder}/2008_06_03/${name("2008-06-03", "080177")}`,
      `${folder}/2008_06_03/${name("2008-06-03")}`,
      `${folder}/2008_06_03/README.txt`,
      `${folder}/2008_06_05/${name("2008-06-05")}`,
    ]);
    const days = await list(archive, "2008-06-03", "2008-06-05");
    expect(days.map(({ day, granules }) => [day, granules.map((granule) => granule.name)])).toEqual([
      ["2008-06-03", [name("2008-06-03"), name("2008-06-03", "080177")]],
      ["2008-06-04", []],
      ["2008-06-05", [name("2008-06-05")]],
    ]);
    expect(days[0]!.granules[0]).toEqual({
      name: name("2008-06-03"),
      path: `${folder}/2008_06_03/${name("2008-06-03")}`,
      size: 7,
    });
    // Nothing above the days was asked for.
    expect(asked).toEqual([3, 4, 5].map((day) => `${folder}/2008_06_0${day}`));
  });

  test("are looked for in the newest version where there is no plain name", async () => {
    const { archive, asked } = fakeArchive([
      `PARASOL/L1_B-HDF.v1.00/2008/2008_06_03/${name("2008-06-03")}`,
      `PARASOL/L1_B-HDF.v1.10/2008/2008_06_04/${name("2008-06-04")}`,
      `PARASOL/L1_B-HDF.v1.9/2008/2008_06_04/${name("2008-06-04")}`,
      `PARASOL/L2_B-HDF.v3.00/2008/2008_06_04/other`,
    ]);
    const days = await list(archive, "2008-06-03", "2008-06-04");
    expect(days.map(({ directory }) => directory.split("/")[1])).toEqual(["L1_B-HDF.v1.10", "L1_B-HDF.v1.10"]);
    expect(days[1]!.granules).toHaveLength(1);
    expect(asked.filter((each) => each === "PARASOL")).toHaveLength(1);
  });

  test("of a version are looked for there alone", async () => {
    const { archive, asked } = fakeArchive([`PARASOL/L1_B-HDF.v1.00/2008/2008_06_03/${name("2008-06-03")}`]);
    expect((await list(archive, "2008-06-03", "2008-06-03", "1.00"))[0]!.granules).toHaveLength(1);
    expect(asked).toEqual(["PARASOL/L1_B-HDF.v1.00/2008/2008_06_03"]);
    await expect(list(archive, "2008-06-03", "2008-06-03", "../1.0")).rejects.toThrow(RangeError);
  });

  test("are none where the archive has none, though it refuses to be listed above", async () => {
    const { archive } = fakeArchive([`PARASOL/L1_B-HDF/2008/2008_06_05/${name("2008-06-05")}`], ["PARASOL"]);
    const days = await list(archive, "2008-06-03", "2008-06-05");
    expect(days.map(({ granules }) => granules.length)).toEqual([0, 0, 1]);
  });

  test("a directory that may not be listed is an error, not an empty day", async () => {
    const { archive } = fakeArchive([], ["PARASOL/L1_B-HDF/2008/2008_06_03"]);
    await expect(list(archive, "2008-06-03", "2008-06-03")).rejects.toMatchObject({ code: "ARCHIVE_PERMISSION" });
  });

  test("a product that is not there at all is an error", async () => {
    const { archive } = fakeArchive(["PARASOL/L2/2008/2008_06_03/x"]);
    await expect(list(archive, "2008-06-03", "2008-06-03")).rejects.toThrow("has no directory L1_B-HDF");
  });
});

describe("the catalogue", () => {
  test("agrees with the names and directories of @atcs/colocate", () => {
    const names = {
      parasol: "POLDER3_L1B-BG1-080176M_2008-06-03T01-34-54_V1-01.h5",
      cldclass: "CALTRACK-5km_CS-2B-CLDCLASS_V1-00_2008-06-03T01-28-10ZD.hdf",
      sync: "CALTRACK-5km_PAR-RB2_V1-21_2008-06-03T01-28-10ZN.hdf",
    };
    for (const product of archiveProducts) {
      const granule = names[product.id as keyof typeof names];
      expect(product.isGranule(granule)).toBe(true);
      expect(product.isGranule(`${granule}.md5`)).toBe(false);
      const parts = parseGranuleName(granule);
      expect(formatGranuleName(parts)).toBe(granule);
      expect(granuleDirectory(parts)).toBe("2008/2008_06_03");
      expect(productDirectory(parts as never)).toBe(`SPACEBORNE/${product.sensor}/${product.directory}`);
      for (const other of archiveProducts) if (other !== product) expect(other.isGranule(granule)).toBe(false);
    }
  });

  test("names its products when there is no such one", () => {
    expect(() => findProduct("polder")).toThrow(
      'there is no product "polder": expected one of parasol, cldclass, sync',
    );
  });
});
