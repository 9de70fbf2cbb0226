import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fixturePath } from "../../../../test/support/fixtures.ts";

const bin = fileURLToPath(new URL("../../bin/atcs.js", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "atcs-cli-shards-"));
const archive = join(folder, "archive");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const granuleFiles = {
  "CALIOP/CALTRACK-5km_PAR-RB2": "CALTRACK-5km_PAR-RB2_V1-00_2008-06-03T01-28-10ZD.hdf",
  "CALIOP/CALTRACK-5km_CS-2B-CLDCLASS": "CALTRACK-5km_CS-2B-CLDCLASS_V1-00_2008-06-03T01-28-10ZD.hdf",
  "PARASOL/L1_B-HDF": "POLDER3_L1B-BG1-080176M_2008-06-03T01-27-40_V1-01.h5",
};

/** A process of its own, as each task of a job array is. */
async function atcs(argv: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<void> {
  const child = spawn(process.execPath, [bin, "generate", ...argv], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let told = "";
  child.stderr.on("data", (chunk: Buffer) => {
    told += chunk.toString();
  });
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new Error(`exit code ${code}: ${told}`);
}

function digests(directory: string): Record<string, string> {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.filter(({ name }) => name !== "run-log.jsonl").map((file) => join(file.parentPath, file.name));
  const digest = (path: string): string => createHash("sha256").update(readFileSync(path)).digest("hex");
  return Object.fromEntries(paths.sort().map((path) => [path.slice(directory.length + 1), digest(path)]));
}

const options = [
  ...["--archive", archive, "--from", "2008-06-03", "--to", "2008-06-03", "--fields", "minimal", "--patch-size", "24"],
  ...["--workers", "1", "--samples-per-granule", "3", "--min-valid-fraction", "0.99", "--min-labels", "10"],
  ...["--nadir-padding", "3"],
];
const whole = join(folder, "whole");

beforeAll(async () => {
  for (const [directory, name] of Object.entries(granuleFiles)) {
    for (const hour of ["01", "03", "05"]) {
      const path = join(archive, directory, "2008/2008_06_03", name.replace("T01-", `T${hour}-`));
      mkdirSync(dirname(path), { recursive: true });
      copyFileSync(fixturePath(`granules/${name}`), path);
    }
  }
  await atcs([...options, "--out", whole]);
}, 60_000);

const slurm = (index: number) => ({
  SLURM_ARRAY_TASK_ID: String(index + 1),
  SLURM_ARRAY_TASK_MIN: "1",
  SLURM_ARRAY_TASK_COUNT: "2",
});

test.each([
  ["named", (index: number) => atcs([...options, "--out", join(folder, "named"), "--shard", `${index}/2`])],
  ["of SLURM", (index: number) => atcs([...options, "--out", join(folder, "of SLURM")], slurm(index))],
])(
  "two shards (%s) begun at the same moment, one of which makes the plan: merged, the same bytes",
  async (name, shard) => {
    const out = join(folder, name);
    await Promise.all([shard(0), shard(1)]);
    expect(readdirSync(join(out, "shards")).sort()).toEqual(["0", "1"]);
    await atcs(["merge", "--out", out]);
    expect(digests(out)).toEqual(digests(whole));
  },
  60_000,
);
