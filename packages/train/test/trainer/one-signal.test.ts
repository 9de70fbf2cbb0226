import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { readCheckpoint } from "../../src/checkpoint/checkpoint.ts";
import { DeviceSession } from "../../src/engines/device/device-session.ts";
import { startHostBackend } from "../../src/engines/start/host-backend.ts";
import type { TrainEvent } from "../../src/trainer/events.ts";
import type { TrainerParts } from "../../src/trainer/parts.ts";
import { Trainer } from "../../src/trainer/trainer.ts";
import { localParts } from "../support/local-parts.ts";
import { smallOptions, writeSmallDataset } from "../support/small-dataset.ts";
import { temporaryFolder } from "../support/temporary.ts";

const folder = temporaryFolder();
const dataset = join(folder, "dataset");

/** WebAssembly in the place of a device. */
const deviceParts: TrainerParts = {
  ...localParts(),
  chooseEngine: async () => ({ engine: "webgpu" }),
  openSession: async (task, _, state) => {
    const started = { backend: "wasm", device: "", adapterType: "hardware", fault: () => undefined } as const;
    return DeviceSession.open({ engine: "webgpu", started, task, state });
  },
};

beforeAll(async () => {
  await startHostBackend("wasm");
  await writeSmallDataset(dataset);
});

/** Aborts in the middle of a batch: when it is under way, and not when it has ended. */
function abortingIn(parts: TrainerParts, batch: number, control: AbortController): TrainerParts {
  return {
    ...parts,
    openSession: async (...given) => {
      const session = await parts.openSession(...given);
      const step = session.step.bind(session);
      let count = 0;
      session.step = (...batches) => {
        const made = step(...batches);
        if (++count === batch) control.abort(new Error("ctrl-c"));
        return made;
      };
      return session;
    },
  };
}

test.each([
  ["device", deviceParts],
  ["host", localParts()],
])("the signal that a training was started with ends it after the batch under way: %s", async (name, parts) => {
  const out = join(folder, name);
  const reached: number[][] = [];
  for (const start of [
    (signal: AbortSignal, own: TrainerParts) =>
      Trainer.createWith({ ...smallOptions, microBatch: 1, dataset, out }, { signal }, own),
    (signal: AbortSignal, own: TrainerParts) => Trainer.resumeWith(out, { signal }, own),
  ]) {
    const control = new AbortController();
    const { signal } = control;
    const trainer = await start(signal, abortingIn(parts, 2, control));
    const batches: number[] = [];
    const onEvent = (event: TrainEvent): void => void (event.kind === "batch" && batches.push(event.batch));
    await expect(trainer.run({ signal, onEvent })).rejects.toThrow("ctrl-c");
    expect(batches).toHaveLength(2);
    const { progress, state } = await readCheckpoint(join(out, "checkpoints/last.safetensors"), trainer.config);
    reached.push([progress.epoch, progress.epochSums.batches, state.step]);
  }
  expect(reached).toEqual([
    [0, 2, 2],
    [1, 1, 4],
  ]);
});
