import { join } from "node:path";
import { isTrainError, TrainError } from "../errors.ts";

/** Something for which predictions or a submission are not accepted. */
export interface SubmissionProblem {
  /** Below the directory, with forward slashes: `predictions/17.npy`; empty of the directory itself. */
  readonly file: string;
  /** Null of what is not about an instance. */
  readonly instanceId: number | null;
  /** What was found, and what was expected. */
  readonly problem: string;
}

/** A directory of strangers can be wrong in a million places. */
export const mostProblems = 1000;
/** Of these so many are in the message of an error. */
const mostInMessage = 5;

/** Problems of a directory, all that are found up to a thousand. */
export class Problems {
  readonly #found: SubmissionProblem[] = [];
  #leftOut = 0;

  /** Those that were found, in their order; the last one tells of those that were left out. */
  get list(): readonly SubmissionProblem[] {
    if (this.#leftOut === 0) return [...this.#found];
    return [...this.#found, { file: "", instanceId: null, problem: `there are ${this.#leftOut} further problems` }];
  }

  get isEmpty(): boolean {
    return this.#found.length === 0;
  }

  add(file: string, problem: string, instanceId: number | null = null): void {
    if (this.#found.length >= mostProblems) this.#leftOut++;
    else this.#found.push({ file, instanceId, problem });
  }

  /**
   * Do something with a file; a TrainError TRAIN_SUBMISSION becomes a problem of the file.
   * @returns undefined when it was one
   */
  attempt<T>(file: string, action: () => T): T | undefined {
    try {
      return action();
    } catch (error) {
      return this.#note(error, file, null);
    }
  }

  /** The same of what takes a while, and of an instance. */
  async attemptOf<T>(file: string, instanceId: number | null, action: () => Promise<T>): Promise<T | undefined> {
    try {
      return await action();
    } catch (error) {
      return this.#note(error, file, instanceId);
    }
  }

  /** @throws TrainError TRAIN_SUBMISSION, which tells the first ones, unless there are none */
  throwIfAny(directory: string): void {
    const [first, ...others] = this.#found;
    if (first === undefined) return;
    const all = this.#found.length + this.#leftOut;
    const instanceIds = this.#found.flatMap(({ instanceId }) => (instanceId === null ? [] : [instanceId]));
    const details = instanceIds.length === 0 ? {} : { instanceIds };
    if (others.length === 0) {
      throw new TrainError("TRAIN_SUBMISSION", first.problem, { file: join(directory, first.file), ...details });
    }
    const told = this.#found
      .slice(0, mostInMessage)
      .map(({ file, problem }) => (file ? `${file}: ${problem}` : problem));
    const rest = all > told.length ? `; and ${all - told.length} more` : "";
    const text = `there are ${all} problems: ${told.join("; ")}${rest}`;
    throw new TrainError("TRAIN_SUBMISSION", text, { file: directory, ...details });
  }

  #note(error: unknown, file: string, instanceId: number | null): undefined {
    if (!isTrainError(error, "TRAIN_SUBMISSION")) throw error;
    this.add(file, error.problem, instanceId);
    return undefined;
  }
}

/** The error that {@link Problems.attempt} makes a problem of. */
export function refusal(problem: string): TrainError {
  return new TrainError("TRAIN_SUBMISSION", problem);
}
