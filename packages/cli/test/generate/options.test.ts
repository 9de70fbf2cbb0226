import { describe, expect, test } from "vitest";
import { UsageError } from "../../src/errors.ts";
import {
  parseDecimal,
  parseFields,
  parseShard,
  type RawGenerateOptions,
  slurmShard,
  toGenerateRequest,
} from "../../src/generate/options.ts";

const raw: RawGenerateOptions = { archive: "icare", out: "dataset", maxCacheGb: 20, concurrency: 4 };

describe("options of atcs generate", () => {
  test("become those of the library", () => {
    const day = { year: 2008, month: 6, day: 3, hour: 0, minute: 0, second: 0 };
    const { options, isDryRun } = toGenerateRequest({ ...raw, from: day, to: day, maxTimeOffset: 300, user: "me" }, {});
    expect(isDryRun).toBe(false);
    expect(options).toMatchObject({
      archive: "icare",
      out: "dataset",
      from: "2008-06-03",
      to: "2008-06-03",
      maxTimeOffsetSec: 300,
      resume: false,
      session: { maxCacheBytes: 20e9, maxConnections: 4, username: "me" },
    });
    expect(options.shard).toBeUndefined();
    expect(options.seed).toBeUndefined();
  });

  test("a mirror takes the place of the cache", () => {
    const { session } = toGenerateRequest({ ...raw, mirror: "icare" }, {}).options;
    expect(session).toMatchObject({ mirrorDir: "icare" });
    expect(session).not.toHaveProperty("maxCacheBytes");
  });

  test("what excludes each other", () => {
    expect(() => toGenerateRequest({ ...raw, dryRun: true, planOnly: true }, {})).toThrow(UsageError);
    expect(() => toGenerateRequest({ ...raw, mirror: "a", cacheDir: "b" }, {})).toThrow(UsageError);
  });

  test("the shard is the task of a SLURM array, unless it is given", () => {
    const env = { SLURM_ARRAY_TASK_ID: "3", SLURM_ARRAY_TASK_COUNT: "16" };
    expect(toGenerateRequest(raw, env).options.shard).toEqual({ index: 3, of: 16 });
    expect(toGenerateRequest({ ...raw, shard: { index: 0, of: 2 } }, env).options.shard).toEqual({ index: 0, of: 2 });
    // Numbered from 1 on.
    expect(slurmShard({ SLURM_ARRAY_TASK_ID: "16", SLURM_ARRAY_TASK_COUNT: "16", SLURM_ARRAY_TASK_MIN: "1" })).toEqual({
      index: 15,
      of: 16,
    });
    // Tasks 3 and 7 alone, repeated.
    expect(() =>
      slurmShard({ SLURM_ARRAY_TASK_ID: "7", SLURM_ARRAY_TASK_COUNT: "2", SLURM_ARRAY_TASK_MIN: "3" }),
    ).toThrow(/--shard/);
    expect(slurmShard({})).toBeUndefined();
  });
});

describe("parsers", () => {
  test("shards", () => {
    expect(parseShard("15/16")).toEqual({ index: 15, of: 16 });
    for (const text of ["16/16", "1", "-1/2", "1/0", "a/b", "1/2/3"]) expect(() => parseShard(text)).toThrow(/0\/16/);
  });

  test("fields: a scheme, or a list", () => {
    expect(parseFields("all_bands")).toBe("all_bands");
    expect(parseFields("I670P")).toEqual(["I670P"]);
    expect(parseFields("I670P, phi")).toEqual(["I670P", "phi"]);
    expect(() => parseFields("I670P,")).toThrow(/scheme/);
  });

  test("numbers", () => {
    expect(parseDecimal(0)("2.5")).toBe(2.5);
    for (const text of ["", "-1", "x", "1e3"]) expect(() => parseDecimal(0)(text)).toThrow(/at least 0/);
    expect(() => parseDecimal(0, 1)("2")).toThrow(/0 to 1/);
  });
});
