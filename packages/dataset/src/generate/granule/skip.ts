import { isColocateError } from "@atcs/colocate";
import { isHdfError } from "@atcs/hdf";
import { isGranuleError } from "../../granules/errors.ts";

/**
 * Why a granule gives no instance:
 *
 * | reason | meaning |
 * |---|---|
 * | `no-cldclass`, `no-parasol`, `superseded` | it has no partner in the archive, or another version was taken |
 * | `missing` | a file of the plan is not in the archive any more |
 * | `transfer` | a file did not come as the archive announced it |
 * | `damaged` | a file cannot be read |
 * | `layout` | a file has not the layout that a dataset needs, or lacks a field that was asked for |
 * | `no-cloud-data` | its CLDCLASS granule has no cloud classes, as happens in the archive |
 * | `no-cloud` | none of its usable profiles has a cloud |
 * | `no-profiles` | no profile is usable: not on Earth, without any class, or seen too long before or after |
 * | `pair` | its files are not of one half orbit |
 * | `time-offset` | image and profiles are too far apart in time |
 * | `no-patch` | no patch with enough labels and valid pixels was found |
 */
export type SkipReason =
  | "no-cldclass"
  | "no-parasol"
  | "superseded"
  | "missing"
  | "transfer"
  | "damaged"
  | "layout"
  | "no-cloud-data"
  | "no-cloud"
  | "no-profiles"
  | "pair"
  | "time-offset"
  | "no-patch";

/** A granule that is left out, and why. */
export interface GranuleSkip {
  readonly reason: SkipReason;
  /** The reason as a sentence, for people. */
  readonly message: string;
}

/** Thrown where it turns out that a granule is to be left out. */
export class SkipError extends Error {
  override readonly name = "SkipError";
  readonly reason: SkipReason;

  constructor(reason: SkipReason, message: string) {
    super(message);
    this.reason = reason;
  }
}

/**
 * Is this an error of one granule, so that the others may go on? What is wrong with the disk or the machine is not.
 * Messages name files as the archive does, not where they lie here.
 */
export function skipOf(error: unknown): GranuleSkip | undefined {
  const reason = reasonOf(error);
  return reason === undefined ? undefined : { reason, message: (error as Error).message };
}

function reasonOf(error: unknown): SkipReason | undefined {
  if (error instanceof SkipError) return error.reason;
  if (isGranuleError(error)) return error.code === "GRANULE_NO_CLOUD_DATA" ? "no-cloud-data" : "layout";
  // A disk that fails concerns all granules, and is no property of this one; that this file may not be read is.
  if (isHdfError(error, "HDF_IO")) return isForbidden(error.cause) ? "damaged" : undefined;
  if (isHdfError(error, "HDF_CLOSED")) return undefined;
  if (isHdfError(error)) return "damaged";
  // Values that cannot be, such as a mask that does not fit its grid.
  if (isColocateError(error)) return "layout";
  return undefined;
}

function isForbidden(cause: unknown): boolean {
  const code = (cause as { code?: unknown } | null | undefined)?.code;
  return code === "EACCES" || code === "EPERM";
}
