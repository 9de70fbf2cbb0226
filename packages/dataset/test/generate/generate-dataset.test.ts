import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isArchiveError, openArchive } from "@atcs/icare-fetch";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { isDatasetError } from "../../src/errors.ts";
import { generateDataset } from "../../src/generate/generate-dataset.ts";
import { mergeShards } from "../../src/generate/merge-shards.ts";
import type { GenerateOptions } from "../../src/generate/options.ts";
import { planGeneration } from "../../src/generate/plan-generation.ts";
import { previewGeneration } from "../../src/generate/preview.ts";
import type { GenerationEvent, GenerationProgress } from "../../src/generate/run/types.ts";
import { takeLock } from "../../src/generate/write/lock.ts";
import {
  digests,
  fixtureArchivePaths,
  jsonLines,
  makeFixtureArchive,
  smallOptions,
  temporaryFolder,
} from "./_support.ts";

const folder = temporaryFolder();

/** Three half orbits. */
const options = {
  archive: makeFixtureArchive(join(folder, "archive"), ["01", "03", "05"]),
  from: "2008-06-03",
  to: "2008-06-03",
  ...smallOptions,
  fields: "tri1",
  workers: 0,
} as const;

/** Everything that is the same however it is made. */
let whole: Record<string, string>;

beforeAll(async () => {
  const out = join(folder, "whole");
  await generateDataset({ ...options, out });
  whole = digests(out);
}, 60_000);

const codeOf = async (promise: Promise<unknown>): Promise<unknown> => {
  const error = await promise.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  return isDatasetError(error) || isArchiveError(error) ? error.code : error;
};

describe("a dataset", () => {
  test("has all its files, and no other", () => {
    const names = readdirSync(join(folder, "whole")).sort();
    expect(names).toEqual([
      "dataset_generation_info.json",
      "granules.jsonl",
      "input",
      "instance_info.json",
      "output",
      "plan.json",
      "run-log.jsonl",
      "skipped.jsonl",
    ]);
    const index = JSON.parse(readFileSync(join(folder, "whole/instance_info.json"), "utf8")) as Record<string, object>;
    expect(Object.keys(index)).toEqual(["0", "1", "2", "3", "4", "5", "6", "7", "8"]);
    expect(Object.keys(whole)).toHaveLength(5 + 2 * 9);
    expect(index["4"]).toMatchObject({ instance_id: 4, input_path: "input/2008/2008_06_03/4.npy" });
    const info = JSON.parse(readFileSync(join(folder, "whole/dataset_generation_info.json"), "utf8")) as object;
    expect(info).toMatchObject({
      args: { seed: 0, patchSize: 24, fields: "tri1" },
      par_fields: ["I490P", "I670P", "I865P", "thetas", "thetav"].map((name) => ["Data_Directional_Fields", name]),
      date_list: ["2008_6_3"],
      projection: "equirectangular",
      software: { name: "@atcs/dataset" },
    });
    expect(JSON.stringify(info)).not.toContain(folder);
    expect(JSON.stringify(info)).not.toContain("workers");
  });

  test("progress and events tell how it goes", async () => {
    const out = join(folder, "told");
    const states: GenerationProgress[] = [];
    const summary = await generateDataset({ ...options, out, onProgress: (state) => states.push(state) });
    expect(summary).toMatchObject({ granules: 3, instances: 9, skipped: {}, kept: 0, bytesFetched: 0 });
    expect(new Set(states.map(({ phase }) => phase))).toEqual(new Set(["plan", "make", "finish"]));
    const last = states.at(-1)!;
    expect(last).toMatchObject({ done: 3, total: 3, instances: 9, bytesLeft: 0, current: [], secondsLeft: 0 });
    expect(states.some(({ done, secondsLeft }) => done === 1 && secondsLeft! > 0)).toBe(true);
    expect(digests(out)).toEqual(whole);
  });

  test("stopped after each granule and resumed, it is the same", async () => {
    const out = join(folder, "resumed");
    const stopped: number[] = [];
    for (let run = 0; run < 3; run++) {
      const controller = new AbortController();
      const begun = generateDataset({
        ...options,
        out,
        resume: true,
        signal: controller.signal,
        onProgress: ({ phase, done }) => {
          if (phase === "make" && done === run + 1) controller.abort(new Error(`stopped at ${done}`));
        },
      });
      await begun.then(
        () => stopped.push(-1),
        (error: Error) => stopped.push(Number(error.message.slice(-1))),
      );
      if (run === 0) {
        expect(existsSync(join(out, "instance_info.json"))).toBe(false);
        // As a process that is killed leaves it.
        writeFileSync(join(out, "journal.jsonl"), '{"ordinal":2,"gran', { flag: "a" });
        mkdirSync(join(out, ".partial"), { recursive: true });
        writeFileSync(join(out, ".partial/5.npy"), "half");
      }
    }
    expect(stopped.slice(0, 2)).toEqual([1, 2]);
    const summary = await generateDataset({ ...options, out, resume: true });
    expect(summary).toMatchObject({ granules: 3, instances: 9, kept: 3 });
    expect(digests(out)).toEqual(whole);
  });

  test("in shards and merged, it is the same", async () => {
    const out = join(folder, "shards");
    await planGeneration({ ...options, out });
    expect(readdirSync(out)).toEqual(["plan.json"]);
    // At once, as in a job array.
    const made = await Promise.all([
      generateDataset({ ...options, out, shard: { index: 1, of: 2 } }),
      generateDataset({ ...options, out, shard: { index: 0, of: 2 } }),
    ]);
    expect(made.map(({ granules }) => granules)).toEqual([1, 2]);
    expect(await mergeShards({ out })).toEqual({ shards: 2, granules: 3, instances: 9 });
    expect(readdirSync(out)).not.toContain("shards");
    expect(digests(out)).toEqual(whole);
    // Again there is nothing to do.
    expect(await mergeShards({ out })).toMatchObject({ instances: 9 });
  });
});

