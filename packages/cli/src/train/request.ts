import type { TrainOptions } from "@atcs/train";
import { UsageError } from "../errors.ts";
import { trainOptionNames } from "./option-table.ts";

/** Options of `atcs train` as commander parsed them: those of training, and these. */
export interface RawTrainOptions extends Readonly<Record<string, unknown>> {
  readonly out?: string;
  readonly config?: string;
  /** `true` without a directory. */
  readonly resume?: true | string;
  readonly from?: string;
  /** False of `--no-report`. */
  readonly report?: boolean;
}

/** What was asked for, by the command line and a file of options. */
export interface TrainRequest {
  /** Without what was not given. */
  readonly options: Partial<TrainOptions>;
  /** The run to go on with. */
  readonly resume: string | undefined;
  /** A checkpoint to go on from. */
  readonly from: string | undefined;
  readonly withReport: boolean;
}

/**
 * The options of training that were given on the command line.
 * @param raw as commander parsed them
 */
export function trainOptionsOf(raw: Readonly<Record<string, unknown>>): Partial<TrainOptions> {
  const given = trainOptionNames.filter((name) => raw[name] !== undefined);
  return Object.fromEntries(given.map((name) => [name, name === "clip" && raw[name] === "none" ? false : raw[name]]));
}

/**
 * What to do.
 * @param fromFile options of `--config`, which the command line overrides
 * @throws UsageError
 */
export function toTrainRequest(
  dataset: string | undefined,
  raw: RawTrainOptions,
  fromFile: Partial<TrainOptions>,
): TrainRequest {
  const { out = fromFile.out, resume, from, report = true } = raw;
  // `--resume DIR --out RUN`: commander takes what follows --resume for the run.
  const isDataset = typeof resume === "string" && raw.out !== undefined && dataset === undefined && resume !== raw.out;
  const directory = isDataset ? resume : (dataset ?? fromFile.dataset);
  const run = resume === true || isDataset ? out : resume;
  if (resume !== undefined && run === undefined)
    throw new UsageError("--resume: say which run: --resume RUN, or --out RUN");
  if (typeof resume === "string" && !isDataset && raw.out !== undefined && raw.out !== resume) {
    throw new UsageError(`--resume ${resume} and --out ${raw.out} are two runs: give one of them`);
  }
  if (from !== undefined && run === undefined)
    throw new UsageError("--from is a checkpoint of a run: give --resume too");
  const options = {
    ...fromFile,
    ...trainOptionsOf(raw),
    ...(directory === undefined ? {} : { dataset: directory }),
    ...(run === undefined ? (out === undefined ? {} : { out }) : { out: run }),
  };
  if (run === undefined) checkComplete(options);
  return { options, resume: run, from, withReport: report };
}

function checkComplete({ dataset, out }: Partial<TrainOptions>): void {
  if (dataset === undefined)
    throw new UsageError("which dataset? Give its directory, or a run to go on with: --resume RUN");
  if (out === undefined) throw new UsageError("required option '--out <run>' not specified");
}
