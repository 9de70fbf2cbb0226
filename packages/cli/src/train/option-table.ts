import type { TrainOptions } from "@atcs/train";
import { Option } from "commander";
import { parseText } from "../fetch/session-options.ts";
import { parseFields } from "../generate/options.ts";
import { parseWhole } from "../simulate/options.ts";
import { engines, losses, networks, providers, taskNames } from "./choices.ts";
import { parseAngles, parseBlocks, parseClassWeights, parseHeightBins, parseNumber, parseNumbers } from "./parse.ts";

/** Options of training beside where it reads and writes. */
export type TrainOptionName = Exclude<keyof TrainOptions, "dataset" | "out">;

/** An option of the command line. None has a default, so that those of a file are not hidden: the text tells it. */
interface TableRow {
  readonly flags: string;
  readonly does: string;
  readonly parse?: (text: string) => unknown;
  readonly choices?: readonly string[];
}

const anyCount = parseWhole(1, Number.MAX_SAFE_INTEGER);
const positive = parseNumber(
  (value) => value > 0 && value < Number.POSITIVE_INFINITY,
  "a number above 0, such as 1e-3",
);
const notNegative = parseNumber((value) => value >= 0 && value < Number.POSITIVE_INFINITY, "a number from 0");
const share = parseNumber((value) => value > 0 && value < 1, "a number between 0 and 1");

const groups: Readonly<Record<string, Readonly<Partial<Record<TrainOptionName, TableRow>>>>> = {
  "Data:": {
    split: { flags: "--split <name>", does: "training and validation (default: default)", parse: parseText },
    task: { flags: "--task <name>", does: "what is learned (default: seg_3d)", choices: taskNames },
    fields: {
      flags: "--fields <names>",
      does: "a scheme, or fields with commas between (default: directional)",
      parse: parseFields,
    },
    omitAngles: {
      flags: "--omit-angles <slots>",
      does: "slots of views left out, 0 to 15 (default: none)",
      parse: parseAngles,
    },
    heightBins: {
      flags: "--height-bins <first:end>",
      does: "first height bin, and the first beyond, such as 4:103 (default: all)",
      parse: parseHeightBins,
    },
    clip: {
      flags: "--clip <how>",
      does: "reflectances to [0, 1.5] with Q and U to [-1, 1]; all to [0, 1]; or not (default: physical)",
      choices: ["physical", "published", "none"],
    },
    angles: {
      flags: "--angles <how>",
      does: "sine of zenith angles and cosine of phi; sine and cosine of each; or degrees (default: default)",
      choices: ["default", "sincos", "raw"],
    },
    validityMask: { flags: "--validity-mask", does: "a further channel tells where values are (default: false)" },
    augment: { flags: "--augment", does: "random quarter turns and mirror images in training (default: false)" },
  },
  "Network:": {
    network: { flags: "--network <name>", does: "which (default: simple_conv)", choices: networks },
    baseWidth: {
      flags: "--base-width <n>",
      does: "D, that all widths are made from (default: 64)",
      parse: parseWhole(1, 8192),
    },
    maxWidth: {
      flags: "--max-width <n>",
      does: "most channels of a layer (default: 128 of simple_conv, 512 of U-Nets)",
      parse: parseWhole(1, 65_536),
    },
    blocks: {
      flags: "--blocks <n>",
      does: "how often a U-Net halves the image, or max (default: 4)",
      parse: parseBlocks,
    },
  },
  "Loss:": {
    loss: { flags: "--loss <name>", does: "at labels (default: cross_entropy)", choices: losses },
    classWeights: {
      flags: "--class-weights <weights>",
      does: "by the effective number of samples, none, or one for each class (default: effective)",
      parse: parseClassWeights,
    },
    alpha: {
      flags: "--alpha <weights>",
      does: "of focal, one for each class (default: half for no cloud)",
      parse: parseNumbers,
    },
    gamma: { flags: "--gamma <x>", does: "of focal (default: 2)", parse: notNegative },
    smoothnessWeight: {
      flags: "--smoothness-weight <x>",
      does: "of the smoothness penalty (default: 0)",
      parse: notNegative,
    },
  },
  "Training:": {
    epochs: { flags: "--epochs <n>", does: "passes over the training set (default: 200)", parse: parseWhole(1, 1e6) },
    batchSize: {
      flags: "--batch-size <n>",
      does: "instances for one update (default: 32)",
      parse: parseWhole(1, 2 ** 20),
    },
    microBatch: {
      flags: "--micro-batch <n>",
      does: "instances computed together (default: the batch on a GPU, 2 elsewhere)",
      parse: parseWhole(1, 2 ** 20),
    },
    learningRate: { flags: "--learning-rate <x>", does: "of Adam (default: 0.001)", parse: positive },
    patience: {
      flags: "--patience <n>",
      does: "evaluations without a better Dice until the learning rate falls (default: 10)",
      parse: parseWhole(0, Number.MAX_SAFE_INTEGER),
    },
    factor: { flags: "--factor <x>", does: "by which it falls (default: 0.1)", parse: share },
    evaluateEvery: {
      flags: "--evaluate-every <n>",
      does: "epochs between two evaluations (default: 1)",
      parse: anyCount,
    },
    checkpointEvery: {
      flags: "--checkpoint-every <n>",
      does: "epochs between two checkpoints that are kept; the best and the last always are (default: 5)",
      parse: anyCount,
    },
    threshold: {
      flags: "--threshold <p>",
      does: "a cloud is where the probability is greater; not of seg_3d (default: 0.5)",
      parse: parseNumber((value) => value >= 0 && value < 1, "a probability from 0 up to but not 1"),
    },
    seed: {
      flags: "--seed <n>",
      does: "of weights, order and augmentation (default: 0)",
      parse: parseWhole(0, 2 ** 32 - 1),
    },
  },
  "Engine:": {
    engine: {
      flags: "--engine <name>",
      does: "what computes; atcs info tells what works (default: auto)",
      choices: engines,
    },
    workers: {
      flags: "--workers <n>",
      does: "threads that compute, of wasm and onnx (default: as many as there are cores)",
      parse: parseWhole(1, 256),
    },
    provider: {
      flags: "--provider <name>",
      does: "what onnx computes with; atcs info lists those there are (default: cpu)",
      choices: providers,
    },
    loaderWorkers: {
      flags: "--loader-workers <n>",
      does: "threads that load; 0 for none (default: 1)",
      parse: parseWhole(0, 256),
    },
    prefetch: { flags: "--prefetch <n>", does: "batches that are made ahead (default: 2)", parse: parseWhole(0, 1024) },
  },
};

const rows = Object.values(groups).flatMap((group) => Object.entries(group) as [TrainOptionName, TableRow][]);

/** Names of all options of training, as a file of options has them. */
export const trainOptionNames: readonly TrainOptionName[] = rows.map(([name]) => name);

/** The options of training, in groups; those that are on or off can be negated, for a file that has them on. */
export function trainOptionList(): Option[] {
  return Object.entries(groups).flatMap(([heading, group]) =>
    Object.values(group).flatMap((row) => commanderOptions(row).map((option) => option.helpGroup(heading))),
  );
}

function commanderOptions({ flags, does, parse, choices }: TableRow): Option[] {
  const option = new Option(flags, does);
  if (choices !== undefined) return [option.choices(choices)];
  if (parse !== undefined) return [option.argParser(parse)];
  return [option, new Option(flags.replace("--", "--no-"), "not so, whatever --config says")];
}

/** `batchSize` as it is on the command line: `--batch-size`. */
export function optionFlag(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
