// What runs for long: transfers through a server that drops, with processes that are killed; and a generation that is killed
// at random moments and resumed, again and again. Arguments (`--light` as in CI, `--seed N`) are those of the first.

import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const vitest = join(dirname(createRequire(import.meta.url).resolve("vitest/package.json")), "vitest.mjs");
const given = process.argv.slice(2).filter((argument) => argument !== "--");
const kills = given.includes("--light") ? 5 : 20;

run(["packages/icare-fetch/test/soak/soak.mjs", ...given]);
run(
  [
    ...[vitest, "run", "--project", "job", "packages/dataset/test/generate/generate.job.test.ts"],
    ...["--testNamePattern", "killed \\d+ times"],
  ],
  { ATCS_JOBS: "1", ATCS_KILLS: String(kills) },
);

function run(argv, env = {}) {
  const { status } = spawnSync(process.execPath, argv, {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, ...env },
  });
  if (status !== 0) process.exit(status ?? 1);
}
