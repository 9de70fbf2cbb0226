import { channelsOf } from "../fields/channels.ts";
import { resolveFields } from "../fields/resolve-fields.ts";
import { fieldsOfScheme } from "../fields/schemes.ts";
import type { Statistics } from "../layout/statistics-file.ts";
import type { PreprocessSettings } from "../preprocess/options.ts";
import { normalizeChannels, type OutputChannel, outputChannels } from "../preprocess/output-channels.ts";
import type { InstanceSource } from "../sources/types.ts";
import type { StoredField } from "../types.ts";
import type { Recipe } from "./instance-reader.ts";
import type { OpenDatasetOptions } from "./open-options.ts";

/** The fields of a dataset that are chosen, and the channels that come out of them, not yet normalised. */
export interface ChosenChannels {
  readonly fields: readonly StoredField[];
  readonly channels: readonly OutputChannel[];
}

/**
 * Without a selection the fields are those of the scheme "default", or all that the dataset has when it lacks one of them.
 * @throws DatasetError DATASET_FIELDS, RangeError or TypeError for a selection that cannot be
 */
export function chooseChannels(
  source: InstanceSource,
  settings: Pick<PreprocessSettings, "clip" | "angles">,
  { fields: selection, omitAngles }: Pick<OpenDatasetOptions, "fields" | "omitAngles">,
): ChosenChannels {
  const stored = source.generation.fields;
  const fields =
    selection === undefined && lacksDefault(stored)
      ? stored
      : resolveFields(selection ?? "default", { stored, file: source.name });
  return { fields, channels: outputChannels(channelsOf(fields, { omitAngles, stored }), settings) };
}

/** A dataset without any field is no such one: what is wrong with it is an error. */
function lacksDefault(stored: readonly StoredField[]): boolean {
  const isThere = (name: string): boolean => stored.some((field) => field.name === name);
  return stored.length > 0 && !fieldsOfScheme("default").every(isThere);
}

/** Statistics, and the file that they are from. */
export interface LoadedStatistics {
  readonly statistics: Statistics;
  readonly file: string;
}

/** Everything that making instances needs. @throws DatasetError DATASET_STATS when the statistics do not fit */
export function makeRecipe(
  source: InstanceSource,
  chosen: ChosenChannels,
  settings: PreprocessSettings,
  loaded: LoadedStatistics | undefined,
  { heightBins, extraFields = [] }: Pick<OpenDatasetOptions, "heightBins" | "extraFields">,
): Recipe {
  const { layout, validityMask, augment } = settings;
  const { channels } = chosen;
  return {
    channels: loaded === undefined ? channels : normalizeChannels(channels, loaded.statistics, settings, loaded.file),
    layout,
    validityMask,
    heightBins,
    augment,
    extras: extraChannels(source, extraFields),
  };
}

function extraChannels(
  source: InstanceSource,
  selection: NonNullable<OpenDatasetOptions["extraFields"]>,
): OutputChannel[] {
  if (Array.isArray(selection) && selection.length === 0) return [];
  const stored = source.generation.fields;
  const fields = resolveFields(selection, { stored, file: source.name });
  const directional = fields.find((field) => field.angles > 1);
  if (directional !== undefined) {
    throw new RangeError(
      `extraFields: ${directional.name} has ${directional.angles} views: expected fields without views`,
    );
  }
  return outputChannels(channelsOf(fields, { stored }), { clip: false, angles: "raw" });
}
