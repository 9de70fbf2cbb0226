import { TrainError } from "../../errors.ts";
import { EngineFailure } from "../failure.ts";
import { startHostBackend } from "../start/host-backend.ts";
import type { ParameterLayout } from "../state/parameter-layout.ts";
import type { TrainingState, TrainingTask } from "../types.ts";
import type { GradientComputer } from "./gradient-computer.ts";
import { HostSession } from "./host-session.ts";
import { LocalComputer } from "./local-computer.ts";
import { type SharedParameters, sharedParameters } from "./shared-parameters.ts";
import { WorkerComputer } from "./worker-computer.ts";

/**
 * A session on `wasm`, by worker threads unless there are to be none, or on `cpu`, in this thread.
 * @throws (rejects with) TrainError TRAIN_ENGINE when no worker can be started; TypeError, RangeError for a network or a loss that
 * there is not
 */
export async function openHostSession(
  engine: "wasm" | "cpu",
  task: TrainingTask,
  layout: ParameterLayout,
  state: TrainingState,
  workers: number,
): Promise<HostSession> {
  const shared = sharedParameters(layout);
  const threads = engine === "cpu" ? 0 : workers;
  const base = { engine, task, layout, shared, state };
  if (threads === 0) {
    const device = await startHostBackend(engine);
    return new HostSession({ ...base, device, computers: [await LocalComputer.create(task, layout, shared, engine)] });
  }
  const computers = await startWorkers(threads, task, shared);
  const device = `${computers[0]!.device}, ${threads} ${threads === 1 ? "thread" : "threads"}`;
  return new HostSession({ ...base, device, computers });
}

/** All of them, or none. */
async function startWorkers(count: number, task: TrainingTask, shared: SharedParameters): Promise<WorkerComputer[]> {
  const setup = { task, memory: shared.memory, backend: "wasm" } as const;
  const starts = await Promise.allSettled(Array.from({ length: count }, () => WorkerComputer.start(setup)));
  const started = starts.filter((each) => each.status === "fulfilled").map(({ value }) => value);
  const failed = starts.find((each) => each.status === "rejected");
  if (failed === undefined) return started;
  await endAll(started);
  const { reason } = failed as { reason: unknown };
  if (!(reason instanceof EngineFailure)) throw reason;
  const problem = `the engine wasm: no worker could be started (${reason.message}): workers: 0 computes in this thread`;
  throw new TrainError("TRAIN_ENGINE", problem, { cause: reason });
}

async function endAll(computers: readonly GradientComputer[]): Promise<void> {
  await Promise.all(computers.map((each) => each.end()));
}
