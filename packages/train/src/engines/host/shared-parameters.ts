import type { ParameterLayout } from "../state/parameter-layout.ts";

/** The parameters of a network in memory that threads share, as their layout has them. */
export interface SharedParameters {
  readonly memory: SharedArrayBuffer;
  readonly learned: Float32Array;
  /** Running statistics. */
  readonly running: Float32Array;
  /** Grows whenever they change. */
  readonly version: Int32Array;
}

const versionBytes = 4;

/** @param memory of another thread's; new memory without it */
export function sharedParameters(
  { learnedLength, runningLength }: ParameterLayout,
  memory: SharedArrayBuffer = new SharedArrayBuffer(versionBytes + 4 * (learnedLength + runningLength)),
): SharedParameters {
  return {
    memory,
    version: new Int32Array(memory, 0, 1),
    learned: new Float32Array(memory, versionBytes, learnedLength),
    running: new Float32Array(memory, versionBytes + 4 * learnedLength, runningLength),
  };
}
