import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  AtcsDataset,
  formatGenerationInfo,
  npyBytes,
  openSource,
  resolveFields,
  type Task,
  writeLabels,
  writePickle,
} from "@atcs/dataset";
import type { RunConfig } from "../../src/config/run-config.ts";
import { formatRunConfig } from "../../src/config/run-config-file.ts";
import type { EpochMetrics } from "../../src/trainer/events.ts";
import { smallConfig } from "../support/run-config.ts";
import { writeSmallDataset } from "../support/small-dataset.ts";

const visible = ["I490P", "I565NP", "I670P"];
const size = 6;

/** A small dataset whose points lie along a track, and whose images can be shown in true colours. */
export async function writeTrackDataset(directory: string): Promise<string> {
  await writeSmallDataset(directory, { ids: [0, 1, 2, 3, 4, 5, 6], training: 2 });
  const { source } = await openSource(directory);
  for (const id of source.ids) {
    const labels = await source.readLabels(id);
    const lat = labels.lat.map((value, p) => value + 0.05 * p);
    writeFileSync(join(directory, source.info(id).outputPath), writePickle(writeLabels(id, { ...labels, lat })));
    const data = Float32Array.from({ length: size * size * 48 }, (_, i) => ((i * (id + 7)) % 97) / 97);
    const image = npyBytes({ dtype: "float32", shape: [size, size, 48], data });
    writeFileSync(join(directory, source.info(id).inputPath), image);
  }
  await source.close();
  const fields = resolveFields(visible);
  const info = {
    fields,
    fieldAttributes: {},
    projection: "equirectangular",
    seed: 0,
    days: [],
    args: {},
    software: "test",
  } as const;
  writeFileSync(join(directory, "dataset_generation_info.json"), formatGenerationInfo(info));
  return directory;
}

/** The configuration of a run on a dataset of {@link writeTrackDataset}, in bins 1 to 4. */
export function trackConfig(path: string, task: Task): RunConfig {
  const { dataset, network, loss } = smallConfig;
  const classes = task === "seg_3d" ? 9 : 2;
  return {
    ...smallConfig,
    dataset: { ...dataset, path, fields: visible, heightBins: [1, 5] },
    task,
    network: { ...network, config: { ...network.config, task, bins: 4 } },
    loss: { ...loss, classWeights: new Array<number>(classes).fill(1) },
  };
}

/** Metrics of an epoch; every second one was evaluated. */
export function epochMetrics(epoch: number): EpochMetrics {
  const val = { loss: 1 / epoch, dice: 1 - 1 / epoch, scores: { dice: 1 - 1 / epoch, cloud_mask_accuracy: 0.9 } };
  return {
    ...{ epoch, step: 10 * epoch, learningRate: 1e-3, train: { loss: 2 / epoch, dice: null } },
    ...{ val: epoch % 2 === 0 ? val : null, best: epoch === 2, seconds: 1.5 },
    ...{ imagesPerSecond: 3, waiting: 0.01, memory: 1e9 },
  };
}

/** A run that was predicted and evaluated on the validation set. */
export async function writeRun(run: string, dataset: string, task: Task): Promise<string> {
  const predictions = join(run, "predictions", "val");
  mkdirSync(predictions, { recursive: true });
  mkdirSync(join(run, "evaluation", "val"), { recursive: true });
  writeFileSync(join(run, "config.json"), formatRunConfig(trackConfig(dataset, task)));
  writeFileSync(
    join(run, "metrics.jsonl"),
    [1, 2, 3].map((epoch) => `${JSON.stringify(epochMetrics(epoch))}\n`).join(""),
  );
  writeFileSync(join(run, "environment.json"), JSON.stringify([{ engine: "cpu", cpu: { cores: 2 } }]));
  const data = await AtcsDataset.open(dataset, { subset: "val", task, heightBins: [1, 5], normalize: false });
  for (const id of data.ids) {
    const { count } = await data.labels(id);
    const shape = [count, task === "bin_seg_2d" ? 1 : 4];
    const values = Array.from({ length: shape[0]! * shape[1]! }, (_, i) => Number((i + id) % 3 === 0));
    const prediction =
      task === "seg_3d"
        ? ({ dtype: "uint8", shape, data: Uint8Array.from(values) } as const)
        : ({ dtype: "float32", shape, data: Float32Array.from(values) } as const);
    writeFileSync(join(predictions, `${id}.npy`), npyBytes(prediction));
  }
  const evaluation = await data.evaluate(predictions);
  await data.close();
  writeFileSync(join(run, "evaluation", "val", "evaluation.json"), JSON.stringify(evaluation));
  return run;
}
