import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createHdf4 } from "@atcs/hdf/write";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fixtureJson, fixturePath } from "../../../../test/support/fixtures.ts";
import { main } from "../../src/index.ts";
import { captureIo } from "../support/io.ts";

const expected = fixtureJson<Expected>("granules/expected.json");
const parasol = fixturePath(`granules/${expected.files.parasol}`);
const cldclass = fixturePath(`granules/${expected.files.cldclass}`);
const sync = fixturePath(`granules/${expected.files.sync}`);
const quadrants = ["NW", "NE", "SW", "SE"] as const;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "atcs-colocate-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("atcs colocate --json", () => {
  let printed: Printed;
  beforeAll(async () => {
    printed = await json("--parasol", parasol, "--cldclass", cldclass);
  });

  test("agrees with independent numbers for every profile that they have", () => {
    expect(expected.profiles.length).toBeGreaterThan(30);
    for (const { profile, lat, lon, valid } of expected.profiles) {
      const found = printed.profiles[profile]!;
      const pixels = quadrants.map((quadrant) => valid.pixels[quadrant]);
      const complete = pixels.every((pixel) => pixel !== null);
      expect(found).toMatchObject({ index: profile, lat, lon, enclosed: complete });
      expect(found.corners).toEqual(pixels.map((pixel) => (pixel === null ? null : [pixel.row, pixel.col])));
      for (const [i, pixel] of pixels.entries()) {
        if (pixel === null) expect(found.distances_m[i]).toBeNull();
        else expect(found.distances_m[i]).toBeCloseTo(pixel.distance_m, 3);
        if (complete) expect(found.weights?.[i]).toBeCloseTo(valid.weights![quadrants[i]!]!, 9);
        else expect(found.weights).toBeNull();
      }
    }
  });

  test("sums up the pair", () => {
    expect(printed.profiles).toHaveLength(400);
    expect(printed.summary).toMatchObject({
      parasol,
      cldclass,
      parasol_start: "2008-06-03T01:27:40Z",
      profiles_start: "2008-06-03T01:28:10Z",
      start_offset_s: -30,
      min_views: 1,
      profiles: 400,
      valid_profiles: 400,
      enclosed: printed.profiles.filter(({ enclosed }) => enclosed).length,
      warnings: [],
    });
  });

  test("--summary leaves the profiles out", async () => {
    const { profiles, summary } = await json("--parasol", parasol, "--cldclass", cldclass, "--summary");
    expect(profiles).toBeUndefined();
    expect(summary).toEqual(printed.summary);
  });

  test("--min-views asks for more of a pixel", async () => {
    // The pixels along the track have 16 views, or none.
    const all = await json("--parasol", parasol, "--cldclass", cldclass, "--summary", "--min-views", "16");
    expect(all.summary).toMatchObject({ enclosed: printed.summary.enclosed, min_views: 16 });
    expect(await run("--parasol", parasol, "--cldclass", cldclass, "--min-views", "17")).toMatchObject({
      exitCode: 1,
      stderr: `atcs colocate: --min-views 17 is more than the 16 views that pixels of ${parasol} can have. Give at most 16.\n`,
    });
  });

  test("--sync adds the time between radar and image", async () => {
    const { profiles, summary } = await json("--parasol", parasol, "--cldclass", cldclass, "--sync", sync);
    expect(profiles[0]).toMatchObject({ time_difference_s: -150 });
    expect(summary).toMatchObject({ sync, within_time_offset: 400, max_time_offset_s: 600 });
    const near = await json("--parasol", parasol, "--cldclass", cldclass, "--sync", sync, "--max-time-offset", "151");
    expect(near.summary.within_time_offset).toBeLessThan(400);
  });
});

