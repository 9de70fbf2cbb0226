import type { OnnxSession } from "../../../src/engines/onnx/onnx-session.ts";
import { type OnnxSessionOptions, openOnnxSession } from "../../../src/engines/onnx/open-onnx-session.ts";
import { openSession } from "../../../src/engines/open-session.ts";
import { initialState } from "../../../src/engines/state/initial-state.ts";
import { parameterLayout } from "../../../src/engines/state/parameter-layout.ts";
import type { EngineSession, TrainingState, TrainingTask } from "../../../src/engines/types.ts";

/** A session on onnxruntime, of weights that are random from a seed of 1. */
export async function openOnnx(
  task: TrainingTask,
  { state, ...options }: OnnxSessionOptions & { readonly state?: TrainingState } = {},
): Promise<OnnxSession> {
  return openOnnxSession(task, parameterLayout(task), state ?? (await initialState(task, 1)), {
    threads: 1,
    ...options,
  });
}

/** The same in plain JavaScript. */
export async function openCpu(task: TrainingTask, state?: TrainingState): Promise<EngineSession> {
  return openSession(task, { engine: "cpu" }, state ?? (await initialState(task, 1)));
}
