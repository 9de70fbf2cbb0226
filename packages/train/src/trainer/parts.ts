import { openSession } from "../engines/open-session.ts";
import { chooseEngine } from "../engines/probe/choose-engine.ts";
import { initialState } from "../engines/state/initial-state.ts";
import type {
  EngineName,
  EngineSession,
  OnnxProvider,
  SessionOptions,
  TrainingState,
  TrainingTask,
} from "../engines/types.ts";

/** The engine that a training runs on. */
export interface ChosenEngine {
  readonly engine: EngineName;
  /** What a user should know of it. */
  readonly warning?: string | undefined;
}

/** What a trainer is made of; a test has engines of its own. */
export interface TrainerParts {
  /** @param provider that `onnx` is to compute with */
  chooseEngine(
    wanted: EngineName | "auto",
    signal: AbortSignal | undefined,
    provider?: OnnxProvider | undefined,
  ): Promise<ChosenEngine>;
  openSession(task: TrainingTask, options: SessionOptions, state: TrainingState): Promise<EngineSession>;
  initialState(task: TrainingTask, seed: number): Promise<TrainingState>;
  /** A clock that nobody sets. */
  seconds(): number;
}

/** The engines that there are. */
export const engineParts: TrainerParts = {
  chooseEngine: (wanted, signal, provider) => chooseEngine(wanted, { signal, provider }),
  openSession,
  initialState,
  seconds: () => performance.now() / 1000,
};
