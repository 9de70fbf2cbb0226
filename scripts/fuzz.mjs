// The fuzz tests at full length: ten thousand damaged HDF4 files, some hundred HDF5 ones, thousands of npy and pickle files.
// Seeds are fixed.

import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const vitest = join(dirname(createRequire(import.meta.url).resolve("vitest/package.json")), "vitest.mjs");
const { status } = spawnSync(
  process.execPath,
  [vitest, "run", "--project", "unit", "--project", "dist", "test/fuzz/"],
  {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    env: { ATCS_FUZZ_CASES: "10000", ATCS_FUZZ_HDF5_CASES: "400", ...process.env },
    stdio: "inherit",
  },
);
process.exit(status ?? 1);
