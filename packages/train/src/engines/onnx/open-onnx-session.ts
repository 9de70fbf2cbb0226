import { availableParallelism } from "node:os";
import { TrainError } from "../../errors.ts";
import { asFailure, EngineFailure } from "../failure.ts";
import {
  checkProvider,
  loadOnnxRuntime,
  type OnnxRuntime,
  providersText,
  supportedProviders,
} from "../start/onnx-runtime.ts";
import type { LoadModule } from "../start/optional-peer.ts";
import type { ParameterLayout } from "../state/parameter-layout.ts";
import type { OnnxProvider, TrainingState, TrainingTask } from "../types.ts";
import { type OnnxGraphs, onnxGraphs } from "./onnx-graphs.ts";
import { OnnxSession } from "./onnx-session.ts";
import { graphOpener } from "./open-graph.ts";
import type { OnnxDevice } from "./session-options.ts";

/** How {@link openOnnxSession} starts onnxruntime. */
export interface OnnxSessionOptions {
  readonly provider?: OnnxProvider | undefined;
  /** Threads that compute, this one being one of them. @default as many as there are cores */
  readonly threads?: number | undefined;
  /** Tests give a stand-in. */
  readonly load?: LoadModule | undefined;
}

/**
 * A session on onnxruntime.
 * @throws (rejects with) TrainError TRAIN_ENGINE when onnxruntime is not there, is of another release, or does not have the
 * provider; when that does not start; for an operation without a rule
 */
export async function openOnnxSession(
  task: TrainingTask,
  layout: ParameterLayout,
  state: TrainingState,
  { provider = "cpu", threads = availableParallelism(), load }: OnnxSessionOptions = {},
): Promise<OnnxSession> {
  const runtime = await loadOnnxRuntime(load);
  checkProvider(runtime, provider);
  const graphs = onnxGraphs(task);
  checkRules(graphs, task);
  const device = { provider, threads: Math.max(1, threads) };
  const open = graphOpener(runtime, device);
  try {
    return await OnnxSession.open({ runtime, provider, device: deviceText(device), open, graphs, task, layout, state });
  } catch (error) {
    const failure = asFailure(error);
    if (!(failure instanceof EngineFailure)) throw failure;
    throw notStarted(runtime, provider, failure);
  }
}

/** Operations without a rule are told before a training begins; what other sizes are too small for, when one comes. */
function checkRules(graphs: OnnxGraphs, { config }: TrainingTask): void {
  try {
    graphs.gradients(config.size ?? [64, 64]);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
}

const providerNames: Readonly<Record<OnnxProvider, string>> = {
  cpu: "CPU",
  webgpu: "WebGPU",
  cuda: "CUDA",
  dml: "DirectML",
  coreml: "Core ML",
};

function deviceText({ provider, threads }: OnnxDevice): string {
  const name = `onnxruntime, ${providerNames[provider]}`;
  return provider === "cpu" ? `${name}, ${threads} ${threads === 1 ? "thread" : "threads"}` : name;
}

function notStarted(runtime: OnnxRuntime, provider: OnnxProvider, cause: EngineFailure): TrainError {
  // Without the place in its sources, of what onnxruntime asserts.
  const reason = cause.message.split("\n")[0]!.replace(/^.* was false\. /, "");
  const problem = `the engine onnx: its execution provider ${provider} does not start here (${reason})`;
  return new TrainError("TRAIN_ENGINE", `${problem}: it has ${providersText(supportedProviders(runtime))}`, { cause });
}
