import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { seededRandom } from "@atcs/colocate";
import { beforeAll, describe, expect, test } from "vitest";
import type * as generation from "../../src/generate/index.ts";
import { digests, makeFixtureArchive, smallOptions, temporaryFolder } from "./_support.ts";

// The worker is a file of the build.
const built = new URL("../../dist/generate.js", import.meta.url).href;
const { generateDataset, mergeShards } = (await import(built)) as typeof generation;

/** How often a generation is killed: twenty times take some minutes. */
const kills = Number(process.env.ATCS_KILLS ?? 3);

const folder = temporaryFolder();
const options = {
  archive: makeFixtureArchive(join(folder, "archive"), ["01", "03", "05"]),
  from: "2008-06-03",
  to: "2008-06-03",
  ...smallOptions,
  samplesPerGranule: 8,
  fields: "tri1",
} as const;
let whole: Record<string, string>;
/** Milliseconds that a process takes for all of it. */
let duration: number;

beforeAll(async () => {
  const out = join(folder, "whole");
  const begun = performance.now();
  expect(await endOf(generateElsewhere(out, { workers: 1 }))).toEqual([0, "24"]);
  duration = performance.now() - begun;
  whole = digests(out);
});

/** The same generation in a process of its own. */
function generateElsewhere(out: string, changes: object = {}, prefix = ""): ChildProcess {
  const script = `
    import { generateDataset } from ${JSON.stringify(built)};
    await generateDataset(JSON.parse(process.argv[1])).then(
      ({ instances }) => process.stdout.write(String(instances)),
      (error) => {
        process.stdout.write(error.code + " " + error.message);
        process.exitCode = 1;
      },
    );
  `;
  const argument = JSON.stringify({ ...options, out, workers: 2, ...changes });
  const argv = ["--input-type=module", "--eval", script, argument];
  const stdio: ["ignore", "pipe", "inherit"] = ["ignore", "pipe", "inherit"];
  if (prefix === "") return spawn(process.execPath, argv, { stdio });
  return spawn("sh", ["-c", `${prefix} exec "$@"`, "sh", process.execPath, ...argv], { stdio });
}

/** Its exit code, or the signal that ended it, and what it has printed. */
async function endOf(child: ChildProcess): Promise<[number | string | null, string]> {
  let text = "";
  child.stdout!.on("data", (chunk: Buffer) => {
    text += chunk.toString("utf8");
  });
  const [code, signal] = (await once(child, "close")) as [number | null, string | null];
  return [code ?? signal, text];
}

describe("workers", () => {
  test.each([1, 2])("%i of them make the same bytes", async (workers) => {
    const out = join(folder, `workers-${workers}`);
    expect(await generateDataset({ ...options, out, workers })).toMatchObject({ instances: 24 });
    expect(digests(out)).toEqual(whole);
  });

  test("stopped, no thread goes on behind the back", async () => {
    const out = join(folder, "stopped");
    const controller = new AbortController();
    const begun = generateDataset({
      ...options,
      out,
      workers: 2,
      signal: controller.signal,
      onProgress: ({ current }) => {
        if (current.some(({ phase, share }) => phase === "make" && share > 0.3)) controller.abort(new Error("enough"));
      },
    });
    await expect(begun).rejects.toThrow("enough");
    const then = digests(out);
    await wait(300);
    expect(digests(out)).toEqual(then);
    expect(readdirSync(out)).not.toContain("generate.lock");
    await generateDataset({ ...options, out, resume: true });
    expect(digests(out)).toEqual(whole);
  });
});

describe("processes", () => {
  test(`killed ${kills} times at random moments and resumed: the same bytes`, async () => {
    const random = seededRandom(0, "kills");
    let killed = 0;
    for (let round = 0; killed < kills; round++) {
      // One that has come to its end before it was killed is followed by another.
      const out = join(folder, `killed-${round}`);
      for (let isDone = false; !isDone; ) {
        const child = generateElsewhere(out, { resume: true });
        const delay = killed < kills ? (0.1 + 0.9 * random()) * duration : 600_000;
        const timer = setTimeout(() => child.kill("SIGKILL"), delay);
        const [code, text] = await endOf(child);
        clearTimeout(timer);
        if (code === "SIGKILL") killed++;
        else expect([code, text]).toEqual([0, "24"]);
        isDone = code === 0;
      }
      expect(digests(out)).toEqual(whole);
      expect(readdirSync(out).sort()).toEqual(readdirSync(join(folder, "whole")).sort());
    }
  }, 600_000);

  test("shards in processes of their own, the plan made by the first, one killed; then merged", async () => {
    const out = join(folder, "shards");
    const shard = (index: number): ChildProcess =>
      generateElsewhere(out, { shard: { index, of: 3 }, resume: true, workers: 1 });
    const children = [0, 1, 2].map(shard);
    const timer = setTimeout(() => children[1]!.kill("SIGKILL"), 0.5 * duration);
    const ends = await Promise.all(children.map(endOf));
    clearTimeout(timer);
    expect(ends.map(([code]) => code).filter((code) => code !== 0 && code !== "SIGKILL")).toEqual([]);
    await endOf(shard(1));
    expect(await mergeShards({ out })).toMatchObject({ shards: 3, instances: 24 });
    expect(digests(out)).toEqual(whole);
  }, 60_000);

  // The first one stands still meanwhile, which Windows does not let it do.
  test.skipIf(process.platform === "win32")(
    "a second one on the same output is refused",
    async () => {
      const out = join(folder, "twice");
      const first = generateElsewhere(out);
      const ended = endOf(first);
      while (first.exitCode === null && !existsSync(join(out, "generate.lock"))) await wait(1);
      first.kill("SIGSTOP");
      const [code, text] = await endOf(generateElsewhere(out, { resume: true }));
      expect([code, text.split(" ")[0]]).toEqual([1, "DATASET_IN_USE"]);
      expect(text).toContain(`process ${first.pid} of this computer is writing this dataset`);
      first.kill("SIGCONT");
      expect((await ended)[0]).toBe(0);
      expect(digests(out)).toEqual(whole);
    },
    60_000,
  );

  test("resumed at once after it was killed, it goes on", async () => {
    const out = join(folder, "at-once");
    const first = generateElsewhere(out);
    while (first.exitCode === null && !existsSync(join(out, "generate.lock"))) await wait(1);
    // Nobody waits until the system has put it away.
    first.kill("SIGKILL");
    expect(await generateDataset({ ...options, out, resume: true })).toMatchObject({ instances: 24 });
    expect(digests(out)).toEqual(whole);
  });

  // A limit of the size of files stands for a disk that is full: a write ends in the middle of a file.
  test.skipIf(process.platform === "win32")("a file that cannot be written to its end", async () => {
    const out = join(folder, "full");
    const [code, text] = await endOf(generateElsewhere(out, { workers: 1 }, "ulimit -f 200;"));
    expect([code, text.split(" ")[0]]).toEqual([1, "DATASET_WRITE"]);
    expect(text).toContain(join(out, "input/2008/2008_06_03"));
    expect(text).toContain("it cannot be written (the file is larger than this process may write)");
    // Nothing half-written is visible.
    mkdirSync(join(out, "input/2008/2008_06_03"), { recursive: true });
    expect(readdirSync(join(out, "input/2008/2008_06_03"))).toEqual([]);
    expect(existsSync(join(out, "instance_info.json"))).toBe(false);
    expect((await endOf(generateElsewhere(out, { resume: true })))[0]).toBe(0);
    expect(digests(out)).toEqual(whole);
  });
});
