import { lossTerms } from "@atcs/models";
import { checkProviderName } from "./check-provider.ts";
import { DeviceSession } from "./device/device-session.ts";
import { openHostSession } from "./host/open-host-session.ts";
import { openOnnxSession } from "./onnx/open-onnx-session.ts";
import { startDeviceEngine } from "./start/start-engine.ts";
import { checkState } from "./state/check-state.ts";
import { initialState } from "./state/initial-state.ts";
import { type ParameterLayout, parameterLayout } from "./state/parameter-layout.ts";
import {
  type EngineSession,
  engineNames,
  type SessionOptions,
  type TrainingState,
  type TrainingTask,
} from "./types.ts";

/**
 * Start an engine and put a network on it.
 *
 * @param state what it begins with, such as a checkpoint's; it is copied. Without it, `initialState(task, 0)`
 * @throws (rejects with) TrainError TRAIN_ENGINE when the engine does not work here, with what to install;
 * TRAIN_CHECKPOINT for a state of another network, which names the parameter; TypeError, RangeError for a network, a loss or
 * an option that there is not; the reason of the signal
 */
export async function openSession(
  task: TrainingTask,
  options: SessionOptions,
  state?: TrainingState,
): Promise<EngineSession> {
  const { signal } = options;
  checkOptions(task, options);
  signal?.throwIfAborted();
  const layout = parameterLayout(task);
  const first = state ?? (await initialState(task, 0));
  checkState(first, layout);
  const session = await start(task, options, layout, first);
  if (!signal?.aborted) return session;
  await session.dispose();
  throw signal.reason;
}

async function start(
  task: TrainingTask,
  { engine, workers, provider }: SessionOptions,
  layout: ParameterLayout,
  state: TrainingState,
): Promise<EngineSession> {
  if (engine === "cpu" || engine === "wasm") return openHostSession(engine, task, layout, state, workers ?? 1);
  if (engine === "onnx") return openOnnxSession(task, layout, state, { provider, threads: workers });
  return DeviceSession.open({ engine, started: await startDeviceEngine(engine), task, state });
}

function checkOptions(task: TrainingTask, { engine, workers = 1, provider }: SessionOptions): void {
  if (!engineNames.includes(engine)) throw new TypeError(`engine is ${engine}: expected ${engineNames.join(", ")}`);
  if (provider !== undefined) checkProviderName(engine, provider);
  if (!Number.isInteger(workers) || workers < 0 || workers > 256) {
    throw new RangeError(`workers is ${workers}: expected an integer from 0 to 256`);
  }
  lossTerms(task.loss);
  const { smoothnessWeight } = task;
  if (Number.isFinite(smoothnessWeight) && smoothnessWeight >= 0) return;
  throw new RangeError(`smoothnessWeight is ${smoothnessWeight}: expected a number from 0`);
}
