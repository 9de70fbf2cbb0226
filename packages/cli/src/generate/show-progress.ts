import type { GenerationProgress } from "@atcs/dataset/generate";
import { byteSizeText, countText } from "../format/value.ts";
import type { PartBar, Progress } from "../progress/progress.ts";

/** Shows how far a generation is: a bar for each granule that is fetched or made, and one for all of them. */
export function showGeneration(progress: Progress): (state: GenerationProgress) => void {
  const bars = new Map<string, PartBar>();
  return (state) => {
    const { phase, done, total, current } = state;
    if (phase === "plan") {
      progress.total.update({
        done,
        total,
        detail: `listing, ${done} of ${countText(total, "directory", "directories")}`,
      });
      return;
    }
    for (const [granule, bar] of bars) {
      if (current.some((one) => one.granule === granule)) continue;
      bar.remove();
      bars.delete(granule);
    }
    let share = done;
    for (const one of current) {
      const bar = bars.get(one.granule) ?? progress.add(labelOf(one.granule));
      bars.set(one.granule, bar);
      bar.update({ done: one.share, total: 1, detail: one.phase === "fetch" ? "fetching" : "cutting patches" });
      // Transfers take no part: they go on beside.
      if (one.phase === "make") share += one.share;
    }
    progress.total.update({ done: share, total, detail: detailOf(state) });
  };
}

function detailOf({ done, total, instances, skipped, bytesFetched }: GenerationProgress): string {
  return [
    `${done} of ${countText(total, "granule")}`,
    countText(instances, "instance"),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
    ...(bytesFetched > 0 ? [`${byteSizeText(bytesFetched)} fetched`] : []),
  ].join(", ");
}

/** The time in a name: whole names leave no room for a bar. */
export function labelOf(granule: string): string {
  return /\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}(Z[DN])?/.exec(granule)?.[0] ?? granule;
}
