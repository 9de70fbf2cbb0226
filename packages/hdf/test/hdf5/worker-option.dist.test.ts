import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fixturePath } from "../../../../test/support/fixtures.ts";
import type * as Built from "../../src/index.ts";
import { expectFile, h5Bytes, h5Path, h5Truth } from "./_truth.ts";

const builtUrl = new URL("../../dist/index.js", import.meta.url);
const workerUrl = new URL("../../dist/hdf5-worker.js", import.meta.url);
const hangingUrl = new URL("./_hanging-worker.mjs", import.meta.url);
const { isHdfError, open } = (await import(builtUrl.href)) as typeof Built;

const truth = h5Truth("types.json");
const granule = fixturePath("granules/POLDER3_L1B-BG1-080176M_2008-06-03T01-27-40_V1-01.h5");
const blob = (): Blob => new Blob([h5Bytes("types.h5")]);

function run(script: string): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, ["--no-warnings", "--input-type=module", "-e", script], {
    encoding: "utf8",
    timeout: 15_000,
  });
}

describe("worker: true", () => {
  const bytes = h5Bytes("types.h5");
  // A part of larger memory, which must neither be taken away nor sent as a whole.
  const padded = new Uint8Array(bytes.length + 100);
  padded.set(bytes, 50);
  const part = padded.subarray(50, 50 + bytes.length);
  const source = {
    size: bytes.length,
    read: async (offset: number, length: number) => bytes.slice(offset, offset + length),
  };

  test.each([
    ["a path", h5Path("types.h5")],
    ["bytes", part],
    ["a Blob", blob()],
    ["a random-access source", source],
  ])("reads %s", async (_, from) => {
    await using file = await open(from, { worker: true });
    await expectFile(file, truth);
    expect(part).toEqual(bytes);
  });

  test("leaves the event loop free", async () => {
    await using file = await open(granule, { worker: true });
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    await file.dataset("Data_Directional_Fields/I443NP").read([[0, 1000]]);
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(10);
  });

  test("closing ends a worker that hangs in a read; a signal ends the wait before", async () => {
    const workers: Worker[] = [];
    const create = (): Worker => {
      const worker = new Worker(hangingUrl, { workerData: "result" });
      workers.push(worker);
      return worker;
    };
    const file = await open(h5Path("types.h5"), { worker: create });
    const reason = new Error("enough");
    await expect(file.dataset("le_i4").read([], { signal: AbortSignal.timeout(20) })).rejects.toThrow(/timeout/);
    const controller = new AbortController();
    const reading = file.dataset("le_i4").read([], { signal: controller.signal });
    setTimeout(() => controller.abort(reason), 20);
    await expect(reading).rejects.toBe(reason);
    const exit = once(workers[0]!, "exit");
    await file.close();
    await exit;
    expect(workers).toHaveLength(1);
  });

  test("a signal ends a worker that hangs while it opens a file", async () => {
    const worker = new Worker(hangingUrl, { workerData: "opened" });
    const exit = once(worker, "exit");
    const opening = open(h5Path("types.h5"), { worker: () => worker, signal: AbortSignal.timeout(200) });
    await expect(opening).rejects.toThrow(/timeout/);
    await exit;
  });

  test("a worker that dies is a SourceError for whoever waits", async () => {
    const worker = new Worker(hangingUrl, { workerData: "result" });
    await using file = await open(h5Path("types.h5"), { worker: () => worker });
    const reading = file.dataset("le_i4").read();
    setTimeout(() => void worker.terminate(), 50);
    await expect(reading).rejects.toThrow(/^.*types\.h5: the worker stopped: it exited with 1$/);
    await expect(file.dataset("le_i4").read()).rejects.toSatisfy((error) => isHdfError(error, "HDF_IO"));
  });
});

