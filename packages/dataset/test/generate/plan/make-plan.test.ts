import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { openArchive } from "@atcs/icare-fetch";
import { beforeAll, describe, expect, test } from "vitest";
import { type ContentOptions, resolveArgs } from "../../../src/generate/options.ts";
import { makePlan } from "../../../src/generate/plan/make-plan.ts";
import type { GenerationPlan } from "../../../src/generate/plan/types.ts";
import { temporaryFolder } from "../_support.ts";

const folder = temporaryFolder();
const root = join(folder, "archive");

function put(path: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), path);
}

const folderOf = (time: string): string => `2008/${time.slice(0, 10).replaceAll("-", "_")}`;
const putSync = (time: string, version = "V1-00"): void =>
  put(`CALIOP/CALTRACK-5km_PAR-RB2/${folderOf(time)}/CALTRACK-5km_PAR-RB2_${version}_${time}ZD.hdf`);
const putCldclass = (time: string): void =>
  put(`CALIOP/CALTRACK-5km_CS-2B-CLDCLASS/${folderOf(time)}/CALTRACK-5km_CS-2B-CLDCLASS_V2-00_${time}ZD.hdf`);
const putParasol = (time: string): void =>
  put(`PARASOL/L1_B-HDF/${folderOf(time)}/POLDER3_L1B-BG1-080176M_${time}_V1-01.h5`);

const putAll = (day: string, hour: string): void => {
  putSync(`${day}T${hour}-00-00`);
  putCldclass(`${day}T${hour}-00-00`);
  putParasol(`${day}T${hour}-03-00`);
};

beforeAll(() => {
  for (const day of ["2008-06-02", "2008-06-03", "2008-06-20", "2008-06-21", "2008-07-10", "2008-07-11"]) {
    for (const hour of ["02", "05", "08", "11"]) putAll(day, hour);
  }
  // An image that begins on the next day, one that is too far away, one that is not there.
  putSync("2008-06-03T23-58-00");
  putCldclass("2008-06-03T23-58-00");
  putParasol("2008-06-04T00-01-00");
  putSync("2008-06-20T20-00-00");
  putCldclass("2008-06-20T20-00-00");
  putParasol("2008-06-20T20-10-01");
  putSync("2008-06-21T20-00-00");
  // A half orbit that was processed twice.
  putSync("2008-07-10T02-00-00", "V1-01");
});

async function plan(
  options: ContentOptions,
  onProgress?: (done: number, total: number) => void,
): Promise<GenerationPlan> {
  await using archive = await openArchive(root);
  return await makePlan(archive, resolveArgs({ from: "2008-06-01", to: "2008-07-31", ...options }), { onProgress });
}

const times = ({ granules }: GenerationPlan): string[] =>
  granules.map(({ name }) => /\d{4}-\d\d-\d\dT\d\d/.exec(name)![0]);

describe("the plan", () => {
  test("every granule with its three files, in order of time", async () => {
    const progress: [number, number][] = [];
    const found = await plan({}, (done, total) => progress.push([done, total]));
    expect(found.granules).toHaveLength(6 * 4 + 1);
    expect(found.granules.map(({ ordinal }) => ordinal)).toEqual(found.granules.map((_, i) => i));
    expect(times(found)).toEqual([...times(found)].sort());
    expect(found.granules[0]).toEqual({
      ordinal: 0,
      name: "CALTRACK-5km_PAR-RB2_V1-00_2008-06-02T02-00-00ZD.hdf",
      day: "2008-06-02",
      timeOffsetSec: 180,
      sync: expect.objectContaining({ size: 96 }) as object,
      cldclass: expect.objectContaining({
        name: "CALTRACK-5km_CS-2B-CLDCLASS_V2-00_2008-06-02T02-00-00ZD.hdf",
      }) as object,
      parasol: {
        name: "POLDER3_L1B-BG1-080176M_2008-06-02T02-03-00_V1-01.h5",
        path: "PARASOL/L1_B-HDF/2008/2008_06_02/POLDER3_L1B-BG1-080176M_2008-06-02T02-03-00_V1-01.h5",
        size: 85,
      },
    });
    expect(progress.at(-1)).toEqual([183, 183]);
  });

  test("the image may be in the directory of the next day", async () => {
    const found = await plan({ from: "2008-06-03", to: "2008-06-03" });
    expect(times(found)).toHaveLength(5);
    expect(found.granules.at(-1)!.parasol.path).toContain("2008_06_04");
  });

  test("what has no partner is told with its reason", async () => {
    const { unmatched } = await plan({});
    expect(unmatched.map(({ granule, day, reason }) => [/V\d-\d\d/.exec(granule)?.[0], day, reason])).toEqual([
      ["V1-00", "2008-06-20", "no-parasol"],
      ["V1-00", "2008-06-21", "no-cldclass"],
      ["V1-00", "2008-07-10", "superseded"],
    ]);
    const wider = await plan({ maxTimeOffsetSec: 601 });
    expect(wider.unmatched.map(({ reason }) => reason)).not.toContain("no-parasol");
  });

  test("draws are seeded, and larger ones hold the smaller", async () => {
    const one = await plan({ daysPerMonth: 1, granulesPerDay: 2 });
    expect(one.granules).toHaveLength(4);
    expect(new Set(one.granules.map(({ day }) => day.slice(0, 7)))).toEqual(new Set(["2008-06", "2008-07"]));
    expect(await plan({ daysPerMonth: 1, granulesPerDay: 2 })).toEqual(one);
    const more = await plan({ daysPerMonth: 2, granulesPerDay: 3 });
    expect(times(more)).toEqual(expect.arrayContaining(times(one)));
    const seeds = await Promise.all([1, 2, 3].map((seed) => plan({ daysPerMonth: 1, granulesPerDay: 2, seed })));
    expect(seeds.some((other) => JSON.stringify(times(other)) !== JSON.stringify(times(one)))).toBe(true);
    // Days without granules do not count: all of July's are found.
    expect((await plan({ daysPerMonth: 31 })).granules).toHaveLength(25);
  });

  test("a listing that fails is an error, not an empty day", async () => {
    await using archive = await openArchive(root);
    const broken = {
      ...archive,
      list: () => Promise.reject(new Error("connection lost")),
    } as unknown as typeof archive;
    await expect(makePlan(broken, resolveArgs({ from: "2008-06-03", to: "2008-06-03" }))).rejects.toThrow("lost");
  });
});
