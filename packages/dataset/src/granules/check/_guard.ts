import { isColocateError } from "@atcs/colocate";
import { isHdfError } from "@atcs/hdf";
import { isGranuleError } from "../errors.ts";

/** What was read, or why it cannot be read. */
export interface Guarded<T> {
  readonly value?: T;
  readonly problem?: string;
}

/** A part of the check that may fail without ending it. Rejects when the file itself can no longer be read. */
export async function guard<T>(read: () => Promise<T>): Promise<Guarded<T>> {
  try {
    return { value: await read() };
  } catch (error) {
    const isOfContent = isGranuleError(error) || isHdfError(error) || isColocateError(error);
    if (!isOfContent || isHdfError(error, "HDF_CLOSED", "HDF_IO")) throw error;
    return { problem: error.message };
  }
}
