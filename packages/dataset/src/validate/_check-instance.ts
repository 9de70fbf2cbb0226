import type { ImageExtent } from "@atcs/colocate";
import { isDatasetError } from "../errors.ts";
import { channelCount } from "../fields/channels.ts";
import type { InstanceSource } from "../sources/types.ts";
import { orbitOf } from "../split/make-split.ts";
import type { InstanceInfo, StoredLabels } from "../types.ts";
import { imageProblems } from "./_check-image.ts";
import { labelProblems, placeProblems } from "./_check-labels.ts";
import type { ValidationProblem } from "./types.ts";

/** What was found of an instance. */
export interface CheckedInstance {
  readonly problems: ValidationProblem[];
  readonly info: InstanceInfo | undefined;
  /** Undefined when nothing tells it. */
  readonly orbit: string | undefined;
  /** Undefined when the image cannot be read. */
  readonly extent: ImageExtent | undefined;
  /** Undefined when they cannot be read. */
  readonly labels: StoredLabels | undefined;
}

/** Context of {@link checkInstance}. */
export interface CheckContext {
  readonly source: InstanceSource;
  /** Rows and columns of another image: labels are checked although their image cannot be read. */
  readonly usualExtent: ImageExtent | undefined;
  readonly signal: AbortSignal | undefined;
}

/** Check the entry of an instance alone. */
export async function checkEntry(id: number, source: InstanceSource): Promise<CheckedInstance> {
  const problems: ValidationProblem[] = [];
  const info = await noting(problems, async () => source.info(id));
  const nothing = { extent: undefined, labels: undefined };
  if (info === undefined) return { problems, info, orbit: undefined, ...nothing };
  problems.push(...entryProblems(info).map((problem) => ({ problem, file: undefined, code: undefined })));
  return { problems, info, orbit: orbitIfKnown(info), ...nothing };
}

/** Read all of an instance; what is wrong with it is a problem, not an error. */
export async function checkInstance(id: number, context: CheckContext): Promise<CheckedInstance> {
  const { source, usualExtent, signal } = context;
  const entry = await checkEntry(id, source);
  const { problems, info } = entry;
  if (info === undefined) return entry;
  const { fields } = source.generation;
  const file = source.imageFile(id);
  const channels = Array.from({ length: channelCount(fields) }, (_, channel) => channel);
  const image = await noting(problems, () => source.readImage(id, channels, { signal }));
  try {
    if (image !== undefined) problems.push(...problemsOf(imageProblems(image, fields), file));
    const extent = image ?? usualExtent;
    const labels =
      image === undefined && extent === undefined
        ? undefined
        : await noting(problems, () => source.readLabels(id, { extent, signal }));
    const labelFile = file.endsWith(info.inputPath)
      ? `${file.slice(0, -info.inputPath.length)}${info.outputPath}`
      : source.name;
    if (labels !== undefined) problems.push(...problemsOf(labelProblems(labels), labelFile));
    if (labels !== undefined && image !== undefined) {
      problems.push(...problemsOf(placeProblems(labels, image, fields), labelFile));
    }
    const found = image && { height: image.height, width: image.width };
    return { ...entry, extent: found, labels };
  } finally {
    image?.release?.();
  }
}

/** Errors of the dataset become problems; all others, such as an abort, go on. */
async function noting<T>(problems: ValidationProblem[], action: () => Promise<T>): Promise<T | undefined> {
  try {
    return await action();
  } catch (error) {
    if (!isDatasetError(error) || isDatasetError(error, "DATASET_CLOSED")) throw error;
    const { problem, file, code } = error;
    problems.push({ problem, file, code });
    return undefined;
  }
}

function problemsOf(texts: readonly string[], file: string): ValidationProblem[] {
  return texts.map((problem) => ({ problem, file, code: undefined }));
}

function entryProblems({ centerLat, centerLon }: InstanceInfo): string[] {
  const problems: string[] = [];
  if (centerLat !== undefined && Math.abs(centerLat) > 90) {
    problems.push(`center_lat is ${centerLat}: expected -90 to 90`);
  }
  if (centerLon !== undefined && !(centerLon >= -180 && centerLon <= 360)) {
    problems.push(`center_lon is ${centerLon}: expected -180 to 180`);
  }
  return problems;
}

function orbitIfKnown(info: InstanceInfo): string | undefined {
  try {
    return orbitOf(info);
  } catch (error) {
    if (!isDatasetError(error, "DATASET_SPLIT")) throw error;
    return undefined;
  }
}
