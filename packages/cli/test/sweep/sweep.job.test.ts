import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runDigests } from "../../../train/test/support/digest.ts";
import { writeSmallDataset } from "../../../train/test/support/small-dataset.ts";
import { atcsSweep, smallRuns, start } from "./support.ts";

const folder = mkdtempSync(join(tmpdir(), "atcs-sweep-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const dataset = join(folder, "dataset");
const whole = join(folder, "whole");
const given = [dataset, "--angles", "1,4", "--seeds", "0", ...smallRuns];
const names = ["angles-01-seed-0", "angles-04-seed-0"];

const digestsOf = (sweep: string): object[] => names.map((name) => runDigests(join(sweep, "runs", name)));

beforeAll(async () => {
  await writeSmallDataset(dataset);
  const { code, stdout, stderr } = await atcsSweep([...given, "--out", whole]);
  expect([code, stderr]).toEqual([0, expect.stringContaining("run 2 of 2, angles-04-seed-0: complete")]);
  expect(stdout).toContain("2 of 2 complete");
}, 120_000);

describe("atcs sweep", () => {
  test("leaves run directories, a summary and a report for each", () => {
    expect(
      readdirSync(whole)
        .filter((name) => name.startsWith("summary"))
        .sort(),
    ).toEqual(["summary.json", "summary.md", "summary.svg"]);
    for (const name of names) {
      expect(readdirSync(join(whole, "runs", name))).toEqual(
        expect.arrayContaining(["config.json", "model", "report.html"]),
      );
    }
  });

  test("interrupted, goes on by the same command, and ends with the same weights", async () => {
    const out = join(folder, "interrupted");
    let isEnded = false;
    const stopped = await atcsSweep([...given, "--out", out], {
      onTold(stderr, end) {
        if (isEnded || !/angles-04-seed-0: started\n(.*\n)*epoch 1 of 3/.test(stderr)) return;
        isEnded = true;
        end("SIGINT");
      },
    });
    expect([stopped.code, stopped.stderr]).toEqual([
      130,
      expect.stringContaining("the same command goes on from there"),
    ]);
    const { code, stderr } = await atcsSweep([...given, "--out", out]);
    expect([code, stderr]).toEqual([0, expect.stringContaining("run 1 of 2, angles-01-seed-0: it is complete")]);
    expect(digestsOf(out)).toEqual(digestsOf(whole));
  }, 120_000);

  test("as a job array whose tasks are run by hand, gives the same weights", async () => {
    const out = join(folder, "an array");
    const { code, stdout } = await atcsSweep([...given, "--out", out, "--slurm", "2"]);
    expect([code, stdout]).toEqual([0, readFileSync(join(out, "sweep.sbatch"), "utf8")]);
    // In place of srun, which starts what it is given.
    const srun = join(folder, "srun");
    writeFileSync(srun, '#!/bin/sh\nwhile case "$1" in --*) ;; *) false ;; esac do shift; done\nexec "$@"\n');
    chmodSync(srun, 0o755);
    for (const SLURM_ARRAY_TASK_ID of ["1", "0"]) {
      const env = { PATH: `${folder}:${process.env.PATH}`, SLURM_ARRAY_TASK_ID };
      const task = await start("bash", [join(out, "sweep.sbatch")], { env });
      expect([task.code, task.stdout]).toEqual([0, expect.stringMatching(/^status {4}complete$/m)]);
    }
    const summary = await atcsSweep([out, "--summary", "--json"]);
    expect(JSON.parse(summary.stdout)).toMatchObject({
      isOverAngles: true,
      variants: [{ complete: 1 }, { complete: 1 }],
    });
    expect(digestsOf(out)).toEqual(digestsOf(whole));
  }, 120_000);

  test("with another plan is refused in one line, and what is there stays", async () => {
    const before = digestsOf(whole);
    const { code, stderr } = await atcsSweep([...given, "--learning-rate", "0.5", "--out", whole]);
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/^atcs sweep: .*whole: there is another sweep already: [^\n]*\n$/),
    ]);
    expect(digestsOf(whole)).toEqual(before);
  }, 60_000);

  test("with wrong options is a matter of usage", async () => {
    const out = join(folder, "none");
    const wrong = await atcsSweep([dataset, "--out", out, "--bands", "tri9", ...smallRuns.filter((_, i) => i < 2)]);
    expect([wrong.code, wrong.stderr]).toEqual([
      2,
      expect.stringMatching(/run tri9-seed-0: there is no scheme of fields/),
    ]);
    expect(readdirSync(folder)).not.toContain("none");
  }, 60_000);
});
