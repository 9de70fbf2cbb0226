import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { fixtureJson, fixturePath } from "../../../test/support/fixtures.ts";

const bin = fileURLToPath(new URL("../bin/atcs.js", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "atcs-cli-"));
afterAll(() => rmSync(folder, { recursive: true }));

const cldclass = fixturePath("granules/CALTRACK-5km_CS-2B-CLDCLASS_V1-00_2008-06-03T01-28-10ZD.hdf");
const rb2 = fixturePath("granules/CALTRACK-5km_PAR-RB2_V1-00_2008-06-03T01-28-10ZD.hdf");
const polder = fixturePath("granules/POLDER3_L1B-BG1-080176M_2008-06-03T01-27-40_V1-01.h5");
const broken = (name: string): string => fixturePath(`hdf4/broken/${name}.hdf`);

interface Result {
  code: number | null;
  stdout: Buffer;
  stderr: string;
}

/** Run the built command as a user does; `during` may act on it while it runs. */
function atcs(argv: string[], during?: (child: ReturnType<typeof spawn>) => void): Promise<Result> {
  const child = spawn(process.execPath, [bin, ...argv], { stdio: ["ignore", "pipe", "pipe"] });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
  during?.(child);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) =>
      resolve({ code, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString("utf8") }),
    );
  });
}

/** Standard output of a command that succeeds and says nothing else. */
async function output(...argv: string[]): Promise<string> {
  const { code, stdout, stderr } = await atcs(argv);
  expect([stderr, code]).toEqual(["", 0]);
  return stdout.toString("utf8");
}

async function dump(...argv: string[]): Promise<{ shape: number[]; dtype: string; values: unknown }> {
  return JSON.parse(await output("dump", ...argv));
}

interface Pixel {
  row: number;
  col: number;
  /** Physical values by path; null where filled or missing. */
  values: Record<string, unknown>;
}

const expected = fixtureJson<{ polder_pixels: Pixel[] }>("granules/expected.json");

describe("inspect", () => {
  test.each([
    ["CLDCLASS", cldclass, ["Height", "cloud_scenario"], /cloud_scenario +int16 .*400 × .*125/],
    ["RB2", rb2, ["Acquisition_Time_Difference"], /Acquisition_Time_Difference +float32/],
    ["POLDER", polder, ["I443NP"], /I443NP +int16 .*3240 × .*6480 × .*16/],
  ])("%s", async (_, file, names, line) => {
    const text = await output("inspect", file);
    expect(text).toMatch(line);
    const json = await output("inspect", file, "--json");
    for (const name of names) expect(json).toContain(`"key": "${name}"`);
  });

  test("a part, no attributes, one level", async () => {
    const text = await output("inspect", cldclass, "Height", "--no-attributes");
    expect(text.split("\n").filter((line) => line.includes("@"))).toEqual([]);
    expect(await output("inspect", polder, "--depth", "1")).toContain("not shown");
  });

  test("a damaged object is shown in its place; the rest goes on", async () => {
    const { code, stdout, stderr } = await atcs(["inspect", broken("special_unknown")]);
    expect(code).toBe(1);
    expect(stdout.toString()).toMatch(/deflated.*error: /);
    expect(stdout.toString()).toMatch(/plain +\w+ +/);
    expect(stderr).toMatch(/1 object could not be read: "deflated"/);
  });

  test("groups in a circle end", async () => {
    for (const name of ["vgroup_self", "vgroup_cycle"]) {
      const { stdout } = await atcs(["inspect", broken(name)]);
      expect(stdout.toString()).toContain("shown above");
    }
  });
});

