import { createHash } from "node:crypto";
import { isRadianceName } from "@atcs/colocate";
import type { AtcsDataset, ClassCounts, HeightBins } from "@atcs/dataset";

/** What a configuration must know of a dataset. */
export interface DatasetFacts {
  /** Directory, file or URL. */
  readonly file: string;
  readonly fingerprint: string;
  /** Of {@link statisticsDigest}. */
  readonly statistics: string;
  /** Names of the chosen fields. */
  readonly fields: readonly string[];
  /** C. */
  readonly channelCount: number;
  /** Channels that are radiances: of fields whose names begin with I. */
  readonly radianceChannels: readonly number[];
  /** Those that were chosen, or all that the labels have. */
  readonly heightBins: HeightBins;
  /** Rows and columns of the images. */
  readonly size: readonly [number, number];
  readonly trainCounts: ClassCounts | undefined;
}

/**
 * Look at a dataset and its first instance, so that what does not fit is told before anything is computed.
 * @param data with at least one instance
 * @throws DatasetError as the dataset has them
 */
export async function datasetFacts(data: AtcsDataset, signal?: AbortSignal): Promise<DatasetFacts> {
  const { shape, bins } = await data.get(0, { signal });
  const [, height, width] = shape;
  return {
    file: data.name,
    fingerprint: await data.fingerprint({ signal }),
    statistics: statisticsDigest(data),
    fields: data.fields.map(({ name }) => name),
    channelCount: data.channelCount,
    radianceChannels: data.channels.flatMap(({ field }, channel) =>
      field.startsWith("I") && isRadianceName(field) ? [channel] : [],
    ),
    heightBins: data.heightBins ?? [0, bins],
    size: [height, width],
    trainCounts: data.split?.trainCounts,
  };
}

/** SHA-256, in hexadecimal, of what the inputs of a dataset are normalised with: by channel the mean and standard deviation. */
export function statisticsDigest({ channels }: Pick<AtcsDataset, "channels">): string {
  const used = channels.map(({ field, angle = null, part, mean, std }) => ({ field, angle, part, mean, std }));
  return createHash("sha256").update(JSON.stringify(used)).digest("hex");
}
