import type { Archive } from "@atcs/icare-fetch";
import { withArchive } from "./open-given-archive.ts";
import { checkOut, checkRefresh, type GenerationArgs, type PlanOptions, resolveArgs } from "./options.ts";
import { makePlan } from "./plan/make-plan.ts";
import { type FrozenPlan, freezePlan } from "./plan/plan-file.ts";
import type { GenerationPlan } from "./plan/types.ts";
import { makeOutput } from "./write/atomic-file.ts";

/**
 * Freeze what a generation will process in `plan.json` of its directory, and do nothing else: for shards that start
 * where the archive cannot be listed, or to look at it before. A plan that is there is kept.
 * @throws TypeError or RangeError for wrong options; DatasetError; ArchiveError; the signal's reason
 */
export async function planGeneration(options: PlanOptions): Promise<GenerationPlan> {
  checkOut(options.out);
  checkRefresh(options.refresh);
  const args = resolveArgs(options);
  return withArchive(options, async (archive) => (await planFor(archive, args, options)).plan);
}

/** The plan of a directory, made when it is not there. */
export async function planFor(archive: Archive, args: GenerationArgs, options: PlanOptions): Promise<FrozenPlan> {
  const { out, signal, onEvent } = options;
  makeOutput(out);
  const onWait = (message: string): void => onEvent?.({ kind: "wait", message });
  return freezePlan(out, args, () => listPlan(archive, args, options), { signal, onWait });
}

/** The plan as the archive is now, or was when listings that are kept were made: that is told. */
export async function listPlan(
  archive: Archive,
  args: GenerationArgs,
  { refresh, signal, onProgress, onEvent }: Omit<PlanOptions, "archive" | "out">,
): Promise<GenerationPlan> {
  let oldestMs = Number.POSITIVE_INFINITY;
  const plan = await makePlan(archive, args, {
    refresh,
    signal,
    onKept: (listedAtMs) => {
      oldestMs = Math.min(oldestMs, listedAtMs);
    },
    onProgress: (done, total) => {
      onProgress?.({
        phase: "plan",
        done,
        total,
        instances: 0,
        skipped: 0,
        bytesFetched: 0,
        bytesLeft: 0,
        current: [],
        secondsLeft: undefined,
      });
    },
  });
  if (oldestMs < Number.POSITIVE_INFINITY) onEvent?.({ kind: "kept-listings", listedAt: new Date(oldestMs) });
  return plan;
}
