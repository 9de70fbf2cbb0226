import { availableParallelism } from "node:os";
import { join } from "node:path";
import { readVersion } from "../_version.ts";
import { checkLatRange } from "../orbit/_lat-range.ts";
import { inclinationDeg } from "../orbit/reference-orbit.ts";
import { claimDirectory } from "./_archive-directory.ts";
import { checkFlag } from "./_check-flag.ts";
import { exists } from "./_exists.ts";
import { createMark } from "./_part-file.ts";
import { createProgress } from "./_progress.ts";
import { runGranules } from "./_run-granules.ts";
import { resolveImperfections } from "./imperfections.ts";
import { planArchive } from "./plan-archive.ts";
import type { ArchiveSummary, PlannedGranule, SimulateArchiveOptions } from "./types.ts";

/** More threads than this hardly help where people try things, and each takes about 300 MB. */
const mostWorkers = 4;

/** Degrees of latitude that the track must cross, so that there is a profile wherever the orbit lies. */
const leastLatDeg = 0.1;
/** 5.1 - 5 is less than 0.1. */
const roundingDeg = 1e-9;
const northernmostDeg = 180 - inclinationDeg;

/**
 * Write a simulated archive, in the names and directories of the real one: PARASOL level 1B, CALTRACK CLDCLASS and
 * PAR-RB2, and on request the truth. The same options give the same bytes, on any number of workers (and with the same zlib:
 * another platform or version of Node may compress otherwise).
 *
 * `out` stands for `/SPACEBORNE` (`startArchiveServer` serves it as that). Files get their names when they are complete.
 * A run that is repeated makes only the files that are not there, so one that was stopped goes on, and days, granules and
 * the truth can be added; `simulation.json` in `out` keeps what else the content depends on, and other content is refused.
 * While a run writes, `simulation.lock` in `out` keeps others out; what one that was killed has left is removed. A
 * directory that cannot be written is as good as one that can where all is there already.
 *
 * @returns what is in the archive now, for these days
 * @throws TypeError, RangeError or TimeError for options that cannot be; ArchiveDirectoryError when `out` cannot be
 * written, holds something else or is written by another run; GranuleWriteError for a granule; WorkerStartError; the
 * reason of the signal; what `onProgress` throws
 * @example
 * ```ts
 * import { parseTime } from "@atcs/colocate";
 * import { realisticImperfections, simulateArchive } from "@atcs/simulator";
 *
 * const { granules, bytesWritten } = await simulateArchive({
 *   out: "archive",
 *   from: parseTime("2008-06-03"),
 *   to: parseTime("2008-06-05"),
 *   granulesPerDay: 4,
 *   latRange: [-10, 10],
 *   imperfections: realisticImperfections,
 *   onProgress: ({ granulesDone, granules }) => console.log(`${granulesDone} of ${granules}`),
 * });
 * console.log(granules.length, bytesWritten);
 * ```
 */
export async function simulateArchive(options: SimulateArchiveOptions): Promise<ArchiveSummary> {
  const { out, seed = 0, withDefects = false, overwrite = false, signal } = options;
  if (typeof out !== "string" || out === "") throw new TypeError("out must be the path of a directory");
  checkFlag("withDefects", withDefects);
  checkFlag("overwrite", overwrite);
  const latRange = resolveLatRange(options.latRange);
  const workers = resolveWorkers(options.workers);
  const plan = planArchive(options);
  signal?.throwIfAborted();

  const mark = createMark();
  const content = { seed, latRange, withDefects, imperfections: resolveImperfections(options.imperfections) };
  const planned = new Set(plan.granules.flatMap(({ files }) => files.map(({ path }) => path)));
  const release = await claimDirectory({ out, content, software: readVersion(), planned, overwrite, mark });
  try {
    const granules = plan.granules.filter(({ files }) => files.length > 0);
    const work = overwrite ? granules : await findWork(out, granules);
    const progress = createProgress(granules.length, work.length, options.onProgress);
    await runGranules(work, workers, { out, mark, seed, latRange, withDefects }, progress, signal);
    return {
      ...plan,
      granulesWritten: work.length,
      granulesKept: granules.length - work.length,
      filesWritten: work.reduce((sum, { files }) => sum + files.length, 0),
      bytesWritten: progress.bytes,
      // In order of time, whichever was ready first.
      dark: [...progress.dark].sort(),
    };
  } finally {
    await release();
  }
}

/** The granules of which files are not there, with those files. */
async function findWork(out: string, granules: readonly PlannedGranule[]): Promise<PlannedGranule[]> {
  const work: PlannedGranule[] = [];
  for (const granule of granules) {
    const files: PlannedGranule["files"][number][] = [];
    for (const file of granule.files) if (!(await exists(join(out, file.path)))) files.push(file);
    if (files.length > 0) work.push({ ...granule, files });
  }
  return work;
}

function resolveLatRange(latRange: readonly [number, number] = [-90, 90]): readonly [number, number] {
  checkLatRange("simulateArchive", latRange);
  const [south, north] = latRange;
  if (Math.min(north, northernmostDeg) - Math.max(south, -northernmostDeg) < leastLatDeg - roundingDeg) {
    throw new RangeError(
      `latRange must cover ${leastLatDeg} degrees or more of the track, which lies between ` +
        `-${northernmostDeg.toFixed(1)} and ${northernmostDeg.toFixed(1)}, got ${south}, ${north}`,
    );
  }
  return [south, north];
}

function resolveWorkers(workers: number = Math.min(availableParallelism(), mostWorkers)): number {
  if (Number.isInteger(workers) && workers >= 0 && workers <= 256) return workers;
  throw new RangeError(`workers must be an integer from 0 to 256, got ${String(workers)}`);
}
