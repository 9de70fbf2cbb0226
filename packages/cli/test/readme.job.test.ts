import { spawnSync } from "node:child_process";
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fixturePath } from "../../../test/support/fixtures.ts";
import { commands } from "../src/commands/index.ts";
import { main } from "../src/index.ts";
import { captureIo } from "./support/io.ts";
import { keysOf, readme } from "./support/readme.ts";

const bin = fileURLToPath(new URL("../bin/atcs.js", import.meta.url));
const examples = [...readme.matchAll(/```console\n\$ atcs (.*)\n([^`]*)```/g)].map(([, command, output]) => ({
  command: command!,
  output: output!,
}));

// A folder that looks like fixtures/granules, for the examples to write into.
const root = mkdtempSync(join(tmpdir(), "atcs-readme-"));
const folder = join(root, "granules");

beforeAll(() => {
  mkdirSync(folder);
  symlinkSync(fixturePath("hdf4"), join(root, "hdf4"));
  for (const name of readdirSync(fixturePath("granules")))
    symlinkSync(fixturePath(`granules/${name}`), join(folder, name));
  makeDataset();
  damage();
}, 60_000);
afterAll(() => rmSync(root, { recursive: true }));

/** "dataset": two patches of each of five half orbits, which are the miniature scene at different times. */
function makeDataset(): void {
  const archive = join(root, "archive");
  const granules = {
    "PARASOL/L1_B-HDF": "POLDER3_L1B-BG1-080176M_2008-06-03T01-27-40_V1-01.h5",
    "CALIOP/CALTRACK-5km_CS-2B-CLDCLASS": "CALTRACK-5km_CS-2B-CLDCLASS_V1-00_2008-06-03T01-28-10ZD.hdf",
    "CALIOP/CALTRACK-5km_PAR-RB2": "CALTRACK-5km_PAR-RB2_V1-00_2008-06-03T01-28-10ZD.hdf",
  };
  for (const [directory, name] of Object.entries(granules)) {
    for (const hour of ["01", "03", "05", "07", "09"]) {
      const path = join(archive, directory, "2008/2008_06_03", name.replace("T01-", `T${hour}-`));
      mkdirSync(dirname(path), { recursive: true });
      copyFileSync(fixturePath(`granules/${name}`), path);
    }
  }
  const days = "--from 2008-06-03 --to 2008-06-03";
  const options = "--samples-per-granule 2 --min-valid-fraction 0.99";
  const { status, stderr } = atcs(`generate --archive ${archive} --out dataset ${days} ${options}`);
  expect([status, stderr]).toEqual([0, expect.any(String)]);
}

/** "damaged": the same, without an image, and with labels that are cut off. */
function damage(): void {
  const damaged = join(folder, "damaged");
  cpSync(join(folder, "dataset"), damaged, { recursive: true });
  rmSync(join(damaged, "input/2008/2008_06_03/3.npy"));
  truncateSync(join(damaged, "output/2008/2008_06_03/8.pkl"), 20_000);
}

// Not of serve, which does not end, nor of fetch, which needs an account, nor of what trains or depends on the machine.
test("there are examples of all commands", () => {
  const names = ["inspect", "dump", "check", "colocate", "split", "stats", "validate", "pack", "figures", "simulate"];
  expect(new Set(examples.map(({ command }) => command.split(" ")[0]))).toEqual(new Set(names));
});

test.each(examples)(
  "atcs $command",
  ({ command, output }) => {
    const { stdout, stderr } = atcs(command);
    expect(comparable(stdout + stderr)).toBe(comparable(output));
  },
  60_000,
);

/** The section of a command. */
const sectionOf = (command: string): string =>
  readme.split(/^## /m).find((text) => text.startsWith(`atcs ${command}\n`)) ?? "";

test.each(commands.map(({ name }) => name))("all options of atcs %s are told", async (name) => {
  const { io, stdout } = captureIo();
  await main([name, "--help"], io);
  const options = [...stdout().matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)].map(([, option]) => option!);
  expect(options).toContain("--help");
  const section = sectionOf(name);
  const isTold = (option: string): boolean =>
    option === "--json" ? readme.includes(`\`atcs ${name} --json\``) : new RegExp(`${option}(?![\\w-])`).test(section);
  expect(options.filter((option) => option !== "--help" && !isTold(option))).toEqual([]);
});

const days = "--from 2008-06-03 --to 2008-06-03 --samples-per-granule 1 --min-valid-fraction 0.99";
const sync = "CALTRACK-5km_PAR-RB2_V1-00_2008-06-03T01-28-10ZD.hdf";
const pair = `--parasol POLDER3_L1B-BG1-080176M_2008-06-03T01-27-40_V1-01.h5 --cldclass ${sync.replace("PAR-RB2", "CS-2B-CLDCLASS")}`;

test.each([
  [`check ${sync}`, "Checked"],
  [`colocate ${pair} --summary`, "Colocation"],
  [`generate --archive ../archive --out json ${days} --dry-run`, "GenerationPreview"],
  [`generate --archive ../archive --out json ${days} --plan-only`, "GenerationPlanned"],
  [`generate --archive ../archive --out json ${days} --resume --shard 0/1`, "Generated"],
  ["generate merge --out json", "Merged"],
  ["split json", "SplitMade"],
  ["stats json --fields tri1", "StatisticsComputed"],
  ["validate json", "Validated"],
  ["pack json --out json.zarr --codec none", "Packed"],
  ["figures json --out json-figures --examples 1 --format svg", "Drawn"],
  ["simulate --out strip --from 2008-06-03 --granules-per-day 1 --lat-range 4,7", "Simulation"],
])(
  "the keys of atcs %s --json are those of %s",
  (command, name) => {
    const { stdout, stderr } = atcs(`${command} --json`);
    expect(stdout, stderr).not.toBe("");
    const keys = Object.keys(JSON.parse(stdout) as object);
    const { all, needed } = keysOf(name);
    expect(keys.filter((key) => !all.includes(key))).toEqual([]);
    expect(needed.filter((key) => !keys.includes(key))).toEqual([]);
  },
  60_000,
);

function atcs(command: string) {
  return spawnSync(process.execPath, [bin, ...command.split(" ")], { cwd: folder, encoding: "utf8" });
}

/** How far granules are compressed depends on the version of zlib; a slow machine tells how far it is. */
function comparable(text: string): string {
  return text.replace(/^(written .*), [\d.]+ MB$/m, "$1").replace(/^atcs \w+: \d+ %, .*\n/gm, "");
}
