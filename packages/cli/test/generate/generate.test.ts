import type { GenerationPlan, GenerationPreview, GenerationSummary } from "@atcs/dataset/generate";
import { describe, expect, test } from "vitest";
import { UsageError } from "../../src/errors.ts";
import { type GenerationTools, generate, mergeGeneration } from "../../src/generate/generate.ts";
import { type RawGenerateOptions, toGenerateRequest } from "../../src/generate/options.ts";
import { captureIo } from "../support/io.ts";

const raw: RawGenerateOptions = { archive: "icare", out: "dataset", maxCacheGb: 20, concurrency: 4 };
const done: GenerationSummary = {
  directory: "dataset",
  granules: 4,
  instances: 40,
  skipped: {},
  kept: 0,
  bytesFetched: 0,
};
const granule = { day: "2008-06-03" } as GenerationPlan["granules"][number];
const plan = {
  granules: [granule, granule],
  unmatched: [{ granule: "x", day: "2008-06-03", reason: "no-parasol", message: "none" }],
};

function tools(changes: Partial<GenerationTools> = {}): GenerationTools {
  return {
    generateDataset: async () => done,
    planGeneration: async () => plan as unknown as GenerationPlan,
    previewGeneration: async () => ({ plan }) as unknown as GenerationPreview,
    mergeShards: async () => ({ shards: 2, granules: 4, instances: 40 }),
    ...changes,
  };
}

async function run(
  changes: Partial<RawGenerateOptions>,
  given: GenerationTools,
  json = false,
): Promise<[string, string]> {
  const { io, stdout, stderr } = captureIo();
  const context = { io, json, signal: io.signal! };
  try {
    await generate(toGenerateRequest({ ...raw, ...changes }, {}), given, context);
  } catch (error) {
    (error as { out?: string }).out = stdout();
    throw error;
  }
  return [stdout(), stderr()];
}

