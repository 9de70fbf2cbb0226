import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { seededRandom } from "@atcs/colocate";
import { AtcsDataset, type HeightBins, npyBytes, type Subset, type Task, taskShape, taskTargets } from "@atcs/dataset";

/** What predictions of a test are like. */
export interface TestPredictions {
  readonly task?: Task;
  readonly heightBins?: HeightBins;
  readonly subset?: Subset;
  /** Share of values that are wrong. */
  readonly errors?: number;
  readonly model?: string;
  readonly threshold?: number;
}

/** Write predictions of a small dataset: the truth, with errors. */
export async function writePredictions(
  directory: string,
  dataset: string,
  {
    task = "bin_seg_3d",
    heightBins = [0, 5],
    subset = "val",
    errors = 0.2,
    model = "guess",
    threshold,
  }: TestPredictions = {},
): Promise<string> {
  mkdirSync(directory, { recursive: true });
  const options = { task, heightBins, subset, normalize: false, split: "default" } as const;
  await using data = await AtcsDataset.open(dataset, options);
  for (const [i, id] of data.ids.entries()) {
    const { count, bins, cloudScenario } = await data.get(i);
    const random = seededRandom(9, model, id);
    const targets = taskTargets(cloudScenario, bins, task);
    const shape = [count, taskShape(task, bins).bins];
    const wrong = (): boolean => random() < errors;
    const prediction =
      task === "seg_3d"
        ? ({
            dtype: "uint8",
            shape,
            data: targets.map((type) => (wrong() || type > 8 ? Math.floor(9 * random()) : type)),
          } as const)
        : ({
            dtype: "float32",
            shape,
            data: Float32Array.from(
              targets,
              (cloud) => ((cloud === 1) === wrong() ? 0.4 : 0.6) + 0.3 * (random() - 0.5),
            ),
          } as const);
    writeFileSync(join(directory, `${id}.npy`), npyBytes(prediction));
  }
  const usual = task === "seg_3d" ? null : 0.5;
  const meta = { task, heightBins, split: "default", subset, fingerprint: await data.fingerprint() };
  const all = {
    format: "atcs-predictions-1",
    ...meta,
    threshold: threshold ?? usual,
    model: { name: model, layers: [1, 2] },
  };
  writeFileSync(join(directory, "meta.json"), JSON.stringify(all));
  return directory;
}
