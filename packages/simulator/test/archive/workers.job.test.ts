import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseTime } from "@atcs/colocate";
import { afterAll, describe, expect, test, vi } from "vitest";
import type * as simulator from "../../src/index.ts";

// The worker is a file of the build.
const built = new URL("../../dist/index.js", import.meta.url).href;
const { isSimulatorError, simulateArchive } = (await import(built)) as typeof simulator;

const folder = mkdtempSync(join(tmpdir(), "atcs-workers-"));
afterAll(() => rmSync(folder, { recursive: true }));

const options = {
  from: parseTime("2008-06-03"),
  to: parseTime("2008-06-03"),
  granulesPerDay: 2,
  latRange: [4, 4.6],
  withDefects: true,
  truth: true,
  imperfections: { truncated: 0.5, night: 1 },
} as const;

/** Paths below a directory, with the digests of the files. */
function digests(directory: string): [string, string][] {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files
    .map(({ parentPath, name }): [string, string] => {
      const path = join(parentPath, name);
      return [path.slice(directory.length + 1), createHash("sha256").update(readFileSync(path)).digest("hex")];
    })
    .sort();
}

/** The same simulation in a process of its own. */
function simulateElsewhere(out: string, changes: object = {}): ChildProcess {
  const script = `
    import { simulateArchive } from ${JSON.stringify(built)};
    await simulateArchive(JSON.parse(process.argv[1])).catch((error) => {
      process.stdout.write(error.code ?? String(error));
      process.exitCode = 1;
    });
  `;
  const argv = ["--input-type=module", "--eval", script, JSON.stringify({ ...options, out, workers: 2, ...changes })];
  return spawn(process.execPath, argv, { stdio: ["ignore", "pipe", "inherit"] });
}

/** Its exit code and what it has printed. */
async function endOf(child: ChildProcess): Promise<[number | null, string]> {
  let text = "";
  child.stdout!.on("data", (chunk: Buffer) => {
    text += chunk.toString("utf8");
  });
  const [code] = (await once(child, "close")) as [number | null];
  return [code, text];
}

describe("workers", () => {
  test("the same bytes on any number of them", async () => {
    const archives: [string, string][][] = [];
    for (const workers of [0, 1, 2]) {
      const out = join(folder, String(workers));
      const { granules, granulesWritten } = await simulateArchive({ ...options, out, workers });
      expect([granules.length, granulesWritten]).toEqual([4, 4]);
      archives.push(digests(out));
    }
    // Two granules of four files, two nights, the record.
    expect(archives[0]).toHaveLength(11);
    expect(archives[1]).toEqual(archives[0]);
    expect(archives[2]).toEqual(archives[0]);
  }, 120_000);

  test("stopped at once: no half file is left, and what is missing is made later", async () => {
    const out = join(folder, "stopped");
    const controller = new AbortController();
    const stopped = simulateArchive({
      ...options,
      out,
      workers: 2,
      signal: controller.signal,
      onProgress: ({ current }) => {
        if (current.some(({ share }) => share > 0)) controller.abort(new Error("enough"));
      },
    });
    await expect(stopped).rejects.toThrow("enough");
    const left = digests(out).map(([path]) => path);
    expect(left.filter((path) => path.endsWith(".part"))).toEqual([]);
    expect(left.length).toBeLessThan(11);
    await simulateArchive({ ...options, out, workers: 2 });
    expect(digests(out)).toEqual(digests(join(folder, "0")));
  });

  test("what onProgress throws ends the run by that error", async () => {
    const out = join(folder, "listening");
    const reason = new TypeError("no such element");
    const failing = simulateArchive({
      ...options,
      out,
      workers: 2,
      onProgress: ({ current }) => {
        if (current.some(({ share }) => share > 0)) throw reason;
      },
    });
    await expect(failing).rejects.toBe(reason);
    expect(digests(out).filter(([path]) => !/\.(h5|hdf|json)$/.test(path))).toEqual([]);
  });

  test("of two processes that begin at once in a new directory one is refused, and nothing is mixed", async () => {
    for (let round = 0; round < 2; round++) {
      const changes = [0, 1].map((seed) => ({ seed, granulesPerDay: 1, workers: 0 }));
      const out = join(folder, `both-${round}`);
      const ends = await Promise.all(changes.map((change) => endOf(simulateElsewhere(out, change))));
      const winner = ends.findIndex(([code]) => code === 0);
      const [code, reason] = ends[1 - winner]!;
      expect([code, ends[winner]]).toEqual([1, [0, ""]]);
      // The second when the first was done before it began.
      expect(["SIMULATOR_IN_USE", "SIMULATOR_CONTENT"]).toContain(reason);
      const alone = join(folder, `alone-${round}`);
      await simulateArchive({ ...options, ...changes[winner], out: alone });
      expect(digests(out)).toEqual(digests(alone));
    }
  });

  test("a run that is killed leaves nothing that the next one does not put right", async () => {
    const out = join(folder, "killed");
    const child = simulateElsewhere(out);
    const names = () => (existsSync(out) ? readdirSync(out, { recursive: true }).map(String) : []);
    // An image takes so long that it is still being written when the process is killed.
    const parts = () => names().filter((path) => /\.h5\..*\.part$/.test(path));
    await vi.waitUntil(() => parts().length > 0, { timeout: 15_000, interval: 10 });
    // So that it is not done before the other one has given up.
    child.kill("SIGSTOP");
    await expect(simulateArchive({ ...options, out })).rejects.toThrow(
      `another run is writing it, process ${child.pid}`,
    );
    child.kill("SIGKILL");
    await once(child, "close");
    expect(parts().length).toBeGreaterThan(0);
    await simulateArchive({ ...options, out });
    expect(digests(out)).toEqual(digests(join(folder, "0")));
  });

  test("an error in one names the granule, and ends the others", async () => {
    const out = join(folder, "failing");
    mkdirSync(out);
    writeFileSync(join(out, "TRUTH"), "");
    const error = await simulateArchive({ ...options, out, workers: 2 }).catch((caught: unknown) => caught);
    expect(isSimulatorError(error, "SIMULATOR_GRANULE")).toBe(true);
    expect(isSimulatorError((error as Error).cause, "SIMULATOR_DIRECTORY")).toBe(true);
    expect(String(error)).toMatch(/granule 2008-06-03T\S+ZD: \S+_truth\.h5: cannot be written \(.+\)$/);
    expect(digests(out).filter(([path]) => path.endsWith(".part"))).toEqual([]);
  });
});
