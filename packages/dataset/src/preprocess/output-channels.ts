import { isRadianceName } from "@atcs/colocate";
import { DatasetError } from "../errors.ts";
import type { Channel } from "../fields/channels.ts";
import {
  type ChannelStatistics,
  describeChannel,
  type Statistics,
  type ValueTransform,
} from "../layout/statistics-file.ts";
import { finiteLimits } from "./_finite-limits.ts";

/** What a channel of `sensorInput` is made of. */
export interface OutputChannel {
  readonly group: string;
  readonly field: string;
  /** Slot of the view; undefined for fields without views. */
  readonly angle: number | undefined;
  /** The values themselves, or their sine or cosine. */
  readonly part: "value" | "sin" | "cos";
  /** Number of the channel among those that are stored. */
  readonly stored: number;
  /** Values are clipped to these; infinite when they are not. */
  readonly low: number;
  readonly high: number;
  /** (value - mean) / std; 0 and 1 when they are not normalised. */
  readonly mean: number;
  readonly std: number;
}

/** The channels that come out, not normalised. */
export function outputChannels(channels: readonly Channel[], transform: ValueTransform): OutputChannel[] {
  const outputs: OutputChannel[] = [];
  for (let i = 0, end = 1; i < channels.length; i = end, end++) {
    // The angles of a field stand side by side.
    while (channels[end]?.field === channels[i]!.field) end++;
    for (const part of partsOf(channels[i]!.field.name, transform.angles)) {
      for (const { field, angle, stored } of channels.slice(i, end)) {
        const [low, high] = limitsOf(field.name, transform.clip);
        outputs.push({ group: field.group, field: field.name, angle, part, stored, low, high, mean: 0, std: 1 });
      }
    }
  }
  return outputs;
}

/** How the command that computes statistics is called. */
const advice = "run `atcs stats` with the same fields, clip and angles, or load with normalize: false";

/**
 * The same channels, normalised by statistics. A channel that is constant in the training set is only shifted.
 * @throws DatasetError DATASET_STATS when the statistics are of another transform, lack a channel, or would make inputs
 * that are not finite
 */
export function normalizeChannels(
  outputs: readonly OutputChannel[],
  statistics: Statistics,
  wanted: ValueTransform,
  file: string,
): OutputChannel[] {
  const { transform, channels } = statistics;
  if (transform.clip !== wanted.clip || transform.angles !== wanted.angles) {
    const [found, asked] = [transform, wanted].map(({ clip, angles }) => `clip ${clip} and angles ${angles}`);
    throw new DatasetError("DATASET_STATS", `they were computed with ${found}, but ${asked} are asked for: ${advice}`, {
      file,
    });
  }
  const known = new Map(channels.map((channel) => [keyOf(channel), channel]));
  return outputs.map((output) => {
    const channel = statisticsChannel(output, wanted.angles);
    const found = known.get(keyOf(channel));
    if (found === undefined) {
      const problem = `there are no statistics of ${describeChannel(channel)}: ${advice}`;
      throw new DatasetError("DATASET_STATS", problem, { file });
    }
    const normalized = { ...output, mean: found.mean, std: found.std > 0 ? found.std : 1 };
    if (finiteLimits(normalized) !== undefined) return normalized;
    const problem = `mean ${found.mean} and std ${found.std} of ${describeChannel(channel)} make inputs that float32 cannot hold: ${advice}`;
    throw new DatasetError("DATASET_STATS", problem, { file });
  });
}

/** The error when there are no statistics at all. */
export function missingStatistics(file: string, cause: unknown): DatasetError {
  return new DatasetError("DATASET_STATS", `there are no statistics to normalise with: ${advice}`, { file, cause });
}

function keyOf({ field, angle, part = "sin" }: Pick<ChannelStatistics, "field" | "angle" | "part">): string {
  return `${field} ${angle} ${part}`;
}

/** A channel's place in a file of statistics. */
export function statisticsChannel(
  { field, angle, part }: OutputChannel,
  angles: ValueTransform["angles"],
): Pick<ChannelStatistics, "field" | "angle" | "part"> {
  return { field, angle: angle ?? null, ...(angles === "sincos" && part !== "value" && { part }) };
}

function partsOf(field: string, angles: ValueTransform["angles"]): OutputChannel["part"][] {
  const isZenith = field === "thetas" || field === "thetav";
  if (angles === "raw" || (!isZenith && field !== "phi")) return ["value"];
  if (angles === "sincos") return ["sin", "cos"];
  return [isZenith ? "sin" : "cos"];
}

function limitsOf(field: string, clip: ValueTransform["clip"]): readonly [low: number, high: number] {
  if (clip === false || !isRadianceName(field)) return [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  if (clip === "published") return [0, 1];
  return field.startsWith("I") ? [0, 1.5] : [-1, 1];
}
