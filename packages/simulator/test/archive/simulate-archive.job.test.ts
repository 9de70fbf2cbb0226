import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { decodeCloudScenario, PolderGrid, parseTime, unknownLabel } from "@atcs/colocate";
import { openCldclassGranule, openParasolGranule, openSyncGranule } from "@atcs/dataset/granules";
import { type Dataset, open } from "@atcs/hdf";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { simulateArchive } from "../../src/archive/simulate-archive.ts";
import type {
  ArchiveFileKind,
  ArchiveProgress,
  ArchiveSummary,
  SimulateArchiveOptions,
} from "../../src/archive/types.ts";
import { isSimulatorError } from "../../src/errors.ts";
import { truthHeights } from "../../src/granules/height-bins.ts";
import { createScene } from "../../src/scene/scene.ts";
import { createWorld } from "../../src/scene/world.ts";

const folder = mkdtempSync(join(tmpdir(), "atcs-simulate-"));
afterAll(() => rmSync(folder, { recursive: true }));
let out: string;
let count = 0;
beforeEach(() => {
  out = join(folder, `archive-${count++}`);
});
afterEach(() => rmSync(out, { recursive: true, force: true }));

const day = parseTime("2008-06-03");

/** A granule of nine rows, in this thread. */
function simulate(changes: Partial<SimulateArchiveOptions> = {}): Promise<ArchiveSummary> {
  return simulateArchive({ out, from: day, to: day, granulesPerDay: 1, latRange: [4, 4.5], workers: 0, ...changes });
}

/** Paths below a directory, with the digests of the files. */
function digests(directory: string): Record<string, string> {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const entries = files.map(({ parentPath, name }): [string, string] => {
    const path = join(parentPath, name);
    return [path.slice(directory.length + 1), createHash("sha256").update(readFileSync(path)).digest("hex")];
  });
  return Object.fromEntries(entries.sort());
}

function pathOf({ granules }: ArchiveSummary, kind: ArchiveFileKind, granule = 0): string {
  return join(out, granules[granule]!.files.find((file) => file.kind === kind)!.path);
}

/** Reads the types above a pixel, undefined outside of the swath. */
async function readTruth(path: string): Promise<(row: number, col: number) => Uint8Array | undefined> {
  await using file = await open(path);
  const read = async (name: string) => (await (file.get(name) as Dataset).read()).data as unknown as Uint8Array;
  const [rows, columns, types] = await Promise.all(["row", "column", "cloud_type"].map(read));
  return (row, col) => {
    const [i, j] = [rows!.indexOf(row), columns!.indexOf(col)];
    if (i < 0 || j < 0) return undefined;
    const first = (i * columns!.length + j) * truthHeights.length;
    return Uint8Array.from(types!.subarray(first, first + truthHeights.length));
  };
}