describe("atcs colocate", () => {
  test("prints the summary, and a line per profile", async () => {
    const { stdout, stderr, exitCode } = await run("--parasol", parasol, "--cldclass", cldclass, "--sync", sync);
    expect({ stderr, exitCode }).toEqual({ stderr: "", exitCode: 0 });
    const lines = stdout.trimEnd().split("\n");
    expect(lines[0]).toBe(`image     ${parasol}, begins 2008-06-03T01:27:40Z`);
    expect(lines[2]).toBe(`sync      ${sync}`);
    expect(lines).toContain(
      "     46    12.0328     21.5207     -153  1402,3618   5.83 0.175  1402,3619   7.21 0.141  1403,3618   2.44 0.419  1403,3619   3.85 0.265",
    );
    expect(lines.slice(-400).every((line, i) => line.startsWith(String(i).padStart(7)))).toBe(true);
  });

  test("warns when the granules are far apart in time", async () => {
    const { stderr, exitCode } = await run("--parasol", parasol, "--cldclass", cldclass, "--max-time-offset", "20");
    expect(exitCode).toBe(0);
    const warning = "the granules begin 30 s apart, more than 20 s: they may not belong together";
    expect(stderr).toBe(`atcs colocate: warning: ${warning}\n`);
    const printed = await json("--parasol", parasol, "--cldclass", cldclass, "--max-time-offset", "20", "--summary");
    expect(printed.summary.warnings).toEqual([warning]);
  });

  test("profiles without coordinates have no pixels, and do not disturb the others", async () => {
    const file = join(folder, "CALTRACK-5km_CS-2B-CLDCLASS_V1-00_2008-06-03T01-28-10ZD.hdf");
    const writer = await createHdf4(file);
    const fill = Number.NEGATIVE_INFINITY;
    await writer.createDataset("Latitude", { dtype: "float32", shape: [3] }).write([fill, 16.891305923461914, fill]);
    await writer.createDataset("Longitude", { dtype: "float32", shape: [3] }).write([fill, 20.441776275634766, fill]);
    await writer.close();
    const { profiles, summary } = await json("--parasol", parasol, "--cldclass", file);
    expect(summary).toMatchObject({ profiles: 3, valid_profiles: 1, enclosed: 1 });
    expect(profiles[0]).toMatchObject({ lat: null, lon: null, enclosed: false, weights: null });
    expect(profiles[1]?.corners[0]).toEqual([1315, 3591]);
    const { stdout } = await run("--parasol", parasol, "--cldclass", file);
    expect(stdout).toContain("1 of 3 profiles (33.3 %), 2 without coordinates, pixels with 1 view or more");
    expect(summary.warnings).toContain(`${file} has no cloud classes: there is no cloud_scenario, or it is empty`);
  });

  test("not one profile with coordinates is no error", async () => {
    const file = join(folder, "empty.hdf");
    const writer = await createHdf4(file);
    for (const name of ["Latitude", "Longitude"]) {
      await writer.createDataset(name, { dtype: "float32", shape: [2] }).write([Number.NaN, Number.NaN]);
    }
    await writer.close();
    const { profiles, summary } = await json("--parasol", parasol, "--cldclass", file);
    expect(profiles).toMatchObject([{ corners: [null, null, null, null] }, { enclosed: false }]);
    expect(summary).toMatchObject({ valid_profiles: 0, enclosed: 0, mean_distance_m: null, max_distance_m: null });
  });

  test("granules of different half orbits, and files that are no granules, are clear errors", async () => {
    const short = join(folder, "CALTRACK-5km_PAR-RB2_V1-00_2008-06-03T01-28-10ZD.hdf");
    const writer = await createHdf4(short);
    for (const name of ["Latitude", "Longitude"]) {
      await writer.createDataset(name, { dtype: "float32", shape: [2] }).write([1, 2]);
    }
    await writer.close();
    const text = join(folder, "page.html");
    writeFileSync(text, "<html>not found</html>");
    expect(await run("--parasol", parasol, "--cldclass", cldclass, "--sync", short)).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("has 2 profiles"),
    });
    expect(await run("--parasol", cldclass, "--cldclass", parasol)).toMatchObject({
      exitCode: 1,
      stderr: `atcs colocate: ${parasol} is a PARASOL granule: expected CLDCLASS. Give it with --parasol.\n`,
    });
    expect(await run("--parasol", parasol, "--cldclass", text)).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("page.html"),
    });
    expect(await run("--parasol", parasol)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("--cldclass"),
    });
    expect(await run("--parasol", parasol, "--cldclass", cldclass, "--min-views", "0")).toMatchObject({ exitCode: 2 });
  });
});

