import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { expandRuns } from "../../src/sweep/expand-runs.ts";
import { createSweep } from "../../src/sweep/plan-file.ts";
import { writeSlurmScript } from "../../src/sweep/slurm-script.ts";
import { temporaryFolder } from "../support/temporary.ts";

const folder = temporaryFolder();
const plan = expandRuns({ dataset: "/data", angles: [1, 2, 4], seeds: [0, 1] });

/** A program that tells its arguments, one to a line. */
function teller(path: string): string {
  writeFileSync(path, `#!/bin/sh\nprintf '%s\\n' "$@"\n`);
  chmodSync(path, 0o755);
  return path;
}

describe("a SLURM job array", () => {
  test("has a task for each run", async () => {
    const sweep = await createSweep(join(folder, "plain"), plan);
    const { file, text } = await writeSlurmScript(sweep, { command: ["atcs"], atOnce: 2 });
    expect(file).toBe(join(sweep, "sweep.sbatch"));
    expect(readFileSync(file, "utf8")).toBe(text);
    expect(text.startsWith("#!/bin/bash\n")).toBe(true);
    expect(text).toContain("\n#SBATCH --array=0-5%2\n");
    expect(text).toContain(`\n#SBATCH --output="${sweep}/logs/%a.log"\n`);
    // SLURM reads no options behind the first command.
    expect(text.lastIndexOf("#SBATCH")).toBeLessThan(text.indexOf("\nset "));
  });

  test("gives the number of its task to the command, whatever the paths are like", async () => {
    const tools = join(folder, "tools ' $(touch wrong)");
    mkdirSync(tools);
    const sweep = await createSweep(join(folder, "it's 100% \u00e4 $HOME `x`"), plan);
    const command = [teller(join(tools, "atcs")), "--", "a b"];
    const { file, text } = await writeSlurmScript(sweep, { command });
    expect(text).toContain("it's 100%% \u00e4 $HOME `x`/logs/%a.log");
    // In place of srun, which starts what it is given.
    writeFileSync(
      join(tools, "srun"),
      '#!/bin/sh\nwhile case "$1" in --*) ;; *) false ;; esac do shift; done\nexec "$@"\n',
    );
    chmodSync(join(tools, "srun"), 0o755);
    const env = { PATH: `${tools}:${process.env.PATH}`, SLURM_ARRAY_TASK_ID: "4" };
    const { stdout, stderr, status } = spawnSync("bash", [file], { env, encoding: "utf8", cwd: folder });
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout.split("\n").slice(0, -1)).toEqual(["--", "a b", "sweep", sweep, "--index", "4"]);
  });

  test.each([
    [{ command: [] }, TypeError],
    [{ command: ["a\nb"] }, TypeError],
    [{ command: "atcs" as unknown as string[] }, TypeError],
    [{ command: ["atcs"], atOnce: 0 }, RangeError],
  ])("refuses %j", async (options, kind) => {
    const sweep = await createSweep(join(folder, "refused"), plan);
    await expect(writeSlurmScript(sweep, options)).rejects.toBeInstanceOf(kind);
  });

  test("refuses a path that SLURM cannot take, and what is no sweep", async () => {
    const sweep = await createSweep(join(folder, 'a "b"'), plan);
    await expect(writeSlurmScript(sweep, { command: ["atcs"] })).rejects.toMatchObject({ code: "TRAIN_RUN" });
    await expect(writeSlurmScript(join(folder, "none"), { command: ["atcs"] })).rejects.toMatchObject({
      code: "TRAIN_RUN",
    });
  });
});
