import { resolve } from "node:path";
import type { RunConfig, TrainOptions } from "@atcs/train";
import { UsageError } from "../errors.ts";
import { optionFlag, type TrainOptionName, trainOptionNames } from "./option-table.ts";
import { optionsOfRun } from "./run-options.ts";

/** What of the options has to be looked up to compare them with numbers and names. */
export interface OptionMeanings {
  /** Names of the fields of a scheme. */
  fieldsOf(scheme: string): readonly string[];
  /** Class weights by the effective number of samples of the run's training set. */
  effectiveWeights(): Promise<readonly number[]>;
}

/** What a run may go on with otherwise. */
const free: readonly (keyof TrainOptions)[] = ["out", "engine", "workers", "loaderWorkers", "prefetch", "epochs"];

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
  const { dataset, out = "" } = given;
  const start = `the run ${out} was started with`;
  const advice = "leave that out, or start another run";
  if (dataset !== undefined && dataset !== config.dataset.path && resolve(dataset) !== config.dataset.path) {
    throw new UsageError(`${start} the dataset ${config.dataset.path}, not ${dataset}: ${advice}`);
  }
  const own = optionsOfRun(config);
  for (const name of trainOptionNames) {
    if (given[name] === undefined || free.includes(name)) continue;
    const wanted = await meaningOf(name, given, config, meanings);
    if (JSON.stringify(wanted) === JSON.stringify(own[name])) continue;
    throw new UsageError(`${start} ${optionText(name, own[name])}, not ${optionText(name, given[name])}: ${advice}`);
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
  if (name === "omitAngles") return [...(omitAngles ?? [])].sort((a, b) => a - b);
  if (name === "blocks" && blocks === "max")
    return Math.floor(Math.log2(Math.min(...(network.config.size ?? [100, 100]))));
  if (name === "classWeights" && classWeights === "none") return loss.classWeights.map(() => 1);
  if (name === "classWeights" && classWeights === "effective") return effectiveWeights();
  return value;
}

/** An option as it is on the command line. */
function optionText(name: TrainOptionName, value: unknown): string {
  const flag = optionFlag(name);
  if (name === "clip") return `${flag} ${value === false ? "none" : value}`;
  if (typeof value === "boolean") return value ? flag : optionFlag(`no-${name}`);
  if (value === undefined) return `no ${flag}`;
  if (!Array.isArray(value)) return `${flag} ${value}`;
  const text = value.join(name === "heightBins" ? ":" : ",");
  return `${flag} ${text === "" ? "none" : text.length > 60 ? `${text.slice(0, 57)}...` : text}`;
}
