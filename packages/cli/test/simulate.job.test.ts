import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import Client from "ssh2-sftp-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

// From nothing to a colocated granule and a download, as a user does it.

const bin = fileURLToPath(new URL("../bin/atcs.js", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "atcs-simulate-"));
const archive = join(folder, "archive");
afterAll(() => rmSync(folder, { recursive: true }));

interface Result {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Run the built command; `during` may act on it while it runs. */
function atcs(argv: string[], during?: (child: ChildProcess) => void, env = process.env): Promise<Result> {
  const child = spawn(process.execPath, [bin, ...argv], { stdio: ["ignore", "pipe", "pipe"], env });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
  during?.(child);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      resolve({ code, stdout: Buffer.concat(stdout).toString("utf8"), stderr: Buffer.concat(stderr).toString("utf8") });
    });
  });
}

const simulate = ["simulate", "--out", archive, "--from", "2008-06-03", "--granules-per-day", "1"];
let files: Record<string, string>;

beforeAll(async () => {
  const { code, stdout, stderr } = await atcs([...simulate, "--lat-range=-1,2", "--seed", "7", "--json"]);
  expect([code, stderr]).toEqual([0, ""]);
  const summary = JSON.parse(stdout) as Summary;
  expect(summary).toMatchObject({ seed: 7, latRange: [-1, 2], granulesWritten: 1, filesWritten: 3 });
  files = Object.fromEntries(summary.granules[0]!.files.map(({ kind, path }) => [kind, join(archive, path)]));
}, 60_000);

interface Summary {
  granules: { files: { kind: string; path: string }[] }[];
}

describe("atcs simulate", () => {
  test("what is there already is kept", async () => {
    const { code, stdout } = await atcs([...simulate, "--lat-range", "-1,2", "--seed", "7"]);
    expect([code, stdout]).toEqual([
      0,
      `archive   ${archive}, 2008-06-03\ngranules  1 half orbit, all there already\nwritten   0 files, 0 bytes\n`,
    ]);
  });

  test("another archive is not mixed with it", async () => {
    const { code, stderr } = await atcs([...simulate, "--lat-range", "-1,2", "--seed", "8"]);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^atcs simulate: \S+: holds 3 files, .* of another simulation: seed is 7 there and 8 here\. Choose another/,
    );
  });

  test("atcs inspect shows its files", async () => {
    const parasol = await atcs(["inspect", files.parasol!]);
    expect([parasol.code, parasol.stderr]).toEqual([0, ""]);
    expect(parasol.stdout).toMatch(/I763NP +int16 .*3240 × .*6480 × .*16/);
    const cldclass = await atcs(["inspect", files.cldclass!, "--no-attributes"]);
    expect(cldclass.stdout).toMatch(/cloud_scenario +int16/);
  });

  test("atcs colocate finds its profiles in its image", async () => {
    const { parasol, cldclass, sync } = files as { parasol: string; cldclass: string; sync: string };
    const argv = ["colocate", "--parasol", parasol, "--cldclass", cldclass, "--sync", sync, "--min-views", "13"];
    const { code, stdout, stderr } = await atcs([...argv, "--json"]);
    expect([code, stderr]).toEqual([0, ""]);
    const { summary } = JSON.parse(stdout) as { summary: Record<string, unknown> };
    expect(summary).toMatchObject({ warnings: [] });
    const {
      profiles,
      enclosed,
      start_offset_s: offset,
      within_time_offset: inTime,
    } = summary as Record<string, number>;
    // A profile each 5 km over three degrees, all of them enclosed but those near the ends.
    expect(profiles).toBeGreaterThan(60);
    expect(enclosed).toBeGreaterThan(profiles! - 8);
    expect(inTime).toBe(profiles);
    expect(Math.abs(offset! - 150)).toBeLessThanOrEqual(1);
  });

  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const)("%s: %i, no half file, and no lock", async (signal, exitCode) => {
    const out = join(folder, signal);
    const names = () => (existsSync(out) ? readdirSync(out, { recursive: true }).map(String) : []);
    const argv = ["simulate", "--out", out, "--from", "2008-06-03", "--granules-per-day", "3", "--lat-range", "0,60"];
    const { code, stderr } = await atcs(argv, (child) => {
      const timer = setInterval(() => {
        // An image is being written.
        if (!names().some((name) => /\.h5\..*\.part$/.test(name))) return;
        clearInterval(timer);
        child.kill(signal);
      }, 20);
      child.once("exit", () => clearInterval(timer));
    });
    expect([code, stderr]).toEqual([
      exitCode,
      "atcs simulate: interrupted. What is complete stays: the same command goes on from there.\n",
    ]);
    expect(names().filter((name) => /\.part$|\.lock/.test(name))).toEqual([]);
  });
});

describe("atcs serve", () => {
  test("a client lists and downloads; Ctrl-C ends it", async () => {
    const local = files.cldclass!;
    let fetched: Promise<Fetched> | undefined;
    const env = { ...process.env, ATCS_SERVE_PASSWORD: "secret" };
    const { code, stdout, stderr } = await atcs(
      ["serve", archive, "--user", "me", "--json"],
      (child) => {
        child.stdout!.once("data", (line: Buffer) => {
          const remote = local.replace(archive, "/SPACEBORNE");
          fetched = fetchFrom(JSON.parse(line.toString("utf8")), remote).finally(() => child.kill("SIGINT"));
        });
      },
      env,
    );
    const { listed, bytes } = await fetched!;
    expect(listed).toEqual([local.slice(local.lastIndexOf("/") + 1)]);
    expect(bytes.equals(readFileSync(local))).toBe(true);
    expect([code, stdout.split("\n").length]).toEqual([130, 2]);
    expect(stderr).toMatch(/^connection 1: sent "\/SPACEBORNE\/CALIOP\/.*\.hdf", \d+ bytes$/m);
    expect(stderr).toMatch(/^closed after 1 login, 1 file, [\d.]+ kB$/m);
    expect(stderr).toMatch(/\n\{"error": \{"code": "INTERRUPTED", .*\}\}\n$/);
    expect(stdout + stderr).not.toContain("secret");
  });
});

interface Fetched {
  listed: string[];
  bytes: Buffer;
}

/** The session stays open: that does not hold the server up. */
async function fetchFrom({ host, port, user, hostKey }: Record<string, unknown>, path: string): Promise<Fetched> {
  expect([user, hostKey]).toEqual(["me", expect.stringMatching(/^SHA256:[\w+/]{43}$/)]);
  // By default it prints what happens.
  const client = new Client("test", { error: () => {}, end: () => {}, close: () => {} });
  await client.connect({ host: String(host), port: Number(port), username: "me", password: "secret" });
  const directory = await client.list(path.slice(0, path.lastIndexOf("/")));
  return { listed: directory.map(({ name }) => name), bytes: (await client.get(path)) as Buffer };
}
