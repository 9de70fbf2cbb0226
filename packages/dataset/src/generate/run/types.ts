import type { GranuleSkip } from "../granule/skip.ts";
import type { GranuleDeviation } from "../granule/types.ts";

/** How far a generation is. */
export interface GenerationProgress {
  /** `plan`: the archive is listed; `make`: instances are made; `finish`: what describes them is written. */
  readonly phase: "plan" | "make" | "finish";
  /** Days of products in phase `plan`, else granules. */
  readonly done: number;
  readonly total: number;
  /** Instances that are written, and granules that gave none. */
  readonly instances: number;
  readonly skipped: number;
  /** Bytes that came from the archive in this run, and bytes of all files that are still to be had, at most. */
  readonly bytesFetched: number;
  readonly bytesLeft: number;
  /** Granules that are under way. */
  readonly current: readonly CurrentGranule[];
  /** Seconds that it may take from now on; undefined before the first granule is done. */
  readonly secondsLeft: number | undefined;
}

/** A granule that is under way. */
export interface CurrentGranule {
  readonly granule: string;
  readonly phase: "fetch" | "make";
  /** 0 to 1. */
  readonly share: number;
}

/**
 * What happens on the way: another process is waited for; the archive was not asked for all that it has, by listings of up
 * to this age; a granule is left out; values of one rest on what was assumed about a file.
 */
export type GenerationEvent =
  | { readonly kind: "wait"; readonly message: string }
  | { readonly kind: "kept-listings"; readonly listedAt: Date }
  | ({ readonly kind: "skip"; readonly granule: string } & GranuleSkip)
  | ({ readonly kind: "deviation"; readonly granule: string } & GranuleDeviation);