/** What another computer does that takes this process for ended. */
function takeOver(directory: string): void {
  const lock = join(directory, "generate.lock");
  rmSync(lock, { recursive: true });
  mkdirSync(lock);
  writeFileSync(join(lock, "theirs"), "theirs");
  vi.advanceTimersByTime(10_000);
}

test.each(["", "shards/1"])(
  "a merge ends when another process takes its lock over, and goes on later: %s",
  async (of) => {
    const out = join(folder, `lost${of.replace("/", "")}`);
    await planGeneration({ ...options, out });
    for (const index of [0, 1]) await generateDataset({ ...options, out, shard: { index, of: 2 } });
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    let moved = 0;
    const onProgress = (done: number): void => {
      moved = done;
      if (done === 2 && !existsSync(join(out, of, "generate.lock", "theirs"))) takeOver(join(out, of));
    };
    try {
      expect(await codeOf(mergeShards({ out, onProgress }))).toBe("DATASET_IN_USE");
    } finally {
      vi.useRealTimers();
    }
    expect(moved).toBe(2);
    expect(readdirSync(out)).not.toContain("instance_info.json");
    rmSync(join(out, of, "generate.lock"), { recursive: true });
    await mergeShards({ out });
    expect(digests(out)).toEqual(whole);
  },
);

describe("what is refused", () => {
  test("a directory that holds something else, unless it is resumed", async () => {
    const out = join(folder, "told");
    expect(await codeOf(generateDataset({ ...options, out }))).toBe("DATASET_GENERATION");
    expect(await codeOf(generateDataset({ ...options, out, shard: { index: 0, of: 2 } }))).toBe("DATASET_GENERATION");
    await expect(generateDataset({ ...options, out, resume: true, seed: 1 })).rejects.toThrow(
      /seed is 0 there and 1 here/,
    );
    const foreign = join(folder, "foreign");
    mkdirSync(join(foreign, "input"), { recursive: true });
    expect(await codeOf(generateDataset({ ...options, out: foreign }))).toBe("DATASET_GENERATION");
  });

  test("a second process on the same output, not one on another shard", async () => {
    const out = join(folder, "busy");
    await planGeneration({ ...options, out });
    mkdirSync(join(out, "shards/0"), { recursive: true });
    const lock = await takeLock(join(out, "shards/0/generate.lock"), "shard 0");
    expect(await codeOf(generateDataset({ ...options, out, shard: { index: 0, of: 2 } }))).toBe("DATASET_IN_USE");
    expect(await codeOf(generateDataset({ ...options, out, shard: { index: 1, of: 2 } }))).toBeUndefined();
    // Shard 0 is not there yet.
    expect(await codeOf(mergeShards({ out }))).toBe("DATASET_GENERATION");
    lock.release();
    expect(await codeOf(generateDataset({ ...options, out, shard: { index: 0, of: 3 } }))).toBe("DATASET_GENERATION");
    await generateDataset({ ...options, out, shard: { index: 0, of: 2 } });
    await mergeShards({ out });
    expect(digests(out)).toEqual(whole);
  });

  test("options that cannot be", async () => {
    const wrong: [Partial<GenerateOptions>, RegExp][] = [
      [{ from: "2008-6-3" }, /a day such as/],
      [{ from: "2005-01-01" }, /while all satellites/],
      [{ from: "2008-06-04" }, /no day before from/],
      [{ patchSize: 1 }, /patchSize/],
      [{ minViews: 17 }, /minViews/],
      [{ latRange: [10, -10] }, /latRange/],
      [{ nadirPadding: 12 }, /nadirPadding/],
      [{ fields: "nothing" }, /no scheme/],
      [{ fields: ["I123"] }, /no field/],
      [{ shard: { index: 2, of: 2 } }, /shard.index/],
      [{ maxTimeOffsetSec: 6000 }, /half of an orbit/],
    ];
    for (const [change, message] of wrong) {
      await expect(generateDataset({ ...options, out: join(folder, "never"), ...change })).rejects.toThrow(message);
    }
    expect(existsSync(join(folder, "never"))).toBe(false);
  });
});

