import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { checkGranule, type GranuleReport } from "@atcs/dataset/granules";
import type { Io } from "../io.ts";
import { createProgress, type Progress } from "../progress/progress.ts";

/** Check files one after the other, with a bar on standard error while that takes long. */
export async function* checkFiles(
  paths: readonly string[],
  io: Io,
  signal: AbortSignal,
): AsyncGenerator<GranuleReport> {
  for (const [i, path] of paths.entries()) {
    const progress = createProgress(io, { label: paths.length === 1 ? "check" : `check ${i + 1} of ${paths.length}` });
    try {
      yield await checkFile(path, progress, signal);
    } finally {
      await progress.stop();
    }
  }
}

async function checkFile(path: string, { total }: Progress, signal: AbortSignal): Promise<GranuleReport> {
  // A file that is not there is told by the report.
  const bytes = await stat(path).then(
    ({ size }) => size,
    () => undefined,
  );
  const name = basename(path);
  const report = await checkGranule(path, {
    signal,
    ...(bytes !== undefined && { bytes }),
    onProgress: ({ done, total: steps, what }) =>
      total.update({ done, total: steps, detail: what === "" ? name : `${name}, ${what}` }),
  });
  signal.throwIfAborted();
  return report;
}
