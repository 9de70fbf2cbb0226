import type { SweepOptions } from "@atcs/train";
import { UsageError } from "../errors.ts";
import { trainOptionNames } from "../train/option-table.ts";
import { trainOptionsOf } from "../train/request.ts";
import { checkUsage } from "../train/usage.ts";

/** Options of `atcs sweep` as commander parsed them: those of training but for `angles` and `seed`, and these. */
export interface RawSweepOptions extends Readonly<Record<string, unknown>> {
  readonly out?: string;
  /** `true` without a list. */
  readonly angles?: true | readonly number[];
  readonly bands?: true | readonly string[];
  readonly config?: string;
  readonly seeds?: readonly number[];
  readonly dryRun?: boolean;
  /** `true` without a number. */
  readonly slurm?: true | number;
  readonly index?: number;
  readonly summary?: boolean;
}

/** What to do with a sweep. */
export type SweepAction =
  | { readonly kind: "train"; readonly index: number | undefined }
  | { readonly kind: "show the plan" }
  | { readonly kind: "write a job"; readonly atOnce: number | undefined }
  | { readonly kind: "summarize" };

/** A sweep that is to be planned, or one that is there. */
export interface SweepRequest {
  /** Undefined of one that is there. */
  readonly plan: SweepOptions | undefined;
  /** The file that the plan comes from. */
  readonly config: string | undefined;
  readonly sweep: string;
  readonly action: SweepAction;
}

/** Options of training that have one on the command line of a sweep. `angles` means their number there. */
export const sweptOptionNames: readonly string[] = trainOptionNames.filter(
  (name) => name !== "angles" && name !== "seed",
);

/** What `--angles` is without numbers. */
const usualAngles: readonly number[] = [1, 2, 4, 8, 16];

/**
 * @param first the dataset of a new sweep, or the directory of one that is there
 * @param fromFile of `--config`, which the command line overrides
 * @param allBands schemes of `--bands` without names
 * @throws UsageError for options that do not belong together
 */
export function toSweepRequest(
  first: string | undefined,
  raw: RawSweepOptions,
  fromFile: Partial<SweepOptions>,
  allBands: () => readonly string[],
): SweepRequest {
  const { out, angles, bands, seeds = fromFile.seeds } = raw;
  if (out === undefined && first !== undefined) return existing(first, raw);
  if (out === undefined)
    throw new UsageError("which sweep? Give a dataset and --out SWEEP, or the directory of a sweep");
  const optional = ["angles", "bands", "config", "seeds", "dryRun", "slurm", ...sweptOptionNames];
  checkUsage(raw, { name: "sweep with --out", required: ["out"], optional });
  const dataset = first ?? fromFile.dataset;
  if (dataset === undefined) throw new UsageError("which dataset? Give its directory");
  const over = {
    ...(angles === undefined ? {} : { angles: angles === true ? usualAngles : angles }),
    ...(bands === undefined ? {} : { bands: bands === true ? allBands() : bands }),
  };
  if (angles !== undefined || bands !== undefined || hasRuns(fromFile)) {
    const options = { ...fromFile.options, ...trainOptionsOf({ ...raw, angles: undefined, seed: undefined }) };
    const plan = { ...fromFile, ...over, dataset, options, ...(seeds === undefined ? {} : { seeds }) };
    return { plan, config: raw.config, sweep: out, action: actionOf(raw) };
  }
  throw new UsageError("a sweep over what? Give --angles, --bands, or --config with runs");
}

function hasRuns({ angles, bands, runs }: Partial<SweepOptions>): boolean {
  return [angles, bands, runs].some((each) => each !== undefined);
}

function existing(sweep: string, raw: RawSweepOptions): SweepRequest {
  const other = ["angles", "bands", "config"].find((name) => raw[name] !== undefined);
  if (other !== undefined) throw new UsageError(`a new sweep with --${other} needs --out: where is it to be?`);
  checkUsage(raw, { name: "sweep SWEEP", required: [], optional: ["index", "summary", "slurm", "dryRun"] });
  return { plan: undefined, config: undefined, sweep, action: actionOf(raw) };
}

function actionOf({ dryRun, slurm, index, summary }: RawSweepOptions): SweepAction {
  const given = Object.entries({ "--dry-run": dryRun, "--slurm": slurm, "--index": index, "--summary": summary });
  const names = given.filter(([, value]) => value !== undefined).map(([name]) => name);
  if (names.length > 1) throw new UsageError(`give ${names.join(" or ")}, not both`);
  if (dryRun) return { kind: "show the plan" };
  if (slurm !== undefined) return { kind: "write a job", atOnce: slurm === true ? undefined : slurm };
  return summary ? { kind: "summarize" } : { kind: "train", index };
}
