import type { TrainEvent } from "@atcs/train";
import { byteSizeText, countText } from "../format/value.ts";
import { durationText } from "../progress/duration.ts";
import type { PartBar, Progress } from "../progress/progress.ts";
import { epochText, lossText, rateText, scoreText } from "./training-text.ts";

/** Shows how far a training is: a bar for the epoch, one for all of them, and a line that stays for each epoch. */
export function showTraining(progress: Progress): (event: TrainEvent) => void {
  let epochs = 0;
  let part: PartBar | undefined;
  const showPart = (label: string): PartBar => {
    part ??= progress.add(label);
    return part;
  };
  const endPart = (): void => {
    part?.remove();
    part = undefined;
  };
  return (event) => {
    switch (event.kind) {
      case "started":
        epochs = event.epochs;
        progress.line(startText(event));
        break;
      case "batch":
        showPart(`epoch ${event.epoch}`).update(batchState(event));
        progress.total.update(totalState(event, epochs));
        if (event.batch === event.batches) endPart();
        break;
      case "evaluating": {
        const { done, total } = event;
        showPart("evaluation").update({ done, total, detail: `${done} of ${countText(total, "instance")}` });
        if (done === total) endPart();
        break;
      }
      case "epoch":
        endPart();
        progress.line(epochText(event.metrics, epochs));
        break;
      case "warning":
        progress.line(`atcs train: warning: ${event.message}`);
    }
  };
}

type EventOf<Kind extends TrainEvent["kind"]> = Extract<TrainEvent, { kind: Kind }>;

function startText({ engine, device, instances, epoch, epochs }: EventOf<"started">): string {
  const { train, val } = instances;
  const instancesText = `${countText(train, "instance")} for training, ${val} for validation`;
  return `${engine} on ${device}, ${instancesText}${beginText(epoch, epochs)}`;
}

function beginText(epoch: number, epochs: number): string {
  if (epoch > epochs) return `; all ${epochs} epochs are complete`;
  return epoch > 1 ? `; going on with epoch ${epoch} of ${epochs}` : "";
}

function batchState({ batch, batches, loss, dice }: EventOf<"batch">) {
  const detail = [`batch ${batch} of ${batches}`, `loss ${lossText(loss)}`, `Dice ${scoreText(dice)}`];
  return { done: batch, total: batches, detail };
}

function totalState({ epoch, batch, batches, ...rest }: EventOf<"batch">, epochs: number) {
  const { secondsLeft, imagesPerSecond, memory } = rest;
  const detail = [
    ...(Number.isFinite(secondsLeft) ? [`${durationText(secondsLeft)} left`] : []),
    `epoch ${epoch} of ${epochs}`,
    rateText(imagesPerSecond),
    byteSizeText(memory),
  ];
  // The trainer foretells the end better than the bar, which knows nothing of evaluations.
  return { done: (epoch - 1) * batches + batch, total: epochs * batches, detail, isWaiting: true };
}
