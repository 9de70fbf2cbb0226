import { type Instruction, literalInstructions } from "./_literal-instructions.ts";
import { Machine } from "./_machine.ts";
import { structureInstructions } from "./_structure-instructions.ts";
import type { PickleValue } from "./types.ts";

/** Options of {@link readPickle}. */
export interface ReadPickleOptions {
  /** Name of the file, for errors. */
  readonly file?: string;
  /** Most lists, tuples, sets, dicts and arrays in the pickle. @default 1_000_000 */
  readonly maxObjects?: number;
}

const defaultMaxObjects = 1_000_000;

const stop = ".".charCodeAt(0);

const instructions: ReadonlyMap<number, Instruction> = new Map(
  [...literalInstructions, ...structureInstructions].map(([name, instruction]) => [name.charCodeAt(0), instruction]),
);

/**
 * Read a pickle of Python, protocol 0 to 5, without trusting it: only containers, scalars, and arrays and scalars of
 * numpy 1 and 2 are admitted. Anything else that the pickle names is an error before anything is done with it. Time and
 * memory are bounded by the size of the file.
 *
 * See {@link PickleValue} for what Python's types become.
 *
 * @throws DatasetError DATASET_PICKLE when the pickle is damaged, names anything else (the message says what), is not
 *   all of the file, or holds arrays of objects or structures
 *
 * @example
 * ```ts
 * import { readPickle, writePickle } from "@atcs/dataset";
 *
 * const file = writePickle(new Map([["instance_id", 3]]));
 * const labels = readPickle(file);
 * if (labels instanceof Map) labels.get("instance_id");
 * ```
 */
export function readPickle(bytes: Uint8Array, options: ReadPickleOptions = {}): PickleValue {
  const { file, maxObjects = defaultMaxObjects } = options;
  const machine = new Machine(bytes, file, maxObjects);
  for (;;) {
    const code = machine.reader.instruction();
    if (code === stop) return machine.finish();
    const instruction = instructions.get(code);
    if (instruction === undefined)
      throw machine.reader.fail(`byte ${code} is no instruction: not a pickle, or damaged`);
    instruction(machine);
  }
}
