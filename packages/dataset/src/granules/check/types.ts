import type { FileFormat } from "@atcs/hdf";
import type { Deviation, DeviationCode } from "../deviations.ts";

/** The products that are recognised: `cloudsat` is CloudSat's own 2B-CLDCLASS, `cldclass` that of CALTRACK. */
export type GranuleProduct = "parasol" | "cldclass" | "cloudsat" | "sync";

/** How well something is documented: officially or by two independent sources, by one unofficial source, not at all. */
export type Certainty = "certain" | "likely" | "unknown";

/**
 * What is in the file, against what is documented:
 *
 * | status | meaning |
 * |---|---|
 * | `documented` | as documented |
 * | `tolerated` | it differs, and the readers cope with it: `note` says how |
 * | `matters` | it differs, and values rest on an assumption or are lost |
 * | `undocumented` | nothing is documented: this is what was found |
 */
export type FindingStatus = "documented" | "tolerated" | "matters" | "undocumented";

/** One thing that was looked at. */
export interface Finding {
  /** What it is: "type", "chunks", "packing of views". */
  readonly subject: string;
  readonly found: string;
  /** What is documented; undefined where nothing is. */
  readonly documented: string | undefined;
  readonly certainty: Certainty;
  readonly status: FindingStatus;
  /** What the readers do about it, or what follows. */
  readonly note?: string | undefined;
  /** The deviation by which the readers tell of the same thing. */
  readonly code?: DeviationCode | undefined;
}

/** What the values of a data set look like, in physical units. */
export interface ValueSample {
  /** Elements that were looked at. */
  readonly elements: number;
  /** Of these, those that are fill, that are missing (or NaN), and the rest. */
  readonly fill: number;
  readonly missing: number;
  readonly values: number;
  /** Range of the values; null without any. */
  readonly min: number | null;
  readonly max: number | null;
  /** All different values with their numbers, ascending, of data sets with few. */
  readonly distinct: readonly (readonly [value: number, count: number])[] | undefined;
}

/** A data set or Vdata. */
export interface CheckedField {
  readonly path: string;
  /** Type, shape, packing, storage, and the range of its values. */
  readonly findings: readonly Finding[];
  /** Undefined where nothing could be read. */
  readonly sample: ValueSample | undefined;
}

/** Something likely or unknown in the documentation that this file tells. */
export interface Answer extends Finding {
  /** Data sets that it holds for; empty for the whole file. */
  readonly paths: readonly string[];
}

/**
 * What stands in the way of reading a file, or a part of it:
 *
 * | cause | meaning |
 * |---|---|
 * | `unreachable` | there is no such file, it is a directory, or the system does not let it be read |
 * | `empty` | it holds no bytes |
 * | `not-hdf` | it begins like neither HDF4 nor HDF5 |
 * | `damaged` | it is cut off, or contradicts itself or the format |
 * | `not-a-product` | neither its name nor its content is that of a product that is read here |
 * | `layout` | it is of a product, but laid out as in no known form of it |
 */
export type CheckCause = "unreachable" | "empty" | "not-hdf" | "damaged" | "not-a-product" | "layout";

/** What it comes to. */
export interface Conclusion {
  /**
   * `as-documented`, `tolerated` (differences that do not matter), `matters` (it can be read, but values rest on an
   * assumption or are lost), or `unreadable`.
   */
  readonly verdict: "as-documented" | "tolerated" | "matters" | "unreadable";
  /** Why it is unreadable; `damaged` also where only a part of the file is. Undefined otherwise. */
  readonly cause: CheckCause | undefined;
  /** Does nothing that matters differ? */
  readonly ok: boolean;
  /** What differs and matters, one line each; the reason when it cannot be read. */
  readonly matters: readonly string[];
  /** Number of differences that do not matter. */
  readonly tolerated: number;
  /** One sentence. */
  readonly text: string;
}

/** What {@link checkGranule} finds: plain values, without paths or names of anything but the file itself. */
export interface GranuleReport {
  /** Name of the file, without directories. */
  readonly file: string;
  /** Bytes, where the source tells. */
  readonly bytes: number | undefined;
  readonly format: FileFormat | undefined;
  /** What the name says and what the content says; undefined where they say nothing. */
  readonly productByName: GranuleProduct | "other" | undefined;
  readonly productByContent: GranuleProduct | undefined;
  /** The product that it was checked as. */
  readonly product: GranuleProduct | undefined;
  /** Names, times, versions and dimensions. */
  readonly layout: readonly Finding[];
  readonly fields: readonly CheckedField[];
  /** What several data sets say together: views, grid, heights, times. */
  readonly content: readonly Finding[];
  /** What is documented as likely, or not at all, and seen here. */
  readonly answers: readonly Answer[];
  /** What the readers noticed. */
  readonly deviations: readonly Deviation[];
  readonly conclusion: Conclusion;
}
