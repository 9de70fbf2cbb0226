import type { SweepEvent } from "@atcs/train";
import type { PartBar, Progress } from "../progress/progress.ts";
import { showTraining } from "../train/show-progress.ts";
import { scoreText } from "../train/training-text.ts";

/**
 * Shows how far a sweep is: the bars of the training under way, and lines that stay for each run.
 * @param isOne a single run is trained, which is then the whole
 */
export function showSweep(progress: Progress, isOne: boolean): (event: SweepEvent) => void {
  /** Of the run under way. */
  let bars: PartBar[] = [];
  let show: ReturnType<typeof showTraining> | undefined;
  const add = (label: string): PartBar => {
    const bar = progress.add(label);
    bars.push(bar);
    return bar;
  };
  return (event) => {
    if (event.kind === "training") {
      show?.(event.event);
      return;
    }
    const { name, index, runs, status } = event;
    // A run that fails leaves the bar of its epoch.
    for (const bar of bars) bar.remove();
    bars = [];
    // The bar of the whole is for the sweep.
    if (status === "started") show = showTraining({ ...progress, add, total: isOne ? progress.total : add(name) });
    progress.line(`run ${index + 1} of ${runs}, ${name}: ${statusText(event)}`);
    if (isOne) return;
    const done = status === "started" ? index : index + 1;
    progress.total.update({ done, total: runs, detail: `run ${index + 1} of ${runs}` });
  };
}

function statusText({ status, best, message = "" }: Extract<SweepEvent, { kind: "run" }>): string {
  switch (status) {
    case "complete before":
      return "it is complete";
    case "complete":
      return best == null ? "complete" : `complete, Dice ${scoreText(best.dice)} after epoch ${best.epoch}`;
    case "failed":
      return `failed: ${message}`;
    case "in use":
      return message;
    case "started":
      return "started";
  }
}
