import { quote } from "../_check-options.ts";
import { DatasetError } from "../errors.ts";

/**
 * A path from a file of a dataset, made safe: relative to the dataset, with forward slashes. Older datasets that were made
 * on Windows have backslashes.
 * @param file where the path was read, for the message
 * @throws DatasetError DATASET_LAYOUT for a path that leaves the dataset, or is none
 */
export function storePath(path: unknown, file: string): string {
  const parts = typeof path === "string" ? path.split(/[\\/]/).filter((part) => part !== "" && part !== ".") : [];
  const isInside =
    typeof path === "string" &&
    parts.length > 0 &&
    !/^[\\/]/.test(path) &&
    // A drive of Windows, or the scheme of a URL.
    !/^[a-z][a-z0-9+.-]*:/i.test(path) &&
    !parts.includes("..") &&
    !path.includes("\0");
  if (isInside) return parts.join("/");
  const found = typeof path === "string" ? quote(path) : String(typeof path);
  throw new DatasetError("DATASET_LAYOUT", `the path ${found} is none within the dataset`, { file });
}
