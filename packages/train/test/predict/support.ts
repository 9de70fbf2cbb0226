import type { TrainOptions } from "../../src/config/train-options.ts";
import { openPredictorWith, type Predictor, type PredictorOptions } from "../../src/predict/predictor.ts";
import { Trainer } from "../../src/trainer/trainer.ts";
import { localParts } from "../support/local-parts.ts";
import { smallOptions } from "../support/small-dataset.ts";

/** Train on a small dataset, so that there is a run to predict with. */
export async function smallRun(dataset: string, out: string, options: Partial<TrainOptions> = {}): Promise<string> {
  const trainer = await Trainer.createWith({ ...smallOptions, ...options, dataset, out }, {}, localParts());
  await trainer.run();
  return out;
}

/** A predictor on WebAssembly in this thread. */
export function localPredictor(options: PredictorOptions): Promise<Predictor> {
  return openPredictorWith(options, localParts());
}
