import type { HeightBins, Subset, Task } from "@atcs/dataset";
import type {
  EngineName,
  OnnxProvider,
  PredictClimatologyOptions,
  PredictGranuleOptions,
  PredictOptions,
  PredictorOptions,
} from "@atcs/train";
import { type Command, Option } from "commander";
import { UsageError } from "../errors.ts";
import { parseText } from "../fetch/session-options.ts";
import { parseWhole } from "../simulate/options.ts";
import { engines, providers } from "../train/choices.ts";
import { checkUsage, type Usage } from "../train/usage.ts";

/** Options of `atcs predict` as commander parsed them. */
export interface RawPredictOptions extends Readonly<Record<string, unknown>> {
  readonly run?: string;
  readonly dataset?: string;
  readonly subset?: Subset;
  readonly out?: string;
  readonly checkpoint?: string;
  readonly dense?: boolean;
  readonly granule?: string;
  readonly baseline?: "climatology";
  readonly engine?: EngineName | "auto";
  readonly workers?: number;
  readonly provider?: OnnxProvider;
  readonly loaderWorkers?: number;
  readonly batchSize?: number;
  readonly tileSize?: number;
  readonly overlap?: number;
  readonly minViews?: number;
  readonly latRange?: readonly [number, number];
  readonly institution?: string;
  readonly split?: string;
  readonly task?: Task;
  readonly heightBins?: HeightBins;
}

/** What to predict, by what. */
export type PredictRequest =
  | { readonly kind: "labels" | "dense"; readonly predictor: PredictorOptions; readonly options: PredictOptions }
  | { readonly kind: "granule"; readonly predictor: PredictorOptions; readonly options: PredictGranuleOptions }
  | {
      readonly kind: "climatology";
      readonly options: PredictClimatologyOptions;
    };

const network = ["dataset", "checkpoint", "engine", "workers", "provider"] as const;
const usages = {
  instances: {
    name: "predict",
    required: ["run"],
    optional: [...network, "subset", "dense", "out", "batchSize", "loaderWorkers"],
  },
  granule: {
    name: "predict --granule",
    required: ["granule", "run", "out"],
    optional: [...network, "tileSize", "overlap", "minViews", "latRange", "institution"],
  },
  climatology: {
    name: "predict --baseline",
    required: ["baseline", "dataset", "out"],
    optional: ["split", "subset", "task", "heightBins"],
  },
} as const satisfies Record<string, Usage>;

/** @throws UsageError for options that do not belong together */
export function toPredictRequest(raw: RawPredictOptions): PredictRequest {
  const { baseline, granule, dense = false, subset, out = "", loaderWorkers, batchSize } = raw;
  if (baseline !== undefined) {
    checkUsage(raw, usages.climatology);
    const { dataset = "", split, task, heightBins } = raw;
    return { kind: baseline, options: { dataset, out, split, subset, task, heightBins } };
  }
  if (granule !== undefined) {
    checkUsage(raw, usages.granule);
    const { tileSize, overlap, minViews, latRange, institution } = raw;
    const options = { granule, out, tileSize, overlap, minViews, latRange, institution };
    return { kind: "granule", predictor: predictorOptions(raw), options };
  }
  if (raw.run === undefined) throw new UsageError("predict by what? Give --run, or --baseline climatology");
  checkUsage(raw, usages.instances);
  const options = { subset, out: raw.out, batchSize, loaderWorkers };
  return { kind: dense ? "dense" : "labels", predictor: predictorOptions(raw), options };
}

function predictorOptions(raw: RawPredictOptions): PredictorOptions {
  const { run = "", dataset, checkpoint, engine, workers, provider } = raw;
  return { run, dataset, checkpoint, engine, workers, provider };
}

/** Options of commands that compute with a trained network. */
export function addNetworkOptions(command: Command): Command {
  return command
    .option("--run <run>", "run directory of the network, such as atcs train makes", parseText)
    .option("--checkpoint <name>", "its weights: best, last, or a file (default: best)", parseText)
    .addOption(new Option("--engine <name>", "what computes (default: auto)").choices(engines))
    .option("--workers <n>", "threads that compute (default: 1 of wasm, all cores of onnx)", parseWhole(1, 256))
    .addOption(new Option("--provider <name>", "what onnx computes with (default: cpu)").choices(providers))
    .option("--loader-workers <n>", "threads that load; 0 for none (default: 0)", parseWhole(0, 256))
    .option("--batch-size <n>", "instances computed together (default: those of training)", parseWhole(1, 2 ** 20));
}
