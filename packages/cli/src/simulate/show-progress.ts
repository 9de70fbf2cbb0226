import type { ArchiveProgress } from "@atcs/simulator";
import { byteSizeText } from "../format/value.ts";
import type { PartBar, Progress } from "../progress/progress.ts";

/** Shows how far a simulation is: a bar for each granule that is being made, and one for all of them. */
export function showArchiveProgress(progress: Progress): (state: ArchiveProgress) => void {
  const bars = new Map<string, PartBar>();
  return ({ granules, granulesDone, bytes, current }) => {
    for (const [granule, bar] of bars) {
      if (current.some((one) => one.granule === granule)) continue;
      bar.remove();
      bars.delete(granule);
    }
    let done = granulesDone;
    for (const { granule, share } of current) {
      const bar = bars.get(granule) ?? progress.add(granule);
      bars.set(granule, bar);
      bar.update({ done: share, total: 1 });
      done += share;
    }
    const detail = `${granulesDone} of ${granules} granules, ${byteSizeText(bytes)}`;
    progress.total.update({ done, total: granules, detail });
  };
}