describe("atcs colocate, more", () => {
  test.each(["Infinity", "1e400", "0x10", "", " ", "-1", "1e", "NaN"])(
    "--max-time-offset %j is wrong usage",
    async (text) => {
      const result = await run("--parasol", parasol, "--cldclass", cldclass, `--max-time-offset=${text}`);
      expect(result).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("Expected a number of seconds") });
    },
  );

  test.each(["600", "0", "1.5", ".5", "1e3"])("--max-time-offset %j is a number of seconds", async (text) => {
    const { summary } = await json(
      "--parasol",
      parasol,
      "--cldclass",
      cldclass,
      "--summary",
      "--max-time-offset",
      text,
    );
    expect(summary.max_time_offset_s).toBe(Number(text));
  });

  test("an interruption while it prints ends it", async () => {
    const controller = new AbortController();
    const captured = captureIo({ signal: controller.signal });
    const { stdout } = captured.io;
    const write = stdout.write.bind(stdout);
    stdout.write = (chunk, callback) => {
      controller.abort();
      return write(chunk, callback);
    };
    const exitCode = await main(["colocate", "--parasol", parasol, "--cldclass", cldclass, "--json"], captured.io);
    expect(exitCode).toBe(130);
    expect(captured.stderr()).toContain("interrupted");
    expect(captured.stdout().length).toBeLessThan(2 ** 17);
  });

  test("a sync granule does not hide that the granules are of different days", async () => {
    const name = "CALTRACK-5km_CS-2B-CLDCLASS_V1-00_2009-01-01T00-00-00ZD.hdf";
    const other = join(folder, name);
    copyFileSync(cldclass, other);
    const { summary } = await json("--parasol", parasol, "--cldclass", other, "--sync", sync, "--summary");
    expect(summary.start_offset_s).toBe(-30);
    expect(summary.warnings).toContainEqual(
      expect.stringContaining("have the times 2008-06-03T01-28-10ZD and 2009-01-01T00-00-00ZD in their names"),
    );
  });

  test("a date before 1993 is an unknown time, with a warning", async () => {
    const file = join(folder, "old.hdf");
    const writer = await createHdf4(file, { attributes: { Beginning_Acquisition_Date: "1970-01-01T00-00-00Z" } });
    for (const name of ["Latitude", "Longitude"]) {
      await writer.createDataset(name, { dtype: "float32", shape: [1] }).write([20]);
    }
    await writer.close();
    const { summary } = await json("--parasol", parasol, "--cldclass", file, "--summary");
    expect(summary).toMatchObject({ profiles_start: null, start_offset_s: null });
    expect(summary.warnings).toContainEqual(expect.stringContaining('"1970-01-01T00-00-00Z"; not given'));
  });
});

async function run(...args: string[]): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  const captured = captureIo();
  const exitCode = await main(["colocate", ...args], captured.io);
  return { exitCode, stdout: captured.stdout(), stderr: captured.stderr() };
}

async function json(...args: string[]): Promise<Printed> {
  const { exitCode, stdout, stderr } = await run(...args, "--json");
  expect(exitCode, stderr).toBe(0);
  return JSON.parse(stdout) as Printed;
}

interface Printed {
  readonly profiles: readonly {
    readonly index: number;
    readonly enclosed: boolean;
    readonly corners: readonly (readonly [number, number] | null)[];
    readonly distances_m: readonly (number | null)[];
    readonly weights: readonly number[] | null;
  }[];
  readonly summary: Readonly<Record<string, unknown>>;
}

interface Expected {
  readonly files: { readonly parasol: string; readonly cldclass: string; readonly sync: string };
  readonly profiles: readonly {
    readonly profile: number;
    readonly lat: number;
    readonly lon: number;
    readonly valid: {
      readonly pixels: Readonly<
        Record<(typeof quadrants)[number], { row: number; col: number; distance_m: number } | null>
      >;
      readonly weights?: Readonly<Record<(typeof quadrants)[number], number>>;
    };
  }[];
}
