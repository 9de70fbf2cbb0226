import type { SkipReason } from "../granule/skip.ts";
import type { GenerationArgs } from "../options.ts";

/** A file of the archive. */
export interface PlannedFile {
  readonly name: string;
  /** Below the archive's root. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
}

/** The three files of a half orbit. */
export interface PlannedGranule {
  /** From 0, in order of time; ids of instances follow from it. */
  readonly ordinal: number;
  /** Of the sync granule. It decides on the draws, with the seed. */
  readonly name: string;
  /** The day of UTC whose directory it is in: `2008-06-03`. */
  readonly day: string;
  /** From the beginning of the sync granule to that of the image, by their names. */
  readonly timeOffsetSec: number;
  readonly sync: PlannedFile;
  readonly cldclass: PlannedFile;
  readonly parasol: PlannedFile;
}

/** A sync granule of a planned day that takes no part. */
export interface UnmatchedGranule {
  readonly granule: string;
  readonly day: string;
  readonly reason: SkipReason;
  readonly message: string;
}

/** What will be processed, frozen before anything is: `plan.json`. */
export interface GenerationPlan {
  readonly software: { readonly name: string; readonly version: string };
  readonly args: GenerationArgs;
  readonly granules: readonly PlannedGranule[];
  readonly unmatched: readonly UnmatchedGranule[];
}