describe("an archive", () => {
  test("its granules belong together, and the truth to them", async () => {
    const steps: ArchiveProgress[] = [];
    const summary = await simulate({ truth: true, onProgress: (progress) => steps.push(progress) });
    expect(Object.keys(digests(out))).toEqual(
      [...summary.granules.flatMap(({ files }) => files.map(({ path }) => path)), "simulation.json"].sort(),
    );
    expect(summary).toMatchObject({ granulesWritten: 1, granulesKept: 0, filesWritten: 4, missingDays: [] });
    const sizes = summary.granules[0]!.files.map(({ path }) => statSync(join(out, path)).size);
    expect(summary.bytesWritten).toBe(sizes.reduce((sum, size) => sum + size, 0));

    await using cldclass = await openCldclassGranule(pathOf(summary, "cldclass"));
    await using sync = await openSyncGranule(pathOf(summary, "sync"));
    await using parasol = await openParasolGranule(pathOf(summary, "parasol"));
    expect([cldclass, sync, parasol].flatMap(({ deviations }) => deviations.filter(({ matters }) => matters))).toEqual(
      [],
    );
    const track = await cldclass.readTrack();
    expect(track.count).toBeGreaterThan(9);
    expect(await sync.readProfiles()).toMatchObject({ lat: track.lat, lon: track.lon });
    expect(cldclass.hasCloudData).toBe(true);

    const { granule } = summary.granules[0]!;
    expect(steps[0]).toEqual({ granules: 1, granulesDone: 0, bytes: 0, current: [] });
    expect(steps.at(-1)).toEqual({ granules: 1, granulesDone: 1, bytes: summary.bytesWritten, current: [] });
    expect(steps.some(({ current }) => current[0]?.granule === granule && current[0].share > 0)).toBe(true);
  });

  test("the truth is that of the scene, and of the labels along the track", async () => {
    const summary = await simulate({ truth: true, latRange: [4, 5] });
    await using cldclass = await openCldclassGranule(pathOf(summary, "cldclass"));
    const { count, bins, lat, lon, height, scenarioWords } = await cldclass.readLabels();
    const { cloudScenario: labels } = decodeCloudScenario(scenarioWords);
    const scene = createScene(createWorld(0), summary.granules[0]!.orbit, { latRange: [4, 5] });
    const truth = await readTruth(pathOf(summary, "truth"));
    const grid = new PolderGrid();
    let cloudy = 0;
    let equal = 0;
    for (let p = 0; p < count; p++) {
      const { row, col } = grid.toPixel(lat[p]!, lon[p]!);
      // The ends of the track lie in rows whose middles are beyond the limits of latitude.
      const types = truth(row, col);
      if (types === undefined) continue;
      expect(types).toEqual(scene.sceneTruth(grid.latitude(row), grid.longitude(row, col)));
      for (let k = 0; k < bins; k++) {
        const label = labels[p * bins + k]!;
        const bin = Math.round((truthHeights[0]! - height[p * bins + k]!) / 240);
        if (label === unknownLabel || label === 0) continue;
        // The middle of the pixel is up to 4 km away, and that of the bin up to 120 m: borders of clouds may differ.
        cloudy++;
        if (types.subarray(bin - 1, bin + 2).includes(label)) equal++;
      }
    }
    expect(cloudy).toBeGreaterThan(30);
    expect(equal / cloudy).toBeGreaterThan(0.7);
  });

  test("what goes wrong", async () => {
    const summary = await simulate({ imperfections: { truncated: 1, noCloudData: 1, missingSync: 1, night: 1 } });
    const [day, night] = summary.granules;
    expect(day!.imperfections).toEqual(["missingSync", "truncated", "noCloudData"]);
    const cut = day!.files.find(({ keptShare }) => keptShare < 1)!;
    await expect(async () => {
      await using _ = await (cut.kind === "parasol" ? openParasolGranule : openCldclassGranule)(join(out, cut.path));
    }).rejects.toThrow();
    await using nightGranule = await openCldclassGranule(pathOf(summary, "cldclass", 1));
    expect(night).toMatchObject({ dayNight: "night" });
    expect(nightGranule.hasCloudData).toBe(true);
    const { lat } = await nightGranule.readTrack();
    expect(lat[0]).toBeGreaterThan(lat.at(-1)!);
  });

  test("a granule without cloud data", async () => {
    const summary = await simulate({ imperfections: { noCloudData: 1, missingParasol: 1, missingSync: 1 } });
    await using cldclass = await openCldclassGranule(pathOf(summary, "cldclass"));
    expect(cldclass.hasCloudData).toBe(false);
  });

  test("in the polar night no pixel has a view, and that is told", async () => {
    const dark = await simulate({ latRange: [-81, -80.5] });
    expect(dark.dark).toEqual([dark.granules[0]!.granule]);
    expect(await simulate({ latRange: [-81, -80.5] })).toMatchObject({ dark: [] });
    out = join(out, "sunlit");
    expect(await simulate({ latRange: [80.5, 81] })).toMatchObject({ dark: [], granulesWritten: 1 });
  });

  test("granules of which all is missing are neither written nor kept", async () => {
    const steps: ArchiveProgress[] = [];
    const imperfections = { missingParasol: 1, missingCldclass: 1, missingSync: 1 };
    const summary = await simulate({ imperfections, onProgress: (progress) => steps.push(progress) });
    expect(summary.granules).toHaveLength(1);
    expect(summary).toMatchObject({ granulesWritten: 0, granulesKept: 0, filesWritten: 0 });
    expect(steps[0]).toMatchObject({ granules: 0, granulesDone: 0 });
  });

  test("nothing at all is an archive too", async () => {
    const summary = await simulate({ imperfections: { missingDay: 1 } });
    expect(summary).toMatchObject({ granules: [], missingDays: ["2008-06-03"], filesWritten: 0 });
    expect(readdirSync(out)).toEqual(["simulation.json"]);
  });
});