describe("atcs generate", () => {
  test("tells what it made", async () => {
    const summary = { ...done, kept: 1, bytesFetched: 1e9, skipped: { damaged: 1, "no-cloud": 2 } };
    const [text] = await run({}, tools({ generateDataset: async () => summary }));
    expect(text).toBe(
      [
        "dataset   dataset",
        "granules  4, 1 of them made before",
        "instances 40",
        "fetched   1 GB",
        "skipped   3 granules (damaged 1, no-cloud 2): see skipped.jsonl",
        "",
      ].join("\n"),
    );
    const [json] = await run({}, tools({ generateDataset: async () => summary }), true);
    expect(JSON.parse(json)).toEqual(summary);
  });

  test("tells what happens on the way, deviations of all granules once", async () => {
    const deviation = {
      kind: "deviation",
      granule: "g",
      file: "a.h5",
      code: "X",
      where: "phi",
      found: "odd",
      assumed: "even",
    } as const;
    const [, told] = await run(
      {},
      tools({
        generateDataset: async ({ onEvent }) => {
          onEvent?.({ kind: "skip", granule: "x_2008-06-03T01-28-10ZD.hdf", reason: "damaged", message: "it is cut" });
          onEvent?.(deviation);
          onEvent?.({ ...deviation, file: "b.h5" });
          return done;
        },
      }),
    );
    expect(told).toBe("2008-06-03T01-28-10ZD: skipped, it is cut\na.h5: warning: phi: odd; even\n");
  });

  test("tells how old the listings are that a plan was made by", async () => {
    const [, told] = await run(
      { refresh: false },
      tools({
        generateDataset: async ({ onEvent, refresh }) => {
          expect(refresh).toBe(false);
          onEvent?.({ kind: "kept-listings", listedAt: new Date(Date.now() - 120_000) });
          return done;
        },
      }),
    );
    expect(told).toMatch(/^atcs generate: .* kept, up to 2 min old; --refresh lists the archive again\n$/);
  });

  test("tells which process is waited for", async () => {
    const event = { kind: "wait", message: "waiting for process 12 of node7, which is writing the plan" } as const;
    const generateDataset: GenerationTools["generateDataset"] = async ({ onEvent }) => {
      onEvent?.(event);
      return done;
    };
    expect((await run({}, tools({ generateDataset })))[1]).toBe(`atcs generate: ${event.message}\n`);
    const { io, stderr } = captureIo();
    const mergeShards: GenerationTools["mergeShards"] = async ({ onEvent }) => {
      onEvent?.(event);
      return { shards: 2, granules: 4, instances: 40 };
    };
    await mergeGeneration("dataset", tools({ mergeShards }), { io, json: false, signal: io.signal! });
    expect(stderr()).toBe(`atcs generate: ${event.message}\n`);
  });

  test("tells of the session what atcs fetch tells of it, in its words", async () => {
    const [, told] = await run(
      {},
      tools({
        generateDataset: async ({ session, onProgress }) => {
          const log = (kind: "session" | "retry" | "note", message: string) => session?.log?.({ kind, message });
          log("session", "a session begins");
          for (const seconds of [2, 4]) log("retry", `the archive is away; again in ${seconds} s`);
          onProgress?.({ bytesFetched: 1, current: [] } as unknown as Parameters<typeof onProgress>[0]);
          log("retry", "the archive is away; again in 8 s");
          log("note", "fewer than maxConnections");
          return done;
        },
      }),
    );
    expect(told).toBe(
      "the archive is away; again in 2 s\nthe archive is away; again in 8 s\nfewer than --concurrency\n",
    );
  });

  test("without an instance it fails, but a shard may have none", async () => {
    const empty = tools({ generateDataset: async () => ({ ...done, instances: 0, skipped: { "no-cloud": 4 } }) });
    await expect(run({}, empty)).rejects.toMatchObject({
      code: "GENERATE_EMPTY",
      hint: expect.stringContaining("skipped.jsonl"),
    });
    await expect(run({ shard: { index: 1, of: 9 } }, empty)).resolves.toBeDefined();
    const nothing = tools({ generateDataset: async () => ({ ...done, granules: 0, instances: 0 }) });
    await expect(run({}, nothing)).rejects.toThrow(/no half orbit with all three files/);
  });

  test("a plan alone", async () => {
    const [text] = await run({ planOnly: true }, tools());
    expect(text).toBe(
      "plan      dataset/plan.json\ndays      1, 2008-06-03\ngranules  2\nwithout   1 sync granule without partners (no-parasol 1)\n",
    );
    const [json] = await run({ planOnly: true }, tools(), true);
    expect(JSON.parse(json)).toMatchObject({
      days: ["2008-06-03"],
      granules: 2,
      unmatched: [{ reason: "no-parasol" }],
    });
  });

  test("a dry run", async () => {
    const preview = {
      archive: "sftp://x/SPACEBORNE",
      plan,
      isFrozen: false,
      listedAt: undefined,
      days: ["2008-06-03"],
      granules: 2,
      files: 6,
      bytes: 3e8,
      here: { files: 2, bytes: 1e8 },
      mostInstances: 32,
      mostImageBytes: 4e8,
    } as unknown as GenerationPreview;
    const [text] = await run({ dryRun: true }, tools({ previewGeneration: async () => preview }));
    expect(text).toContain("files     6, 300 MB\nhere      2 of them, 100 MB\nto fetch  4, 200 MB\n");
    expect(text).toContain("instances at most 32, 400 MB of disk\n");
    expect(text).toContain("plan      as the archive is now; it is frozen by a run\n");
    const listedAt = new Date(Date.now() - 7_500_000);
    const kept = tools({ previewGeneration: async () => ({ ...preview, listedAt }) });
    expect((await run({ dryRun: true }, kept))[0]).toContain("plan      as the archive was up to 2 h 5 min ago; it");
    const [json] = await run({ dryRun: true }, kept, true);
    expect(JSON.parse(json)).toMatchObject({
      files: 6,
      here: { files: 2, bytes: 1e8 },
      frozen: false,
      listedAt: listedAt.toISOString(),
    });
  });

  test("wrong options are wrong usage, as long as nothing was begun", async () => {
    const wrong = async (): Promise<never> => {
      throw new RangeError("patchSize is 1: expected more");
    };
    await expect(run({}, tools({ generateDataset: wrong }))).rejects.toBeInstanceOf(UsageError);
  });
});

test("atcs generate merge", async () => {
  const { io, stdout } = captureIo();
  await mergeGeneration("dataset", tools(), { io, json: false, signal: io.signal! });
  expect(stdout()).toBe("dataset   dataset\nshards    2\ngranules  4\ninstances 40\n");
});
