import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { hostname, tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeSmallDataset } from "../../../train/test/support/small-dataset.ts";
import { atcsSweep, smallRuns, start } from "./support.ts";

const isInstalled = ["slurmctld", "slurmd", "sbatch", "srun"].every(
  (name) => spawnSync("sh", ["-c", `command -v ${name}`]).status === 0,
);
if (!isInstalled && process.env.ATCS_INTEROP === "required")
  throw new Error("no SLURM found, and ATCS_INTEROP=required");

const folder = mkdtempSync(join(tmpdir(), "atcs-slurm-"));
const env = { SLURM_CONF: join(folder, "slurm.conf") };
const daemons: ReturnType<typeof spawn>[] = [];

/** A port that nobody listens to at the moment. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}

/** A cluster of this computer alone, in which everybody is believed. */
async function clusterConfig(): Promise<string> {
  const host = hostname().split(".")[0]!;
  const user = userInfo().username;
  for (const name of ["state", "spool"]) mkdirSync(join(folder, name));
  return [
    ...["ClusterName=test", `SlurmctldHost=${host}(127.0.0.1)`, `SlurmUser=${user}`, `SlurmdUser=${user}`],
    ...["AuthType=auth/none", "CredType=cred/none", "ProctrackType=proctrack/linuxproc", "TaskPlugin=task/none"],
    ...["MpiDefault=none", "JobAcctGatherType=jobacct_gather/none", "AccountingStorageType=accounting_storage/none"],
    ...[
      "SwitchType=switch/none",
      "SelectType=select/cons_tres",
      "SelectTypeParameters=CR_Core_Memory",
      "ReturnToService=2",
    ],
    ...[`SlurmctldPort=${await freePort()}`, `SlurmdPort=${await freePort()}`],
    ...[`StateSaveLocation=${folder}/state`, `SlurmdSpoolDir=${folder}/spool`],
    ...[`SlurmctldPidFile=${folder}/slurmctld.pid`, `SlurmdPidFile=${folder}/slurmd.pid`],
    `NodeName=${host} NodeAddr=127.0.0.1 CPUs=2 RealMemory=2000`,
    `PartitionName=main Nodes=${host} Default=YES MaxTime=INFINITE State=UP`,
  ].join("\n");
}

const slurm = async (program: string, ...argv: string[]): Promise<string> =>
  (await start(program, argv, { env, cwd: folder })).stdout;

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(250);
}

describe.skipIf(!isInstalled)(`a sweep under SLURM ${isInstalled ? "" : "(skipped: no SLURM found)"}`, () => {
  beforeAll(async () => {
    writeFileSync(env.SLURM_CONF, `${await clusterConfig()}\n`);
    for (const [program, ...argv] of [
      ["slurmctld", "-D", "-c"],
      ["slurmd", "-D"],
    ] as const) {
      daemons.push(spawn(program, argv, { env: { ...process.env, ...env }, stdio: "ignore" }));
    }
    await until(async () => (await slurm("sinfo", "--noheader")).includes("idle"));
    await writeSmallDataset(join(folder, "dataset"));
  }, 60_000);

  afterAll(async () => {
    for (const daemon of daemons) {
      daemon.kill();
      if (daemon.exitCode === null) await once(daemon, "close");
    }
    rmSync(folder, { recursive: true, force: true });
  });

  test("is trained by the job array as it was written, and a task again goes on", async () => {
    // What a path may have in it.
    const sweep = join(folder, "100% of it");
    const argv = [join(folder, "dataset"), "--angles", "1,4", "--out", sweep, "--slurm", ...smallRuns];
    expect((await atcsSweep(argv)).code).toBe(0);
    const job = (await slurm("sbatch", "--parsable", "--mem=1G", join(sweep, "sweep.sbatch"))).trim();
    await until(async () => (await slurm("squeue", "--noheader")) === "");
    const states = (await slurm("scontrol", "show", "job", job)).match(/JobState=\w+/g);
    const logs = ["0", "1"].map((task) => readFileSync(join(sweep, "logs", `${task}.log`), "utf8"));
    expect(states, logs.join("\n")).toEqual(["JobState=COMPLETED", "JobState=COMPLETED"]);
    const { stdout } = await atcsSweep([sweep, "--summary"]);
    expect(stdout).toContain("2 of 2 complete");
    await slurm("sbatch", "--wait", "--mem=1G", "--array=1", join(sweep, "sweep.sbatch"));
    expect(readFileSync(join(sweep, "logs", "1.log"), "utf8")).toContain(
      "run 2 of 2, angles-04-seed-0: it is complete",
    );
  }, 180_000);
});
