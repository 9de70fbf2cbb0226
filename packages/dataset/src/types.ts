/** Options of everything that takes a while. */
export interface OperationOptions {
  readonly signal?: AbortSignal | undefined;
}

/** How the pixels of patches were cut; `unknown` for datasets that do not say. */
export type DatasetProjection = "equirectangular" | "sinusoidal" | "unknown";

/** A field of a dataset, as it is stored. */
export interface StoredField {
  /** Group in the granule: `Data_Directional_Fields`. */
  readonly group: string;
  /** `I865P`. */
  readonly name: string;
  /** Channels that it takes, one after the other: 16 of a directional field, 1 of the others. */
  readonly angles: number;
}

/** What `instance_info.json` says of an instance. What older datasets leave out is undefined. */
export interface InstanceInfo {
  readonly id: number;
  /** Below the dataset's directory, with forward slashes. */
  readonly inputPath: string;
  readonly outputPath: string;
  /** Beginning of the half orbit, UTC: `2008-06-03 01:28:10`. Instances of one half orbit share it. */
  readonly dateTime: string | undefined;
  /** Names of the granules that it was made from. */
  readonly syncFile: string | undefined;
  readonly parasolFile: string | undefined;
  readonly cldclassFile: string | undefined;
  /** Degrees north and east. */
  readonly centerLat: number | undefined;
  readonly centerLon: number | undefined;
  readonly projection: DatasetProjection;
}

/** What `dataset_generation_info.json` says. */
export interface GenerationInfo {
  /** In the order of the channels. */
  readonly fields: readonly StoredField[];
  /** Attributes of each field in the granules, by group and field; empty for datasets that do not say. */
  readonly fieldAttributes: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
  readonly projection: DatasetProjection;
  readonly seed: number | undefined;
  /** `2008-06-03`. */
  readonly days: readonly string[];
  /** The arguments of the generation, whatever they are. */
  readonly args: Readonly<Record<string, unknown>>;
  readonly software: unknown;
}

/** Names of the numbers that CloudSat gives with each class. */
export type LabelFlag =
  | "cloud_scenario_flag"
  | "land_sea_flag"
  | "latitude_flag"
  | "algorithm_flag"
  | "quality_flag"
  | "precipitation_flag";

/** Labels of an instance, as they are stored: P points of 125 bins each. */
export interface StoredLabels {
  /** P, the number of label points. */
  readonly count: number;
  /** Height bins of each point: 125. */
  readonly bins: number;
  /** Shape [P]: degrees north and east. */
  readonly lat: Float32Array;
  readonly lon: Float32Array;
  /** Shape [P]: seconds TAI93. */
  readonly time: Float64Array;
  /** Shape [P, bins]: metres above mean sea level, -9999 or a fill where there is none. */
  readonly height: Int16Array;
  /** Shape [P, bins]: cloud type 0 to 8, 255 for unknown. */
  readonly cloudScenario: Uint8Array;
  /** Shape [P, bins] each. */
  readonly flags: Readonly<Record<LabelFlag, Int16Array>>;
  /** Layout "fractional" only, shape [P, 2]: row and column in the patch. */
  readonly positions: Float64Array | undefined;
  /** Shape [P, 4, 2]: row and column in the patch of the pixels NW, NE, SW and SE; of fractional labels they follow from the positions. */
  readonly corners: Int32Array;
  /** Shape [P, 4]: each point's sum is 1. */
  readonly weights: Float64Array;
}
