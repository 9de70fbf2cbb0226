import { describe, expect, test } from "vitest";
import type { Archive } from "../../src/archive/types.ts";
import { RemotePathError } from "../../src/errors.ts";
import { findProduct } from "../../src/products/catalogue.ts";
import { listProduct } from "../../src/products/list-product.ts";

const parasol = findProduct("parasol");
const name = (day: string, orbit = "080176") => `POLDER3_L1B-BG1-${orbit}M_${day}T01-34-54_V1-01.h5`;

/** An archive of these files; what it was asked to list is kept. */
function fakeArchive(files: readonly string[], refused: readonly string[] = []) {
  const asked: string[] = [];
  const isThere = (path: string) => files.some((file) => file.startsWith(`${path}/`));
  const archive = {
    url: "sftp://me@host:22/SPACEBORNE",
    async stat(path: string) {
      asked.push(`stat ${path}`);
      if (refused.includes(path)) throw new RemotePathError("ARCHIVE_PERMISSION", `${path}: refused`);
      if (files.includes(path)) return { kind: "file", size: 7, modifiedMs: undefined };
      if (!isThere(path)) throw new RemotePathError("ARCHIVE_NOT_FOUND", `${path}: not there`);
      return { kind: "directory", size: 0, modifiedMs: undefined };
    },
    async list(directory: string, { refresh = false } = {}) {
      asked.push(refresh ? `refresh ${directory}` : directory);
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
    const { archive, asked } = fakeArchive([`PARASOL/L1_B-HDF/2008/2008_06_05/${name("2008-06-05")}`], ["PARASOL"]);
    const days = await list(archive, "2008-06-03", "2008-06-05");
    expect(days.map(({ granules, isCertain }) => [granules.length, isCertain])).toEqual([
      [0, true],
      [0, true],
      [1, true],
    ]);
    expect(asked.filter((each) => each.startsWith("stat"))).toEqual(["stat PARASOL/L1_B-HDF"]);
  });

  test("may be none, where the archive shows nothing of the product", async () => {
    const files = [`PARASOL/L1_B-HDF/2008/2008_06_04/${name("2008-06-04")}`];
    const { archive } = fakeArchive(files, ["PARASOL", "PARASOL/L1_B-HDF"]);
    const days = await list(archive, "2008-06-03", "2008-06-05");
    expect(days.map(({ granules, isCertain }) => [granules.length, isCertain])).toEqual([
      [0, false],
      [1, true],
      [0, true],
    ]);
  });

  test("a directory that may not be listed is an error, not an empty day", async () => {
    const { archive } = fakeArchive([], ["PARASOL/L1_B-HDF/2008/2008_06_03"]);
    await expect(list(archive, "2008-06-03", "2008-06-03")).rejects.toMatchObject({ code: "ARCHIVE_PERMISSION" });
  });

  test("a product that is not there at all is an error", async () => {
    const { archive } = fakeArchive(["PARASOL/L2/2008/2008_06_03/x"]);
    await expect(list(archive, "2008-06-03", "2008-06-03")).rejects.toThrow("has no directory L1_B-HDF");
  });

  test.each<[string, string[], string[], string | undefined, string]>([
    ["the sensor, as under a wrong root", ["other/x"], [], undefined, "PARASOL: not there"],
    ["a version", [`PARASOL/L1_B-HDF/2008/2008_06_04/x`], [], "1.01", "has no directory L1_B-HDF.v1.01"],
    ["what may not be listed", ["PARASOL/L2/x"], ["PARASOL"], undefined, "PARASOL/L1_B-HDF: not there"],
    ["a file in its place", ["PARASOL/L1_B-HDF"], ["PARASOL"], undefined, "PARASOL/L1_B-HDF is a file"],
  ])("is not there: %s", async (_, files, refused, version, message) => {
    const { archive } = fakeArchive(files, refused);
    const failure = { code: "ARCHIVE_NOT_FOUND", message: expect.stringContaining(message) };
    await expect(list(archive, "2008-06-03", "2008-06-03", version)).rejects.toMatchObject(failure);
  });

  test.each(["L1_B-HDF", "L1_B-HDF.v1.00"])(
    "that is there by now is found, whatever was kept: %s",
    async (directory) => {
      const { archive, asked } = fakeArchive(
        ["03", "04"].map((day) => `PARASOL/${directory}/2008/2008_06_${day}/${name(`2008-06-${day}`)}`),
      );
      const listNow = archive.list;
      archive.list = async (path, options) => {
        if (options?.refresh !== true) throw new RemotePathError("ARCHIVE_NOT_FOUND", `${path}: was not there`);
        return listNow(path, options);
      };
      const days = await list(archive, "2008-06-03", "2008-06-04");
      expect(days.map(({ granules, isCertain }) => [granules.length, isCertain])).toEqual([
        [1, true],
        [1, true],
      ]);
      const folder = `refresh PARASOL/${directory}/2008`;
      expect(asked).toEqual(["refresh PARASOL", `${folder}/2008_06_03`, `${folder}/2008_06_04`]);
    },
  );
});
