import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { type ArchiveServer, startArchiveServer } from "@atcs/simulator";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fixturePath } from "../../../../test/support/fixtures.ts";
import { main } from "../../src/index.ts";
import { captureIo } from "../support/io.ts";

const folder = mkdtempSync(join(tmpdir(), "atcs-cli-generate-"));
const archive = join(folder, "archive");
let server: ArchiveServer;

beforeAll(async () => {
  const files = {
    "CALIOP/CALTRACK-5km_PAR-RB2": "CALTRACK-5km_PAR-RB2_V1-00_2008-06-03T01-28-10ZD.hdf",
    "CALIOP/CALTRACK-5km_CS-2B-CLDCLASS": "CALTRACK-5km_CS-2B-CLDCLASS_V1-00_2008-06-03T01-28-10ZD.hdf",
    "PARASOL/L1_B-HDF": "POLDER3_L1B-BG1-080176M_2008-06-03T01-27-40_V1-01.h5",
  };
  for (const [directory, name] of Object.entries(files)) {
    for (const hour of ["01", "03"]) {
      const path = join(archive, directory, "2008/2008_06_03", name.replace("T01-", `T${hour}-`));
      mkdirSync(dirname(path), { recursive: true });
      copyFileSync(fixturePath(`granules/${name}`), path);
    }
  }
  server = await startArchiveServer({ root: archive, users: [{ username: "me", password: "secret" }] });
  writeFileSync(join(folder, "credentials.txt"), "me\nsecret\n", { mode: 0o600 });
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const small = [
  ...["--from", "2008-06-03", "--to", "2008-06-03", "--fields", "minimal", "--patch-size", "24", "--workers", "0"],
  ...["--samples-per-granule", "3", "--min-valid-fraction", "0.99", "--min-labels", "10", "--nadir-padding", "3"],
];

async function run(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  const { io, stdout, stderr } = captureIo();
  const code = await main(["generate", ...argv], io);
  return { code, out: stdout(), err: stderr() };
}

function contents(directory: string): Record<string, string> {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files
      .filter(({ name }) => name !== "run-log.jsonl")
      .map(({ parentPath, name }) => join(parentPath, name))
      .map((path) => [path.slice(directory.length + 1), readFileSync(path, "latin1")])
      .sort(),
  );
}

describe("atcs generate", () => {
  const local = join(folder, "local");

  test("from a directory", async () => {
    const { code, out } = await run("--archive", archive, "--out", local, ...small);
    expect(code).toBe(0);
    expect(out).toBe(`dataset   ${local}\ngranules  2\ninstances 6\n`);
    const again = await run("--archive", archive, "--out", local, ...small);
    expect(again.code).toBe(1);
    expect(again.err).toMatch(/resume it \(--resume\), or take another directory/);
    const resumed = await run("--archive", archive, "--out", local, "--resume", "--json", ...small);
    expect(JSON.parse(resumed.out)).toMatchObject({ instances: 6, kept: 2 });
  });

  test("over SFTP, with a bounded cache: the same", async () => {
    const out = join(folder, "remote");
    const url = `sftp://me@${server.host}:${server.port}/SPACEBORNE`;
    const session = [
      ...["--archive", url, "--credentials", join(folder, "credentials.txt"), "--accept-new-host-key"],
      ...[
        "--known-hosts",
        join(folder, "known_hosts"),
        "--cache-dir",
        join(folder, "cache"),
        "--max-cache-gb",
        "0.009",
      ],
    ];
    const dry = await run("--out", out, ...session, ...small, "--dry-run");
    expect(dry.code).toBe(0);
    expect(dry.out).toMatch(/granules {2}2\nfiles {5}6, 14.7 MB\nhere {6}0 of them, 0 bytes\nto fetch {2}6, 14.7 MB\n/);
    expect(dry.out).toContain("as the archive is now");
    expect(existsSync(out)).toBe(false);
    const made = await run("--out", out, ...session, ...small);
    expect([made.code, made.out]).toEqual([0, `dataset   ${out}\ngranules  2\ninstances 6\nfetched   14.7 MB\n`]);
    expect(contents(out)).toEqual(contents(local));
    expect(made.err).toMatch(/listings that are kept, up to \d+ s old; --refresh/);
    // It has room for the files of one half orbit.
    const kept = readdirSync(join(folder, "cache"), { recursive: true }).filter((name) => String(name).endsWith(".h5"));
    expect(kept.map((name) => basename(String(name))).length).toBeLessThanOrEqual(1);
  });

  test("in shards, merged", async () => {
    const out = join(folder, "shards");
    for (const shard of ["0/2", "1/2"]) {
      expect((await run("--archive", archive, "--out", out, ...small, "--shard", shard)).code).toBe(0);
    }
    const merged = await run("merge", "--out", out, "--json");
    expect(JSON.parse(merged.out)).toEqual({ directory: out, shards: 2, granules: 2, instances: 6 });
    expect(contents(out)).toEqual(contents(local));
  });

  test("wrong usage", async () => {
    expect(await run("split", "--out", folder)).toMatchObject({
      code: 2,
      err: expect.stringContaining("expected merge"),
    });
    const wrong = await run("--archive", archive, "--out", join(folder, "x"), ...small, "--from", "1999-01-01");
    expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining("while all satellites flew together") });
    expect((await run("--archive", archive)).code).toBe(2);
    expect((await run("merge", "--out", join(folder, "nothing"))).code).toBe(1);
  });
});
