import type { Projection } from "@atcs/colocate";
import type { InstanceInfo, StoredField, StoredLabels } from "../../types.ts";

/** What decides, beside the files, on the instances of a granule. */
export interface GranuleRules {
  /** In the order of the channels. */
  readonly fields: readonly StoredField[];
  readonly projection: Projection;
  /** Rows and columns of a patch. */
  readonly patchSize: number;
  readonly samplesPerGranule: number;
  readonly sampling: "area" | "track";
  /** Degrees north that drawn points lie between. */
  readonly latRange: readonly [south: number, north: number];
  /** Views of a valid pixel. */
  readonly minViews: number;
  /** Share of a patch's pixels that are valid. */
  readonly minValidFraction: number;
  readonly minLabels: number;
  /** Pixels. */
  readonly nadirPadding: number;
  /** Seconds. */
  readonly maxTimeOffsetSec: number;
  readonly seed: number;
}

/** A file of a granule: its name in the archive, and where it is on this machine. */
export interface LocalFile {
  readonly name: string;
  readonly file: string;
}

/** A granule whose files are here. */
export interface LocalGranule {
  readonly ordinal: number;
  /** Names the half orbit, and with the global seed decides on the draws. */
  readonly name: string;
  readonly sync: LocalFile;
  readonly cldclass: LocalFile;
  readonly parasol: LocalFile;
}

/** An instance before it is written. */
export interface NewInstance {
  readonly info: InstanceInfo;
  /** Shape [size, size, channels], physical units, -32767 where there is no value. */
  readonly image: Float32Array<ArrayBuffer>;
  readonly channels: number;
  readonly labels: StoredLabels;
}

/** Attributes of fields, by group and field. */
export type FieldAttributeTable = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;

/** In what the files of a granule differ from their documentation, where values rest on what was assumed. */
export interface GranuleDeviation {
  readonly file: string;
  readonly code: string;
  readonly where: string;
  readonly found: string;
  readonly assumed: string;
}

/** What became of a granule. */
export interface GranuleReport {
  /** Of the CLDCLASS granule, and those of them that were used. */
  readonly profiles: number;
  readonly usableProfiles: number;
  /** How often a patch was drawn, and why draws were not taken. */
  readonly draws: number;
  readonly rejected: Readonly<Record<string, number>>;
  readonly deviations: readonly GranuleDeviation[];
  readonly fieldAttributes: FieldAttributeTable;
}
