import { spawnSync } from "node:child_process";
import { syncBuiltinESMExports } from "node:module";
import workerThreads from "node:worker_threads";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { openSession as SourceOpenSession } from "../../src/engines/open-session.ts";
import type { chooseEngine as SourceChooseEngine } from "../../src/engines/probe/choose-engine.ts";
import { initialState } from "../../src/engines/state/initial-state.ts";
import type { EngineSession } from "../../src/engines/types.ts";
import { randomBatch, randomBatches, smallTask } from "./support/small-task.ts";
import { bitsOf } from "./support/states.ts";

// Workers and processes are started by the files beside the built package.
const built = new URL("../../dist/index.js", import.meta.url).href;
const { openSession, chooseEngine } = (await import(built)) as {
  openSession: typeof SourceOpenSession;
  chooseEngine: typeof SourceChooseEngine;
};

/** Workers that were started since the last test. */
const started: workerThreads.Worker[] = [];
const { Worker } = workerThreads;

beforeAll(() => {
  workerThreads.Worker = class extends Worker {
    constructor(...args: ConstructorParameters<typeof Worker>) {
      super(...args);
      started.push(this);
    }
  };
  syncBuiltinESMExports();
});
afterAll(() => {
  workerThreads.Worker = Worker;
  syncBuiltinESMExports();
});

const task = smallTask();
const state = await initialState(task, 1);

async function open(workers: number): Promise<EngineSession> {
  started.length = 0;
  return openSession(task, { engine: "wasm", workers }, state);
}

describe("worker threads", () => {
  test("1, 3 or none give the same bits", async () => {
    const found = [];
    for (const workers of [0, 1, 3]) {
      await using session = disposable(await open(workers));
      expect(started).toHaveLength(workers);
      const first = await session.step(randomBatches(4), 1e-2);
      const second = await session.step(randomBatches(3, 8), 1e-2);
      const batch = randomBatch(20, { images: 4, points: 9 });
      const atLabels = await session.logitsAtLabels(batch);
      const dense = await session.logitsDense(batch.images, batch.shape);
      found.push({ first, second, atLabels, dense, state: bitsOf(await session.state()) });
      if (workers > 0) expect(session.device).toMatch(new RegExp(`^WebAssembly.*, ${workers} threads?$`));
    }
    for (const each of found) expect(each).toEqual(found[0]);
  });

  test("batches in shared memory, and parts of larger arrays, do as well", async () => {
    await using session = disposable(await open(1));
    const batch = randomBatch(1);
    const shared = new Float32Array(new SharedArrayBuffer(batch.images.byteLength));
    shared.set(batch.images);
    const part = new Float32Array(batch.images.length + 100).subarray(50, -50);
    part.set(batch.images);
    const expected = await session.logitsAtLabels(batch);
    expect(await session.logitsAtLabels({ ...batch, images: shared })).toEqual(expected);
    expect(await session.logitsAtLabels({ ...batch, images: part })).toEqual(expected);
    expect(part.buffer.byteLength).toBe(4 * (batch.images.length + 100));
  });

  test("a wrong batch is refused, and they work on", async () => {
    await using session = disposable(await open(2));
    const batch = randomBatch(1);
    const wrong = { ...batch, corners: batch.corners.map(() => 99) };
    await expect(session.step([wrong, batch, wrong], 1e-2)).rejects.toThrow(RangeError);
    expect(bitsOf(await session.state())).toEqual(bitsOf(state));
    expect((await session.step([batch], 1e-2)).loss).toBeGreaterThan(0);
  });

  test("one that dies is an engine that is lost; the state can still be had", async () => {
    await using session = disposable(await open(2));
    await session.step(randomBatches(2), 1e-2);
    const before = bitsOf(await session.state());
    const step = session.step(randomBatches(6), 1e-2);
    await started[1]!.terminate();
    const lost = { code: "TRAIN_ENGINE_LOST", message: "the engine wasm stopped: a worker ended with code 1" };
    await expect(step).rejects.toMatchObject(lost);
    await expect(session.step(randomBatches(2), 1e-2)).rejects.toMatchObject(lost);
    expect(bitsOf(await session.state())).toEqual(before);
  });

  test("want of memory names what to try", async () => {
    // A layer of 5 GB, more than a thread can have.
    const wide = smallTask({ network: "single_pixel", config: { maxWidth: 2048 } });
    await using session = disposable(await openSession(wide, { engine: "wasm", workers: 1 }));
    await expect(session.logitsDense(new Float32Array(3 * 800 * 800), [1, 3, 800, 800])).rejects.toMatchObject({
      code: "TRAIN_MEMORY",
      message: expect.stringMatching(/too little memory on wasm for a micro-batch of 1 .*: try a smaller network/),
    });
  });

  test("want of memory for the copies that they are given is told, and nothing is left waiting", async () => {
    const session = await open(1);
    const batch = randomBatch(1);
    batch.images.slice = () => {
      throw new RangeError("Array buffer allocation failed");
    };
    await expect(session.step([batch], 1e-2)).rejects.toMatchObject({ code: "TRAIN_MEMORY" });
    // What is rejected when the worker ends and nobody waits for it fails the test.
    await session.dispose();
    await new Promise((resolve) => setImmediate(resolve));
  });
});

test("a session that nobody disposes of keeps the process for its answers, and no longer", () => {
  const script = `
    import { initialState, openSession } from ${JSON.stringify(built)};
    const task = ${JSON.stringify(task)};
    const session = await openSession(task, { engine: "wasm", workers: 2 }, await initialState(task, 1));
    for (let i = 0; i < 2; i++) console.log((await session.logitsDense(new Float32Array(3 * 64), [1, 3, 8, 8])).length);
    console.log("the end");
  `;
  const options = { encoding: "utf8", timeout: 15_000 } as const;
  const { stdout, stderr, status } = spawnSync(process.execPath, ["--input-type=module", "-e", script], options);
  const values = 9 * 4 * 64;
  expect({ stdout, stderr, status }).toEqual({ stdout: `${values}\n${values}\nthe end\n`, stderr: "", status: 0 });
});

describe("a process of its own", () => {
  test("finds that wasm works", async () => {
    expect(await chooseEngine("wasm")).toMatchObject({
      engine: "wasm",
      device: expect.stringMatching(/^WebAssembly/),
      warning: undefined,
      probes: [{ works: true, versions: { "@tensorflow/tfjs-backend-wasm": expect.stringMatching(/^4\./) } }],
    });
  });

  test.skipIf(process.platform !== "linux")("finds that webgpu does not, where no driver can be loaded", async () => {
    vi.stubEnv("VK_ICD_FILENAMES", "/nowhere.json");
    await expect(chooseEngine("webgpu")).rejects.toMatchObject({
      code: "TRAIN_ENGINE",
      message: expect.stringMatching(/^the engine webgpu: no WebGPU adapter/),
    });
    vi.unstubAllEnvs();
  });
});

function disposable(session: EngineSession): EngineSession & AsyncDisposable {
  return Object.assign(session, { [Symbol.asyncDispose]: () => session.dispose() });
}