describe("dump", () => {
  test("physical values of the POLDER granule", async () => {
    for (const { row, col, values } of expected.polder_pixels) {
      const path = "Data_Directional_Fields/Q865P";
      const dumped = await dump(polder, path, "--slice", `${row},${col}`, "--unpack");
      expect(dumped).toMatchObject({ dtype: "float32", shape: [16] });
      const float32 = (value: unknown): unknown => (typeof value === "number" ? Math.fround(value) : value);
      expect(dumped.values).toEqual((values[path] as unknown[]).map(float32));
    }
  });

  test("npy to a file, with a line about it", async () => {
    const out = join(folder, "height.npy");
    const { code, stdout, stderr } = await atcs(["dump", cldclass, "Height", "-o", out]);
    expect([code, stdout.length]).toEqual([0, 0]);
    expect(stderr).toBe(`wrote ${out}: 400 x 125 values, 100 kB of npy\n`);
    const bytes = readFileSync(out);
    expect(bytes.length).toBe(128 + 400 * 125 * 2);
    const { values } = await dump(cldclass, "Height", "--slice", "-1,-1");
    expect(bytes.readInt16LE(bytes.length - 2)).toBe(values);
  });

  test("--json -o prints a summary", async () => {
    const out = join(folder, "lat.csv");
    const summary = JSON.parse(await output("dump", cldclass, "Latitude", "--json", "-o", out));
    expect(summary).toMatchObject({ path: "Latitude", output: out, format: "csv", shape: [400] });
    expect(readFileSync(out, "utf8").split("\n")).toHaveLength(401);
  });

  test("csv of a window", async () => {
    const { values } = await dump(cldclass, "Height", "--slice", "3:5,::60");
    const csv = await output("dump", cldclass, "Height", "--slice", "3:5,::60", "--format", "csv");
    expect(csv).toBe(`${(values as number[][]).map((row) => row.join(",")).join("\n")}\n`);
  });
});

describe("exit codes", () => {
  test.each<[string, string[], number]>([
    ["wrong usage", ["dump", cldclass], 2],
    ["an index outside", ["dump", cldclass, "Height", "--slice", "400"], 2],
    ["a missing file", ["inspect", join(folder, "none.hdf")], 1],
    ["a missing data set", ["dump", cldclass, "Nope"], 1],
    ["a damaged data set", ["dump", broken("deflate_corrupt"), "deflated"], 1],
    ["a file that is not HDF", ["inspect", broken("wrong_magic")], 1],
    ["too much", ["dump", polder, "Data_Directional_Fields/I443NP", "--max-bytes", "1M"], 1],
  ])("%s", async (_, argv, code) => {
    const result = await atcs(argv);
    expect(result.code).toBe(code);
    expect(result.stderr).toMatch(/^atcs (inspect|dump): .*\n$/);
  });

  test("a damaged data set leaves no output file", async () => {
    const out = join(folder, "damaged.json");
    expect((await atcs(["dump", broken("deflate_corrupt"), "deflated", "-o", out])).code).toBe(1);
    expect(readdirSync(folder).filter((name) => name.startsWith("damaged"))).toEqual([]);
  });

  test("a reader that goes away ends it quietly", async () => {
    const { code, stderr } = await atcs(
      ["dump", polder, "Data_Directional_Fields/I443NP", "--slice", "1000:2000"],
      (child) => {
        child.stdout!.once("data", () => child.stdout!.destroy());
      },
    );
    expect([code, stderr]).toEqual([0, ""]);
  });

  test("Ctrl-C: 130, and no half file", async () => {
    const out = join(folder, "interrupted.csv");
    const { code, stderr } = await atcs(["dump", polder, "Data_Directional_Fields/I443NP", "-o", out], (child) => {
      const timer = setInterval(() => {
        // The temporary file is there: the command is at work.
        if (!readdirSync(folder).some((name) => name.startsWith("interrupted"))) return;
        clearInterval(timer);
        child.kill("SIGINT");
      }, 20);
      child.once("exit", () => clearInterval(timer));
    });
    expect([code, stderr]).toEqual([130, "atcs dump: interrupted\n"]);
    expect(existsSync(out)).toBe(false);
    expect(readdirSync(folder).filter((name) => name.startsWith("interrupted"))).toEqual([]);
  });
});
