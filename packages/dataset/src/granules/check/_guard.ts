import { isColocateError } from "@atcs/colocate";
import { isHdfError } from "@atcs/hdf";
import { isGranuleError } from "../errors.ts";
import { causeOf } from "./_cause.ts";

/** What was read, or why it cannot be read. */
export interface Guarded<T> {
  readonly value?: T;
  readonly problem?: string;
}

/** What the parts of a check have met together. */
export interface Damage {
  /** Something could not be read, for the file is damaged. */
  isFound: boolean;
}

/** A part of the check that may fail without ending it. Rejects when the file itself can no longer be read. */
export async function guard<T>(damage: Damage, read: () => Promise<T>): Promise<Guarded<T>> {
  try {
    return { value: await read() };
  } catch (error) {
    const isOfContent = isGranuleError(error) || isHdfError(error) || isColocateError(error);
    if (!isOfContent || isHdfError(error, "HDF_CLOSED", "HDF_IO")) throw error;
    if (causeOf(error) === "damaged") damage.isFound = true;
    return { problem: error.message };
  }
}
