import { stat } from "node:fs/promises";
import { basename } from "node:path";
import type { GranuleReport } from "@atcs/dataset/granules";
import type { Io } from "../io.ts";
import { createProgress, type Progress } from "../progress/progress.ts";

/** A file that was checked. */
export interface CheckedFile {
  /** As it was given; the report has only the name. */
  readonly path: string;
  readonly isDirectory: boolean;
  readonly report: GranuleReport;
}

/** Check files one after the other, with a bar on standard error while that takes long. */
export async function* checkFiles(paths: readonly string[], io: Io, signal: AbortSignal): AsyncGenerator<CheckedFile> {
  for (const [i, path] of paths.entries()) {
    const progress = createProgress(io, { label: paths.length === 1 ? "check" : `check ${i + 1} of ${paths.length}` });
    try {
      yield await checkFile(path, progress, signal);
    } finally {
      await progress.stop();
    }
  }
}

async function checkFile(path: string, { total }: Progress, signal: AbortSignal): Promise<CheckedFile> {
  // Only here, because other commands do not need it.
  const { checkGranule } = await import("@atcs/dataset/granules");
  // A file that is not there is told by the report.
  const found = await stat(path).catch(() => undefined);
  const name = basename(path);
  const report = await checkGranule(path, {
    signal,
    ...(found?.isFile() === true && { bytes: found.size }),
    onProgress: ({ done, total: steps, what }) =>
      total.update({ done, total: steps, detail: what === "" ? name : `${name}, ${what}` }),
  });
  signal.throwIfAborted();
  return { path, isDirectory: found?.isDirectory() === true, report };
}
