import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { main } from "../src/index.ts";
import { captureIo, failingStream } from "./support/io.ts";

const folder = mkdtempSync(join(tmpdir(), "atcs-main-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Run the command with captured streams. */
async function run(...argv: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const { io, stdout, stderr } = captureIo();
  return { code: await main(argv, io), stdout: stdout(), stderr: stderr() };
}

describe("help and version", () => {
  test("--version is that of the package", async () => {
    const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
      version: string;
    };
    expect(await run("--version")).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  });

  test.each([
    ["--help"],
    ["help"],
    ["inspect", "--help"],
    ["dump", "-h"],
    ["help", "dump"],
    ["check", "-h"],
    ["generate", "-h"],
    ["download", "-h"],
    ["split", "-h"],
    ["stats", "-h"],
    ["validate", "-h"],
    ["pack", "-h"],
    ["figures", "-h"],
    ["train", "-h"],
    ["evaluate", "-h"],
    ["predict", "-h"],
    ["leaderboard", "-h"],
    ["info", "-h"],
    ["simulate", "-h"],
    ["serve", "-h"],
  ])("%s %s", async (...argv) => {
    const { code, stdout, stderr } = await run(...argv);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("Usage: atcs");
    expect(stdout).toContain("Examples:\n  # ");
  });
});

describe("wrong usage exits with 2 and one line on standard error", () => {
  test.each([
    [
      [],
      /^atcs: no command given, expected one of inspect, dump, check, fetch, colocate, generate, download, split, stats, validate, pack, figures, train, evaluate, predict, sweep, leaderboard, simulate, serve, info\. See: atcs --help$/,
    ],
    [["nope"], /^atcs: unknown command 'nope'/],
    [["inspec"], /unknown command 'inspec' \(Did you mean inspect\?\)\. See/],
    [["inspect"], /^atcs inspect: missing required argument 'file'\. See: atcs inspect --help$/],
    [["inspect", "a", "b", "c"], /^atcs inspect: too many arguments/],
    [["inspect", "a", "--depth", "-1"], /--depth.*Expected a whole number/],
    [["dump", "a"], /missing required argument 'dataset'/],
    [["dump", "a", "b", "--format", "xml"], /Allowed choices are json, csv, npy/],
    [["dump", "a", "b", "--slice", "x:"], /--slice, axis 0/],
    [["dump", "a", "b", "--max-bytes", "0"], /--max-bytes.*such as 500000, 500M or 2G/],
    [["dump", "a", "b", "--nope"], /unknown option '--nope'/],
    [["check"], /missing required argument 'file'/],
    [["help", "inspec"], /^atcs: unknown command 'inspec' \(Did you mean inspect\?\)\. See: atcs --help$/],
    [["pack", "a", "--ot", "b"], /unknown option '--ot' \(Did you mean --out\?\)/],
    [["inspect", ""], /argument 'file' is empty\. See: atcs inspect --help$/],
    [["check", "a", ""], /argument 'file' is empty/],
    [["validate", ""], /argument 'dataset' is empty/],
    [["split", ""], /argument 'dataset' is empty/],
    [["dump", "a", "b", "-o", ""], /option '-o, --output <out>' is empty/],
    [["colocate", "--parasol", "", "--cldclass", "a"], /option '--parasol <l1b>' is empty/],
    [["split"], /missing required argument 'dataset'/],
    [["split", "a", "--ratio", "1.5"], /--ratio.*Expected a share above 0 and below 1/],
    [["stats", "a", "--angles", "odd"], /Allowed choices are default, sincos, raw/],
    [["validate", "a", "b"], /too many arguments/],
    [["pack", "a"], /required option '-o, --out <dir>' not specified/],
    [["pack", "a", "--out", "b", "--codec", "rar"], /Allowed choices are none, lz4, zstd, gzip/],
    [["train", "a", "--out", "b", "--network", "unet"], /Allowed choices are single_pixel, simple_conv, unet_2d/],
    [["train", "a", "--out", "b", "--height-bins", "9"], /--height-bins.*such as 4:103/],
    [["train", "a", "--out", "b", "--learning-rate", "fast"], /--learning-rate.*a number above 0/],
    [["train", "a", "--out", "b", "--epoch", "3"], /unknown option '--epoch' \(Did you mean --epochs\?\)/],
    [["evaluate"], /^atcs evaluate: evaluate what\? Give --run or --predictions\. See: atcs evaluate --help$/],
    [["predict", "--dense"], /^atcs predict: predict by what\?/],
    [["leaderboard"], /missing required argument 'action'/],
    [["leaderboard", "verify", "a"], /^atcs leaderboard: leaderboard verify needs --dataset/],
    [["info", "--timeout", "0"], /--timeout.*Expected a whole number/],
    [["figures", "a"], /required option '-o, --out <dir>' not specified/],
    [["simulate", "--from", "2008-06-03"], /required option '--out <dir>' not specified/],
    [["simulate", "--out", "a", "--from", "June"], /--from.*Expected a day such as 2008-06-03/],
    [["simulate", "--out", "a", "--from", "2008-06-03", "--to", "2008-06-02"], /--to 2008-06-02 lies before --from/],
    [["simulate", "--out", "a", "--from", "2004-06-03"], /2004-06-03 is outside of PARASOL's mission, 2005-03-04 to/],
    [["simulate", "--out", "a", "--from", "2008-06-03", "--lat-range", "-10,-20"], /two latitudes from -90 to 90/],
    [
      ["simulate", "--out", "a", "--from", "2008-06-03", "--lat-range", "85,90"],
      /cover 0.1 degrees or more of the track/,
    ],
    [["simulate", "--out", "a", "--from", "2008-06-03", "--with-gaps", "2"], /Expected a probability from 0 to 1/],
    [["simulate", "--out", "a", "--from", "2008-06-03", "--granules-per-day", "16"], /a whole number from 1 to 15/],
    [["simulate", "--out", "", "--from", "2008-06-03"], /--out.*Expected the path of a directory\. See/],
    [["serve", ""], /'' is invalid.*Expected the path of a directory\. See/],
    [["serve"], /missing required argument 'dir'/],
    [["serve", "a", "--port", "65536"], /--port.*Expected a whole number from 0 to 65535/],
    [["serve", "a", "--user", ""], /--user.*Expected letters, digits/],
  ])("%j", async (argv, line) => {
    const { code, stdout, stderr } = await run(...argv);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr.trimEnd()).toMatch(line);
    expect(stderr.split("\n")).toHaveLength(2);
  });

  test("--json tells it as JSON", async () => {
    const { code, stdout, stderr } = await run("dump", "--json");
    expect([code, stdout]).toEqual([2, ""]);
    expect(JSON.parse(stderr)).toEqual({
      error: { code: "USAGE", message: "missing required argument 'file'", hint: "See: atcs dump --help" },
    });
  });
});

describe("failures exit with 1 and one line on standard error", () => {
  test("a missing file", async () => {
    expect(await run("inspect", "/nowhere/a.hdf")).toEqual({
      code: 1,
      stdout: "",
      stderr:
        "atcs inspect: /nowhere/a.hdf: cannot be opened (no such file). Check the path, the permissions and the disk.\n",
    });
  });

  test("a file that is not HDF, with a name that would clear the screen", async () => {
    const path = join(folder, "\u001b[2Jpage.html");
    writeFileSync(path, "<html>not found</html>");
    const { code, stderr } = await run("dump", path, "x");
    expect(code).toBe(1);
    expect(stderr).toContain("\\x1b[2Jpage.html");
    expect(stderr.trimEnd()).not.toMatch(/\p{Cc}/u);
    const { stderr: json } = await run("dump", path, "x", "--json");
    expect(JSON.parse(json)).toMatchObject({ error: { code: "HDF_NOT_HDF", file: path, offset: 0 } });
  });
});

test("an interrupted command exits with 130", async () => {
  const path = join(folder, "empty.hdf");
  writeFileSync(path, "");
  const { io, stderr } = captureIo({ signal: AbortSignal.abort() });
  expect(await main(["inspect", path], io)).toBe(130);
  expect(stderr()).toBe("atcs inspect: interrupted\n");
});

test("what an interrupted command can go on with is told, else no hint", async () => {
  const failure = async (...argv: string[]) => {
    const { io, stderr } = captureIo({ signal: AbortSignal.abort() });
    expect(await main([...argv, "--json"], io)).toBe(130);
    return JSON.parse(stderr()) as unknown;
  };
  const path = join(folder, "empty.hdf");
  writeFileSync(path, "");
  const interrupted = { code: "INTERRUPTED", message: "interrupted" };
  expect(await failure("inspect", path)).toEqual({ error: interrupted });
  const hint = "What is complete stays: the same command goes on from there.";
  expect(await failure("simulate", "--out", join(folder, "none"), "--from", "2008-06-03")).toEqual({
    error: { ...interrupted, hint },
  });
});

test("a directory that cannot be an archive: the hint fits", async () => {
  const file = join(folder, "a-file");
  writeFileSync(file, "");
  const { code, stderr } = await run("simulate", "--out", file, "--from", "2008-06-03");
  expect([code, stderr]).toEqual([
    1,
    `atcs simulate: ${file}: cannot be written (it is a file). Check the path and its permissions, or choose another directory.\n`,
  ]);
});

test("a record that is damaged: the hint is to remove it", async () => {
  const out = join(folder, "damaged");
  mkdirSync(out);
  writeFileSync(join(out, "simulation.json"), '{"software": "0.');
  for (const overwrite of [[], ["--overwrite"]]) {
    const { code, stderr } = await run("simulate", "--out", out, "--from", "2008-06-03", ...overwrite);
    expect([code, stderr]).toEqual([
      1,
      `atcs simulate: ${join(out, "simulation.json")}: not the record of a simulated archive. Remove it with the granules beside it, or choose another directory.\n`,
    ]);
  }
});

test("without --json nothing but the text is written", async () => {
  const chunks: unknown[] = [];
  const { io } = captureIo();
  const write = io.stdout.write.bind(io.stdout);
  io.stdout.write = (chunk, done) => {
    chunks.push(chunk);
    return write(chunk, done);
  };
  const argv = ["simulate", "--out", join(folder, "none"), "--from", "2008-06-03", "--with-gaps", "1"];
  expect(await main(argv, io)).toBe(0);
  expect(chunks).toEqual([expect.stringMatching(/^archive .*1 day missing\n$/s)]);
});

test("a closed pipe ends quietly", async () => {
  const { io, stderr } = captureIo();
  expect(await main(["--help"], { ...io, stdout: failingStream("EPIPE") })).toBe(0);
  expect(stderr()).toBe("");
});

test("a full disk behind standard output is told", async () => {
  const { io, stderr } = captureIo();
  expect(await main(["--help"], { ...io, stdout: failingStream("ENOSPC") })).toBe(1);
  expect(stderr()).toBe("atcs: standard output cannot be written (ENOSPC). Check where it goes to.\n");
});

test("standard error may be closed too", async () => {
  const { io } = captureIo();
  expect(await main(["nope"], { ...io, stderr: failingStream("EPIPE") })).toBe(2);
});

test("a failed command leaves no output file", async () => {
  await run("dump", "/nowhere/a.hdf", "x", "-o", join(folder, "out.json"));
  expect(readdirSync(folder)).not.toContain("out.json");
});