describe("processes", () => {
  const begin = `
    import { Worker } from "node:worker_threads";
    import { open } from ${JSON.stringify(builtUrl.href)};
    const path = ${JSON.stringify(h5Path("types.h5"))};
    const hanging = () => new Worker(new URL(${JSON.stringify(hangingUrl.href)}), { execArgv: [], workerData: "result" });`;

  test("nothing is left open after close", () => {
    const result = run(`${begin}
      const file = await open(path, { worker: true });
      await file.dataset("le_i4").read();
      await file.close();
      // The pipes are stdin, stdout and stderr.
      console.log(process.getActiveResourcesInfo().filter((each) => each !== "PipeWrap"));`);
    expect(result).toMatchObject({ status: 0, stdout: "[]\n", stderr: "" });
  });

  test("a file that is not closed keeps no process alive", () => {
    const result = run(`${begin}
      const file = await open(path, { worker: true });
      console.log((await file.dataset("le_i4").read()).data.length);`);
    expect(result).toMatchObject({ status: 0, stdout: "4\n", stderr: "" });
  });

  test("nor does one whose worker hangs in a read that was aborted", () => {
    const result = run(`${begin}
      const file = await open(path, { worker: hanging });
      const controller = new AbortController();
      setTimeout(() => controller.abort(new Error("enough")), 20);
      await file.dataset("le_i4").read([], { signal: controller.signal }).catch((error) => console.log(error.message));`);
    expect(result).toMatchObject({ status: 0, stdout: "enough\n", stderr: "" });
  });

  test("the worker's script does nothing when it is merely imported", () => {
    const result = run(`
      import * as entry from "${workerUrl.href}";
      entry.serveHdf5();
      console.log(Object.keys(entry).join());`);
    expect(result).toMatchObject({ status: 0, stdout: "serveHdf5\n", stderr: "" });
  });
});

describe("worker: false", () => {
  test("a Blob is copied into memory", async () => {
    await using file = await open(blob(), { worker: false });
    await expectFile(file, truth);
  });

  test("above maxBytes it is refused", async () => {
    const opened = open(blob(), { worker: false, maxBytes: 10_000, name: "large.h5" });
    await expect(opened).rejects.toSatisfy((error) => isHdfError(error, "HDF_LIMIT"));
    await expect(opened).rejects.toThrow(
      /^large\.h5: .*copied into memory here \(worker is false\): it has 22568 bytes, maxBytes is 10000; read it in a w/,
    );
  });
});

describe("without the worker's script, as some bundlers leave the package", () => {
  const packageFolder = fileURLToPath(new URL("../..", import.meta.url));
  let folder: string;
  let stripped: typeof Built;
  beforeAll(async () => {
    folder = mkdtempSync(join(packageFolder, ".tmp-no-worker-"));
    const keep = (path: string): boolean => !/hdf5-worker|browser-test/.test(path);
    cpSync(join(packageFolder, "dist"), folder, { recursive: true, filter: keep });
    stripped = (await import(join(folder, "index.js"))) as typeof Built;
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test("a Blob is copied into memory", async () => {
    await using file = await stripped.open(blob());
    await expectFile(file, truth);
  });

  test("above maxBytes the error says why, and what to do", async () => {
    const opened = stripped.open(blob(), { maxBytes: 10_000 });
    await expect(opened).rejects.toSatisfy((error) => isHdfError(error, "HDF_LIMIT"));
    await expect(opened).rejects.toThrow(/no worker can be started: Cannot find module .*hdf5-worker\.js.* "worker"/s);
  });

  test("worker: true is refused rather than read in this thread", async () => {
    const opened = stripped.open(h5Path("types.h5"), { worker: true });
    await expect(opened).rejects.toSatisfy((error) => isHdfError(error, "HDF_UNSUPPORTED"));
    await expect(opened).rejects.toThrow(/types\.h5: the worker that reads HDF5 could not be started: Cannot find/);
  });

  test("a function creates the worker", async () => {
    await using file = await stripped.open(blob(), { worker: () => new Worker(workerUrl) });
    await expectFile(file, truth);
  });

  test("a function that fails is refused", async () => {
    const worker = (): Worker => {
      throw new Error("not here");
    };
    const opened = stripped.open(blob(), { worker });
    await expect(opened).rejects.toThrow(/^Blob: the worker that reads HDF5 could not be started: not here;/);
  });
});

test("anything else as worker is a TypeError", async () => {
  const worker = "yes" as unknown as boolean;
  await expect(open(h5Path("types.h5"), { worker })).rejects.toThrow(TypeError);
});

describe("what bundlers see", () => {
  test("the worker's script is one file that imports h5wasm, and nothing dynamically", () => {
    // Vite before version 8 cannot build a worker of several chunks with its default settings.
    const code = readFileSync(workerUrl, "utf8");
    expect(code.match(/^.*\bimport\b(?!\.meta).*$/gm)).toEqual(['import { ready } from "h5wasm";']);
  });
});
