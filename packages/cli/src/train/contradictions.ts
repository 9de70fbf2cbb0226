import type { RunConfig, TrainOptions } from "@atcs/train";
import { UsageError } from "../errors.ts";
import { type TrainOptionName, trainOptionNames } from "./option-table.ts";
import { optionText } from "./option-text.ts";
import { optionsOfRun } from "./run-options.ts";

/** What of the options has to be looked up to compare them with numbers and names. */
export interface OptionMeanings {
  /** Names of the fields of a scheme. */
  fieldsOf(scheme: string): readonly string[];
  /** Class weights by the effective number of samples of the run's training set. */
  effectiveWeights(): Promise<readonly number[]>;
}

/** What a run may go on with otherwise. Whether a dataset at another place is the same, the library sees. */
const free: readonly (keyof TrainOptions)[] = [
  "out",
  "engine",
  "workers",
  "provider",
  "loaderWorkers",
  "prefetch",
  "epochs",
];

/** Of a list in a message. */
const mostCharacters = 60;

/**
 * Options that would make another training of a run must not be ignored.
 * @param given with the run as `out`
 * @throws UsageError for the first one that differs
 */
export async function refuseContradictions(
  given: Partial<TrainOptions>,
  config: RunConfig,
  meanings: OptionMeanings,
): Promise<void> {
  const start = `the run ${given.out ?? ""} was started with`;
  const advice = "leave that out, or start another run";
  const own = optionsOfRun(config);
  for (const name of trainOptionNames) {
    if (given[name] === undefined || free.includes(name)) continue;
    const wanted = await meaningOf(name, given, config, meanings);
    if (JSON.stringify(wanted) === JSON.stringify(own[name])) continue;
    const text = (value: unknown): string => optionText(name, value, mostCharacters);
    throw new UsageError(`${start} ${text(own[name])}, not ${text(given[name])}: ${advice}`);
  }
}

/** An option as a configuration has it. */
async function meaningOf(
  name: TrainOptionName,
  { fields, omitAngles, blocks, classWeights, [name]: value }: Partial<TrainOptions>,
  { loss, network }: RunConfig,
  { fieldsOf, effectiveWeights }: OptionMeanings,
): Promise<unknown> {
  if (name === "fields") return typeof fields === "string" ? fieldsOf(fields) : fields;
  // Whatever a file of options has in its place is no list of the run.
  if (name === "omitAngles" && Array.isArray(omitAngles)) return [...omitAngles].sort((a, b) => a - b);
  if (name === "blocks" && blocks === "max")
    return Math.floor(Math.log2(Math.min(...(network.config.size ?? [100, 100]))));
  if (name === "classWeights" && classWeights === "none") return loss.classWeights.map(() => 1);
  if (name === "classWeights" && classWeights === "effective") return effectiveWeights();
  return value;
}