describe("an archive of links to other disks", () => {
  test("gives the same dataset", async () => {
    const linked = join(folder, "linked");
    mkdirSync(join(linked, "PARASOL/L1_B-HDF/2008/2008_06_03"), { recursive: true });
    // A directory, and files one by one.
    symlinkSync(join(options.archive, "CALIOP"), join(linked, "CALIOP"));
    const day = "PARASOL/L1_B-HDF/2008/2008_06_03";
    for (const name of readdirSync(join(options.archive, day))) {
      symlinkSync(join(options.archive, day, name), join(linked, day, name));
    }
    const out = join(folder, "from-links");
    await generateDataset({ ...options, archive: linked, out });
    expect(digests(out)).toEqual(whole);
  });
});

describe("an archive that is not whole", () => {
  test("a dry run tells what there is, and writes nothing", async () => {
    const out = join(folder, "dry");
    const preview = await previewGeneration({ ...options, out });
    expect(preview).toMatchObject({ days: ["2008-06-03"], granules: 3, files: 9, mostInstances: 9, isFrozen: false });
    expect(preview.here).toEqual({ files: 9, bytes: preview.bytes });
    expect(preview.mostImageBytes).toBe(9 * 24 * 24 * 80 * 4);
    expect(existsSync(out)).toBe(false);
  });

  test("damaged and missing files leave their granules out", async () => {
    // One that is damaged, one that goes missing after it was planned, one that never had an image.
    const broken = makeFixtureArchive(join(folder, "broken"), ["01", "03", "05", "07"]);
    const pathOf = (kind: keyof typeof fixtureArchivePaths, hour: string): string =>
      join(broken, fixtureArchivePaths[kind].replace("T01-", `T${hour}-`));
    writeFileSync(pathOf("parasol", "03"), readFileSync(pathOf("parasol", "03")).subarray(0, 4_000_000));
    rmSync(pathOf("parasol", "07"));
    const out = join(folder, "gaps");
    const given = { ...options, ...smallOptions, archive: broken, out };
    await planGeneration(given);
    rmSync(pathOf("cldclass", "05"));
    const events: GenerationEvent[] = [];
    const summary = await generateDataset({ ...given, onEvent: (event) => events.push(event) });
    expect(summary).toMatchObject({ granules: 3, instances: 3, skipped: { damaged: 1, missing: 1 } });
    const skipped = jsonLines<{ granule: string; reason: string; message: string }>(join(out, "skipped.jsonl"));
    expect(skipped.map(({ granule, reason }) => [/T(\d\d)/.exec(granule)?.[1], reason])).toEqual([
      ["03", "damaged"],
      ["05", "missing"],
      ["07", "no-parasol"],
    ]);
    expect(JSON.stringify(skipped)).not.toContain(folder);
    expect(events.filter(({ kind }) => kind === "skip")).toHaveLength(2);
    // No file of the damaged granule is left.
    expect(readdirSync(join(out, "input/2008/2008_06_03")).sort()).toEqual(["0.npy", "1.npy", "2.npy"]);
  });

  test("an archive that is away ends the run, which goes on when it is back", async () => {
    const root = makeFixtureArchive(join(folder, "away"));
    const out = join(folder, "outage");
    const given = { ...options, ...smallOptions, out };
    await planGeneration({ ...given, archive: root });
    mkdirSync(join(folder, "empty"));
    const empty = await openArchive(join(folder, "empty"));
    expect(await codeOf(generateDataset({ ...given, archive: empty }))).toBe("ARCHIVE_NOT_FOUND");
    await empty.close();
    expect(await generateDataset({ ...given, archive: root, resume: true })).toMatchObject({
      instances: 3,
      skipped: {},
    });
  });
});
