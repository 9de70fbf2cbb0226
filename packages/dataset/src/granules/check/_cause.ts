import { isHdfError } from "@atcs/hdf";
import type { CheckCause } from "./types.ts";

/** What an error about a file, or about the granule in it, says of the file. */
export function causeOf(error: unknown): CheckCause {
  if (isHdfError(error, "HDF_IO")) return "unreachable";
  if (isHdfError(error, "HDF_NOT_HDF")) return "not-hdf";
  return isHdfError(error, "HDF_DAMAGED") ? "damaged" : "layout";
}
