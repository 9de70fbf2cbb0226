import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { seededRandom } from "@atcs/colocate";
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { smallDataset } from "../../../dataset/test/support/small-dataset.ts";
import { takeLock } from "../../src/download/lock.ts";
import { main } from "../../src/index.ts";
import { captureIo } from "../support/io.ts";
import { type TestEntry, tarBytes, tarGz, zipBytes } from "./support/archives.ts";
import { layoutFiles } from "./support/layouts.ts";

const root = mkdtempSync(join(tmpdir(), "atcs-download-"));
afterAll(() => rmSync(root, { recursive: true }));
let folder: string;
let out: string;
let server: Server | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(root, "test-"));
  out = join(folder, "dataset");
});
afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => (server === undefined ? resolve(undefined) : server.close(resolve)));
  server = undefined;
});

async function serve(handler: RequestListener): Promise<string> {
  server = createServer(handler);
  await new Promise<void>((resolve) => server!.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/atcs.tar.gz`;
}

async function run(source: string, options: string[] = [], signal?: AbortSignal) {
  const { io, stdout, stderr } = captureIo(signal === undefined ? {} : { signal });
  const code = await main(["download", source, "--out", out, ...options], io);
  return { code, stdout: stdout(), stderr: stderr() };
}

const dataset: TestEntry[] = [...smallDataset()].map(([path, content]) => ({ path, content }));
const inFolder = dataset.map((entry) => ({ ...entry, path: `atcs-v1/${entry.path}` }));
const sumOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

function write(bytes: Uint8Array, name = "atcs.archive"): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

/** The files of the dataset are in OUT, and nothing else is beside it. */
function expectDataset(beside: readonly string[] = []): void {
  for (const { path, content } of dataset) {
    expect(readFileSync(join(out, path)).equals(Buffer.from(content!))).toBe(true);
  }
  expect(readdirSync(folder).sort()).toEqual([...beside, "dataset"].sort());
}

describe("an archive that is here", () => {
  test.each([
    ["tar", tarBytes(dataset), "tar"],
    ["tar.gz with a folder", tarGz(inFolder), "tar.gz"],
    ["zip", zipBytes(dataset), "zip"],
    ["zip with a folder", zipBytes(inFolder), "zip"],
  ])("%s", async (_, bytes, format) => {
    const path = write(bytes);
    const { code, stdout, stderr } = await run(path, ["--sha256", sumOf(bytes).toUpperCase()]);
    expect(stderr).toMatch(/^atcs download: atcs.archive holds 15 files, [\d.]+ kB \([\d.]+ times its own size\)\n$/);
    expect(stdout).toMatch(
      new RegExp(
        `^archive   ${path}, ${format}, .* kB\nsha256    ${sumOf(bytes)}, as expected\n` +
          `unpacked  15 files, .* kB, to ${out}\ndataset   ${out}, npy, 6 instances, 5 of them read: sound\n$`,
      ),
    );
    expect(code).toBe(0);
    expectDataset(["atcs.archive"]);
    expect(readFileSync(path).equals(bytes)).toBe(true);
  });

  test("by its file: URL, into an empty directory, as JSON", async () => {
    mkdirSync(out);
    const path = write(tarGz(dataset), "a b.tgz");
    const { code, stdout } = await run(pathToFileURL(path).href, ["--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      archive: path,
      format: "tar.gz",
      archiveBytes: statSync(path).size,
      sha256: sumOf(readFileSync(path)),
      verified: false,
      fetchedBytes: 0,
      out,
      files: 15,
      bytes: dataset.reduce((sum, { content }) => sum + Buffer.from(content!).length, 0),
      linksLeftOut: 0,
      datasets: [out],
      dataset: { path: out, layout: "npy", instances: 6, checked: [0, 1, 16, 17, 20], problems: [] },
    });
  });

  test("made by the system's tar, with a link in it", async ({ skip }) => {
    const source = join(folder, "source", "atcs");
    for (const { path, content } of dataset) {
      mkdirSync(join(source, path, ".."), { recursive: true });
      writeFileSync(join(source, path), content!);
    }
    spawnSync("ln", ["-s", "/etc", join(source, "link")]);
    const path = join(folder, "system.tar.gz");
    if (spawnSync("tar", ["-czf", path, "-C", join(folder, "source"), "atcs"]).status !== 0) skip("there is no tar");
    rmSync(join(folder, "source"), { recursive: true });
    const { code, stderr } = await run(path);
    expect([code, existsSync(join(out, "link"))]).toEqual([0, false]);
    expect(stderr).toContain("warning: 1 link left out, the first atcs/link: links are never made\n");
    expectDataset(["system.tar.gz"]);
  });

  test("a dataset some directories down, with nothing beside it on the way", async () => {
    const path = write(tarGz(dataset.map((entry) => ({ ...entry, path: `scratch/me/v1/atcs/${entry.path}` }))));
    const { code, stdout } = await run(path);
    expect(code).toBe(0);
    expect(stdout).toContain(`dataset   ${out}, npy, 6 instances`);
    expectDataset(["atcs.archive"]);
  });

  test.each(["zarr", "h5"] as const)("a dataset in the layout %s", async (layout) => {
    const path = write(zipBytes(await layoutFiles(layout, join(folder, "made"))));
    rmSync(join(folder, "made"), { recursive: true });
    const { code, stdout } = await run(path);
    expect(stdout).toContain(`dataset   ${join(out, "data/atcs")}, ${layout}, `);
    expect(stdout).toMatch(/ of them read: sound\n$/);
    expect([code, readdirSync(out).sort()]).toEqual([0, ["README", "data"]]);
  });

  test("a dataset beside other files keeps its directory", async () => {
    const path = write(zipBytes([...inFolder, { path: "README", content: "hi" }]));
    const { code, stdout } = await run(path);
    expect([code, readdirSync(out).sort()]).toEqual([0, ["README", "atcs-v1"]]);
    expect(stdout).toContain(`dataset   ${join(out, "atcs-v1")}, npy, 6 instances`);
  });
});

describe("what fails leaves what was there, and no OUT", () => {
  test("a wrong sum: both are told", async () => {
    const bytes = tarGz(dataset);
    const path = write(bytes);
    const { code, stderr } = await run(path, ["--sha256", "0".repeat(64)]);
    expect([code, stderr]).toEqual([
      1,
      `atcs download: ${path}: its SHA-256 is ${sumOf(bytes)}, expected ${"0".repeat(64)}. Check the sum where the archive is published.\n`,
    ]);
    expect(readdirSync(folder)).toEqual(["atcs.archive"]);
  });

  test.each<[string, TestEntry[], string]>([
    ["a hostile archive", [...dataset, { path: "../evil", content: "x" }], "DOWNLOAD_UNSAFE"],
    ["an archive of nothing", [{ path: "a/", type: "Directory" }], "DOWNLOAD_ARCHIVE"],
    ["a device", [...dataset, { path: "null", type: "CharacterDevice" }], "DOWNLOAD_UNSAFE"],
  ])("%s", async (_, entries, code) => {
    const result = await run(write(tarGz(entries)), ["--json"]);
    expect([result.code, JSON.parse(result.stderr).error.code]).toEqual([1, code]);
    expect(readdirSync(folder)).toEqual(["atcs.archive"]);
  });

  test.each<[string, () => void, RegExp]>([
    [
      "a directory with files",
      () => [mkdirSync(out), writeFileSync(join(out, "mine"), "x")],
      /there already, and not empty/,
    ],
    ["a file", () => writeFileSync(out, "mine"), /it is no directory/],
    ["a link to nowhere", () => symlinkSync(join(folder, "none"), out), /it is no directory/],
  ])("OUT is %s", async (_, prepare, message) => {
    prepare();
    const { code, stderr } = await run(write(tarGz(dataset)));
    expect([code, stderr]).toEqual([1, expect.stringMatching(message)]);
    expect(readdirSync(folder).sort()).toEqual(["atcs.archive", "dataset"]);
  });

  test("OUT.download is a link", async () => {
    const elsewhere = join(root, "elsewhere");
    mkdirSync(join(elsewhere, ".unpacking"), { recursive: true });
    symlinkSync(elsewhere, `${out}.download`);
    const { code, stderr } = await run(write(tarGz(dataset)));
    expect([code, stderr]).toEqual([1, expect.stringMatching(/dataset\.download: it is a link/)]);
    expect(readdirSync(elsewhere)).toEqual([".unpacking"]);
  });

  test.each([
    ["nothing", "none.zip", /there is no such file\. Give the URL/],
    ["a directory", ".", /it is a directory/],
  ])("the source is %s", async (_, name, message) => {
    const { code, stderr } = await run(join(folder, name));
    expect([code, stderr]).toEqual([1, expect.stringMatching(message)]);
    expect(readdirSync(folder)).toEqual([]);
  });

  test("another run has the same OUT", async () => {
    const lock = join(`${out}.download`, "lock");
    mkdirSync(`${out}.download`);
    const { release } = await takeLock(`${out}.download`);
    const [owner] = readdirSync(lock);
    const { code, stderr } = await run(write(tarGz(dataset)));
    expect([code, stderr]).toEqual([1, expect.stringContaining(`process ${process.pid} of this computer is fetching`)]);
    expect(readdirSync(lock)).toEqual([owner]);
    release();
  });

  test("another computer has taken the workspace over, while this one stood still: what it does is left alone", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    try {
      const path = write(tarGz(dataset));
      const workspace = `${out}.download`;
      const { io, stderr } = captureIo({});
      const write2 = io.stderr.write.bind(io.stderr);
      io.stderr.write = (chunk, done) => {
        if (String(chunk).includes("holds")) {
          rmSync(join(workspace, "lock"), { recursive: true });
          mkdirSync(join(workspace, "lock"));
          writeFileSync(join(workspace, "lock", "theirs"), "theirs");
          mkdirSync(join(workspace, ".unpacking"));
          writeFileSync(join(workspace, ".unpacking", "theirs"), "");
          vi.advanceTimersByTime(10_000);
        }
        return write2(chunk, done);
      };
      expect(await main(["download", path, "--out", out], io)).toBe(1);
      expect(stderr()).toContain("another process has taken it over");
      expect(existsSync(out)).toBe(false);
      expect(readdirSync(join(workspace, ".unpacking"))).toEqual(["theirs"]);
      expect(readdirSync(join(workspace, "lock"))).toEqual(["theirs"]);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe("what is unpacked but not as it should be stays, and is told", () => {
  test("no dataset", async () => {
    const { code, stderr } = await run(write(tarGz([{ path: "a.txt", content: "x" }])));
    expect([code, readdirSync(out)]).toEqual([1, ["a.txt"]]);
    expect(stderr).toMatch(/dataset: unpacked, but there is no dataset in it\. The files are there/);
  });

  test("several datasets: all are named, none is taken", async () => {
    const pack = { path: "packs/b.zarr/zarr.json", content: "{}" };
    const path = write(tarGz([...inFolder, pack, { path: "packs/deep/er/atrain.h5", content: "x" }]));
    const { code, stdout, stderr } = await run(path);
    expect([code, readdirSync(out).sort()]).toEqual([1, ["atcs-v1", "packs"]]);
    const places = ["atcs-v1", "packs/b.zarr", "packs/deep/er"].map((place) => join(out, place));
    expect(stderr).toContain(
      `atcs download: ${out}: unpacked, but it holds 3 datasets: ${places.join(", ")}. Look into the one that you want`,
    );
    for (const place of places) expect(stdout).toContain(`dataset   ${place}, not looked into\n`);
    rmSync(out, { recursive: true });
    const { stdout: json } = await run(path, ["--json"]);
    expect(JSON.parse(json)).toMatchObject({ datasets: places, dataset: null });
  });

  test("a damaged instance", async () => {
    const damaged = dataset.map((entry) => (entry.path.endsWith("/0.npy") ? { ...entry, content: "not npy" } : entry));
    const { code, stdout, stderr } = await run(write(tarGz(damaged)), ["--json"]);
    expect(code).toBe(1);
    expect(JSON.parse(stdout).dataset.problems).toMatchObject([{ instance: 0 }]);
    expect(stderr).toMatch(/the dataset is damaged: .*0\.npy.*instance 0/);
    expect(existsSync(join(out, "instance_info.json"))).toBe(true);
  });

  test("a damaged index", async () => {
    const damaged = dataset.map((entry) => (entry.path === "instance_info.json" ? { ...entry, content: "{" } : entry));
    const { code, stderr } = await run(write(tarGz(damaged)));
    expect([code, stderr]).toEqual([1, expect.stringMatching(/the dataset is damaged: .*instance_info\.json/)]);
  });
});

describe("over HTTP", () => {
  // Noise, so that it takes several chunks.
  const random = seededRandom(1, "noise");
  const noise = Uint8Array.from({ length: 400_000 }, () => 256 * random());
  const bytes = tarGz([...dataset, { path: "noise", content: noise }]);

  /** Serves ranges; the first `slow` responses stop after 100,000 bytes and do not end. */
  function ranges(slow: number): { handler: RequestListener; seen: (string | undefined)[] } {
    const seen: (string | undefined)[] = [];
    const handler: RequestListener = (request, response) => {
      seen.push(request.headers.range);
      const start = Number(/\d+/.exec(request.headers.range ?? "0")![0]);
      const range = `bytes ${start}-${bytes.length - 1}/${bytes.length}`;
      const headers = { etag: '"1"', "content-length": bytes.length - start };
      response.writeHead(start === 0 ? 200 : 206, start === 0 ? headers : { ...headers, "content-range": range });
      if (seen.length <= slow) response.write(bytes.subarray(start, start + 100_000));
      else response.end(bytes.subarray(start));
    };
    return { handler, seen };
  }

  test("fetched, checked, unpacked, and the archive removed", async () => {
    const url = await serve(ranges(0).handler);
    const { code, stdout, stderr } = await run(url, ["--sha256", sumOf(bytes), "--json"]);
    expect([code, stderr]).toEqual([0, expect.not.stringContaining("warning")]);
    expect(JSON.parse(stdout)).toMatchObject({ archive: url, verified: true, fetchedBytes: bytes.length });
    expectDataset();
  });

  test("without a sum there is a warning", async () => {
    const { stderr } = await run(await serve(ranges(0).handler), ["--keep"]);
    expect(stderr).toContain(
      `warning: it came unencrypted, and without --sha256 nothing tells whether the archive is the published one; its sum is ${sumOf(bytes)}\n`,
    );
    expectDataset(["dataset.download"]);
    expect(readFileSync(join(`${out}.download`, "archive")).equals(bytes)).toBe(true);
  });

  test("Ctrl-C leaves what has come; the same command goes on", async () => {
    const { handler, seen } = ranges(1);
    const url = await serve(handler);
    const controller = new AbortController();
    const part = join(`${out}.download`, "archive.part");
    const timer = setInterval(() => {
      if (existsSync(part) && statSync(part).size === 100_000) controller.abort();
    }, 5);
    const first = await run(url, ["--sha256", sumOf(bytes)], controller.signal);
    clearInterval(timer);
    expect(first).toEqual({
      code: 130,
      stdout: "",
      stderr: "atcs download: interrupted. What was fetched is kept beside DIR: the same command goes on from there.\n",
    });
    expect(readdirSync(`${out}.download`).sort()).toEqual(["archive.json", "archive.part"]);
    const second = await run(url, ["--sha256", sumOf(bytes), "--json"]);
    expect(second.code).toBe(0);
    expect(JSON.parse(second.stdout).fetchedBytes).toBe(bytes.length - 100_000);
    expect(seen).toEqual([undefined, "bytes=100000-"]);
    expectDataset();
  });

  test("a wrong sum over resumed bytes; then the right one, without fetching again", async () => {
    const { handler, seen } = ranges(0);
    const url = await serve(handler);
    mkdirSync(`${out}.download`);
    const damaged = Buffer.from(bytes.subarray(0, 1000));
    damaged[500]! ^= 1;
    writeFileSync(join(`${out}.download`, "archive.part"), damaged);
    writeFileSync(join(`${out}.download`, "archive.json"), JSON.stringify({ url, etag: '"1"', size: bytes.length }));
    const mixed = Buffer.concat([damaged, bytes.subarray(1000)]);
    const wrong = await run(url, ["--sha256", sumOf(bytes)]);
    expect(wrong.stderr).toContain(`its SHA-256 is ${sumOf(mixed)}, expected ${sumOf(bytes)}; it was left in `);
    expect([wrong.code, seen]).toEqual([1, ["bytes=1000-"]]);
    rmSync(`${out}.download`, { recursive: true });
    const typo = await run(url, ["--sha256", "1".repeat(64)]);
    expect(typo.stderr).toContain(`its SHA-256 is ${sumOf(bytes)}, expected ${"1".repeat(64)}; it was left in `);
    expect(seen).toHaveLength(2);
    expect((await run(url, ["--sha256", sumOf(bytes)])).code).toBe(0);
    expect(seen).toHaveLength(2);
    expectDataset();
  });

  test("a web page in place of an archive is removed", async () => {
    const url = await serve((_, response) => response.writeHead(200).end("<!doctype html>please log in"));
    const { code, stderr } = await run(url);
    expect([code, stderr]).toEqual([
      1,
      `atcs download: ${url}: expected a tar.gz, tar or zip archive, got a web page: is that the URL of the file itself? Check the URL; what came was removed.\n`,
    ]);
    expect(readdirSync(folder)).toEqual([]);
  });

  test("what a run that was killed while it unpacked has left is removed", async () => {
    const url = await serve(ranges(0).handler);
    mkdirSync(join(`${out}.download`, ".unpacking/input"), { recursive: true });
    writeFileSync(join(`${out}.download`, ".unpacking/input/half.npy"), "half");
    writeFileSync(join(`${out}.download`, "archive"), bytes);
    writeFileSync(join(`${out}.download`, "archive.json"), JSON.stringify({ url }));
    const lock = join(`${out}.download`, "lock");
    mkdirSync(lock);
    writeFileSync(join(lock, "00000000-0000-4000-8000-000000000000"), await endedOwner());
    expect((await run(url)).code).toBe(0);
    expectDataset();
    expect(existsSync(join(out, "input/half.npy"))).toBe(false);
  });
});

/** What the lock of a process of this computer says that has ended. */
async function endedOwner(): Promise<string> {
  const other = join(folder, "other");
  mkdirSync(other);
  const { release } = await takeLock(other);
  const record = readFileSync(join(other, "lock", readdirSync(join(other, "lock"))[0]!), "utf8");
  release();
  rmSync(other, { recursive: true });
  // No process has the largest number that Linux can give.
  return JSON.stringify({ ...(JSON.parse(record) as object), pid: 4_194_304 });
}

test("an abort while it unpacks leaves the archive alone", async () => {
  const path = write(tarGz(dataset));
  const controller = new AbortController();
  const { io } = captureIo({ signal: controller.signal });
  const write2 = io.stderr.write.bind(io.stderr);
  io.stderr.write = (chunk, done) => {
    if (String(chunk).includes("holds 15 files")) controller.abort();
    return write2(chunk, done);
  };
  expect(await main(["download", path, "--out", out], io)).toBe(130);
  expect(readdirSync(folder)).toEqual(["atcs.archive"]);
});

test.each([
  ["", /argument .source. is empty/],
  ["ftp://example.org/a.zip", /expected an https:, http: or file: URL, or a path/],
  ["https://", /expected an https:/],
])("source %j is wrong usage", async (source, message) => {
  const { code, stderr } = await run(source);
  expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
});

test("a sum that is none is wrong usage", async () => {
  const { code, stderr } = await run("a.zip", ["--sha256", "abc"]);
  expect([code, stderr]).toEqual([2, expect.stringMatching(/Expected a SHA-256 sum: 64 hexadecimal digits/)]);
});
