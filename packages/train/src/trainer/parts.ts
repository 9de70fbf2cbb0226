import type { EngineName, EngineSession, SessionOptions, TrainingState, TrainingTask } from "../engines/types.ts";

/** The engine that a training runs on. */
export interface ChosenEngine {
  readonly engine: EngineName;
  /** What a user should know of it. */
  readonly warning?: string | undefined;
}

/** What a trainer is made of; a test has engines of its own. */
export interface TrainerParts {
  chooseEngine(wanted: EngineName | "auto", signal: AbortSignal | undefined): Promise<ChosenEngine>;
  openSession(task: TrainingTask, options: SessionOptions, state: TrainingState): Promise<EngineSession>;
  initialState(task: TrainingTask, seed: number): Promise<TrainingState>;
  /** A clock that nobody sets. */
  seconds(): number;
}
