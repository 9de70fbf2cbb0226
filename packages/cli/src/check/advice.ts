import type { CheckCause, GranuleReport } from "@atcs/dataset/granules";
import type { CheckedFile } from "./check-files.ts";

/** For what the readers should know of: the only case in which somebody can do something about it. */
export const reportAdvice = "Send the report along when you report this.";

const causeAdvice: Readonly<Record<CheckCause, string>> = {
  unreachable: "Check the path and its permissions.",
  empty: "Fetch it again.",
  "not-hdf": "Give a granule; if it should be one, its download failed: fetch it again.",
  damaged: "It is cut off or damaged: fetch it again.",
  "not-a-product":
    "Give a granule of PARASOL level 1B, CALTRACK CS-2B-CLDCLASS, CALTRACK PAR-RB2 or CloudSat 2B-CLDCLASS; " +
    "atcs inspect FILE shows what this one holds.",
  layout: reportAdvice,
};

/** What to do about a file that cannot be read or has differences that matter; undefined when there is nothing to do. */
export function adviceFor({ report, isDirectory }: CheckedFile): string | undefined {
  const { ok, cause } = report.conclusion;
  if (ok) return undefined;
  if (isDirectory) return "Give the granules in it.";
  if (cause !== undefined) return causeAdvice[cause];
  return isMisnamed(report) ? "Fetch it again, or give it the name that fits its content." : reportAdvice;
}

/** That the name tells of another product is all that matters. */
function isMisnamed({ conclusion, deviations }: GranuleReport): boolean {
  const [only, ...more] = deviations.filter(({ matters }) => matters);
  return conclusion.matters.length === 1 && only?.code === "PRODUCT_NAME" && more.length === 0;
}

/** One line of what is wrong with a file, by its path. */
export function problemText({ path, report: { file, conclusion } }: CheckedFile): string {
  const [reason = ""] = conclusion.matters;
  if (conclusion.verdict !== "unreadable") return `${path}: ${conclusion.text}`;
  return reason.startsWith(file) ? path + reason.slice(file.length) : `${path}: ${reason}`;
}
