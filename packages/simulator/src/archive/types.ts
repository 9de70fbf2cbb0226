import type { UtcTime } from "@atcs/colocate";
import type { DayNight } from "../granules/caltrack.ts";
import type { HalfOrbit } from "../orbit/half-orbits.ts";
import type { ArchiveImperfections, Imperfection } from "./imperfections.ts";

/** Which granules an archive has. */
export interface ArchivePlanOptions {
  /** Any instant of the first day. PARASOL's data begin on 2005-03-04. */
  readonly from: UtcTime;
  /**
   * Any instant of the last day. PARASOL's data end on 2013-10-11. It left the A-Train on 2009-12-02; here it goes on to
   * follow CloudSat.
   */
  readonly to: UtcTime;
  /**
   * So many of the 14 or 15 sunlit half orbits of each day are drawn, 1 to 15; with a greater number the same ones are
   * among them.
   * @default all
   */
  readonly granulesPerDay?: number;
  /** An integer from 0 to 2^32 - 1. @default 0 */
  readonly seed?: number;
  /** A file with the three-dimensional truth beside every PARASOL granule. @default false */
  readonly truth?: boolean;
  /** What goes wrong, as probabilities. @default none */
  readonly imperfections?: Partial<ArchiveImperfections>;
}

/** Options of {@link simulateArchive}. */
export interface SimulateArchiveOptions extends ArchivePlanOptions {
  /** The directory that stands for `/SPACEBORNE`; made when it does not exist. */
  readonly out: string;
  /** Only what lies between these latitudes, south and north, in degrees. @default the whole half orbit */
  readonly latRange?: readonly [number, number];
  /** Ground with few views, missing values and dead pixels near the track as well. @default false */
  readonly withDefects?: boolean;
  /** Write what is there already again. @default false: it is kept */
  readonly overwrite?: boolean;
  /**
   * Threads that make granules, each with about 300 MB of memory; 0 makes them in this thread. The files are the same.
   * @default the number of processors, at most 4
   */
  readonly workers?: number;
  /** Stops it; granules that are complete stay, and another run goes on from there. */
  readonly signal?: AbortSignal;
  /** What it throws stops the run as well. */
  readonly onProgress?: (progress: ArchiveProgress) => void;
}

/** A kind of file: `sync` is CALTRACK PAR-RB2. */
export type ArchiveFileKind = "cldclass" | "sync" | "parasol" | "truth";

/** A file of an archive. */
export interface PlannedFile {
  readonly kind: ArchiveFileKind;
  /** Below the archive's directory, with slashes. */
  readonly path: string;
  /** Below 1 for a file that ends too early: the share of its bytes that it keeps. */
  readonly keptShare: number;
}

/** Half an orbit and the files that the archive has of it. */
export interface PlannedGranule {
  /** The date-time token that CALTRACK files of this half orbit share. */
  readonly granule: string;
  readonly dayNight: DayNight;
  /** The orbit; of a night granule the one whose sunlit half comes before it. */
  readonly orbit: HalfOrbit;
  /** Those that are there. */
  readonly files: readonly PlannedFile[];
  /** Has its CLDCLASS granule any cloud data? */
  readonly hasCloudData: boolean;
  /** What is wrong with it. */
  readonly imperfections: readonly Exclude<Imperfection, "missingDay" | "night">[];
}

/** What an archive will hold. */
export interface ArchivePlan {
  /** Days that nothing is there for: `2008-06-03`. */
  readonly missingDays: readonly string[];
  /** In order of time. */
  readonly granules: readonly PlannedGranule[];
}

/** How far {@link simulateArchive} is. */
export interface ArchiveProgress {
  /** Half orbits that have files, and those of them that are done, or were there before. */
  readonly granules: number;
  readonly granulesDone: number;
  /** Bytes written so far. */
  readonly bytes: number;
  /** Granules that are being made, in order of time, with the share of each that is done. */
  readonly current: readonly { readonly granule: string; readonly share: number }[];
}

/** What {@link simulateArchive} has done. */
export interface ArchiveSummary extends ArchivePlan {
  /**
   * Half orbits of which files were written, and those of which everything was there before. Those that have no file,
   * because all are missing, are neither.
   */
  readonly granulesWritten: number;
  readonly granulesKept: number;
  /** Files and bytes written. */
  readonly filesWritten: number;
  readonly bytesWritten: number;
  /** Granules of which an image was written without a view of any pixel: all of it lies in the polar night. */
  readonly dark: readonly string[];
}