describe("a run that is repeated", () => {
  test("makes what is not there, and the same as before; days can be added", async () => {
    const first = await simulate();
    const before = digests(out);
    const sync = pathOf(first, "sync");
    rmSync(sync);
    const parasol = statSync(pathOf(first, "parasol")).mtimeMs;
    expect(await simulate()).toMatchObject({ granulesWritten: 1, granulesKept: 0, filesWritten: 1 });
    expect(digests(out)).toEqual(before);
    expect(statSync(pathOf(first, "parasol")).mtimeMs).toBe(parasol);
    expect(await simulate()).toMatchObject({ granulesWritten: 0, granulesKept: 1, filesWritten: 0, bytesWritten: 0 });
    const more = await simulate({ granulesPerDay: 2 });
    expect(more).toMatchObject({ granulesWritten: 1, granulesKept: 1 });
    expect(digests(out)).toMatchObject(before);
  });

  test("writes everything again when told so", async () => {
    const first = await simulate({ imperfections: { missingParasol: 1 } });
    const before = digests(out);
    writeFileSync(pathOf(first, "cldclass"), "damaged");
    const options = { imperfections: { missingParasol: 1 } };
    expect(await simulate(options)).toMatchObject({ granulesKept: 1 });
    expect(digests(out)).not.toEqual(before);
    expect(await simulate({ ...options, overwrite: true })).toMatchObject({ granulesWritten: 1, filesWritten: 2 });
    expect(digests(out)).toEqual(before);
  });

  test("with other content is refused", async () => {
    const imperfections = { missingParasol: 1 };
    await simulate({ imperfections });
    const before = digests(out);
    await expect(simulate({ imperfections, seed: 1 })).rejects.toThrow(
      /of another simulation: seed is 0 there and 1 here/,
    );
    expect(digests(out)).toEqual(before);
  });

  test("after it was stopped, nothing half written is left and it goes on", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    const stopped = simulate({
      signal: controller.signal,
      onProgress: ({ current }) => {
        if ((current[0]?.share ?? 0) > 0) controller.abort(reason);
      },
    });
    await expect(stopped).rejects.toBe(reason);
    const left = Object.keys(digests(out));
    expect(left.filter((path) => path.endsWith(".part") || path.includes("PARASOL"))).toEqual([]);
    expect(left).toHaveLength(3);
    expect(await simulate()).toMatchObject({ granulesWritten: 1, filesWritten: 1 });
  });

  test("the truth can be added, and nothing else changes", async () => {
    await simulate();
    const before = digests(out);
    expect(await simulate({ truth: true })).toMatchObject({ granulesWritten: 1, filesWritten: 1 });
    const after = digests(out);
    expect(Object.keys(after).filter((path) => !(path in before))).toEqual([expect.stringMatching(/^TRUTH\//)]);
    expect(after).toMatchObject(before);
    expect(await simulate()).toMatchObject({ granulesKept: 1, filesWritten: 0 });
  });

  test("what a killed run has left goes, and holds nothing up", async () => {
    const first = await simulate();
    const before = digests(out);
    const parts = first.granules[0]!.files.map(({ path }) => join(out, `${path}.00c0ffee.part`));
    const leave = () => {
      for (const part of parts) {
        mkdirSync(dirname(part), { recursive: true });
        writeFileSync(part, "begun");
      }
    };
    leave();
    await simulate();
    expect(digests(out)).toEqual(before);
    leave();
    await simulate({ withDefects: true, overwrite: true });
    expect(Object.keys(digests(out))).toEqual(Object.keys(before));
  });

  test("of two at the same time the second is refused, and the first is as without it", async () => {
    const runs = await Promise.allSettled([simulate(), simulate()]);
    const failed = runs.filter((run) => run.status === "rejected");
    expect(failed).toHaveLength(1);
    expect(isSimulatorError(failed[0]!.reason, "SIMULATOR_IN_USE")).toBe(true);
    const written = digests(out);
    expect(Object.keys(written)).toHaveLength(4);
    out = join(folder, `archive-${count++}`);
    await simulate();
    expect(digests(out)).toEqual(written);
  });

  test("a signal that is aborted already", async () => {
    await expect(simulate({ signal: AbortSignal.abort(new Error("never")) })).rejects.toThrow("never");
    expect(existsSync(out)).toBe(false);
  });
});

describe("errors", () => {
  test.each([0, 0.001, 1])("what onProgress throws from a share of %d on ends the run", async (least) => {
    const reason = new TypeError("no such element");
    const failing = simulate({
      onProgress: ({ granulesDone, current }) => {
        if (granulesDone === 1 || (current[0]?.share ?? -1) >= least) throw reason;
      },
    });
    await expect(failing).rejects.toBe(reason);
    expect(Object.keys(digests(out)).filter((path) => path.endsWith(".part"))).toEqual([]);
    expect(existsSync(join(out, "simulation.lock"))).toBe(false);
    await simulate();
  });

  test("name the granule", async () => {
    await simulate({ imperfections: { missingDay: 1 } });
    rmSync(join(out, "simulation.json"));
    writeFileSync(join(out, "PARASOL"), "");
    const error = await simulate({ imperfections: { missingSync: 1, missingCldclass: 1 } }).catch((caught) => caught);
    expect(isSimulatorError(error, "SIMULATOR_GRANULE")).toBe(true);
    expect(error.message).toMatch(/^granule 2008-06-03T\S+ZD: \S+\.h5: cannot be written \(.+\)$/);
    expect(error.file).toContain(out);
  });

  test("name the link that leads nowhere", async () => {
    await simulate({ imperfections: { missingDay: 1 } });
    rmSync(join(out, "simulation.json"));
    const link = join(out, "PARASOL");
    symlinkSync(join(out, "nothing"), link);
    await expect(simulate({ imperfections: { missingSync: 1, missingCldclass: 1 } })).rejects.toThrow(
      `cannot be written (${link} is a link that leads nowhere)`,
    );
  });

  test("workers need the built package", async () => {
    const error = await simulate({ workers: 1 }).catch((caught) => caught);
    expect(isSimulatorError(error, "SIMULATOR_WORKER")).toBe(true);
    expect(error.message).toContain("workers: 0 does without");
  });

  test.each<[Partial<SimulateArchiveOptions>, string]>([
    [{ out: "" }, "out must be the path of a directory"],
    [{ workers: 1.5 }, "workers must be an integer from 0 to 256, got 1.5"],
    [{ latRange: [7, 4] }, "latRange must go from south to north within -90 to 90, got 7, 4"],
    [{ latRange: [81.75, 90] }, "latRange must cover 0.1 degrees or more of the track"],
    [{ latRange: [4, 4.05] }, "latRange must cover 0.1 degrees or more of the track"],
    [{ latRange: [4, 5, 6] as never }, "latRange must be two latitudes, south and north, got 3 values"],
    [{ latRange: [4] as never }, "latRange must be two latitudes, south and north, got 1 values"],
    [{ latRange: "46" as never }, "latRange must be two latitudes, south and north, got 46"],
    [
      { latRange: ["4", "6"] as never },
      "latRange must be two latitudes, south and north, as numbers, got string, string",
    ],
    [{ latRange: null as never }, "latRange must be two latitudes, south and north, got null"],
    [{ overwrite: "no" as never }, "overwrite must be true or false, got no"],
    [{ withDefects: 0 as never }, "withDefects must be true or false, got 0"],
    [{ truth: "false" as never }, "truth must be true or false, got false"],
    [{ imperfections: null as never }, "imperfections must be an object of probabilities, got null"],
    [{ imperfections: [] as never }, "imperfections must be an object of probabilities, got "],
    [{ imperfections: "night" as never }, "imperfections must be an object of probabilities, got night"],
    [{ seed: -1 }, "seed must be an integer from 0 to 4294967295, got -1"],
    [{ seed: 2 ** 32 }, "seed must be an integer from 0 to 4294967295, got 4294967296"],
    [{ seed: "1" as never }, "seed must be an integer from 0 to 4294967295, got 1"],
    [{ granulesPerDay: 0 }, "granulesPerDay must be"],
    [{ from: parseTime("2004-01-01") }, "outside of PARASOL's mission"],
  ])("%j: %s", async (options, message) => {
    await expect(simulate(options)).rejects.toThrow(message);
    expect(existsSync(out)).toBe(false);
  });

  test("a tenth of a degree is enough, however it is rounded", async () => {
    expect(5.1 - 5).toBeLessThan(0.1);
    expect(await simulate({ latRange: [5, 5.1] })).toMatchObject({ filesWritten: 3 });
    out = join(out, "north");
    expect(await simulate({ latRange: [81.7, 90], imperfections: { missingParasol: 1 } })).toMatchObject({
      filesWritten: 2,
    });
  });
});
