import type { TrainEvent } from "../trainer/events.ts";
import { epochScalars } from "./_scalars.ts";
import { curtainPng } from "./curtain-png.ts";
import type { InstanceCurtain } from "./instance-curtains.ts";
import { type EventWriter, openEventWriter } from "./writer.ts";

/** How a training is shown in TensorBoard. */
export interface TensorBoardOptions {
  /** Updates that were made before: those of the checkpoint that a training goes on from. @default 0 */
  readonly step?: number | undefined;
  /** The clock: seconds since 1970. @default that of the computer */
  readonly wallTime?: (() => number) | undefined;
}

/**
 * Shows what a trainer tells in TensorBoard, over the number of updates: of each batch `batch/loss` and `batch/dice`; of each epoch
 * `train/loss`, `train/dice`, `val/loss`, `val/dice` and other scores, `learning_rate`, `images_per_second`, `waiting` (share of
 * the time, 0 to 1) and `memory` (bytes); of the validation `curtains/<instance>`. Texts: `run` and `warnings`.
 */
export interface TensorBoardObserver {
  /** Take up an event. @throws TrainError TRAIN_IO */
  onEvent(event: TrainEvent): Promise<void>;
  /**
   * Draw curtains of the validation: truth above, prediction below.
   * @param step updates that were made
   * @throws RangeError as {@link curtainPng}; TrainError TRAIN_IO
   */
  onCurtains(step: number, curtains: readonly InstanceCurtain[]): Promise<void>;
  /** May be called again. @throws TrainError TRAIN_IO */
  close(): Promise<void>;
}

/**
 * Begin an event file for a training that starts, or goes on.
 * @param directory of the event files of a run
 * @throws TypeError, RangeError for wrong options; TrainError TRAIN_IO
 */
export async function openTensorBoard(
  directory: string,
  { step = 0, wallTime }: TensorBoardOptions = {},
): Promise<TensorBoardObserver> {
  const writer = await openEventWriter(directory, { firstStep: step === 0 ? 0 : step + 1, wallTime });
  return new WritingObserver(writer, step);
}

class WritingObserver implements TensorBoardObserver {
  readonly #writer: EventWriter;
  /** Of the last event. */
  #step: number;

  constructor(writer: EventWriter, step: number) {
    this.#writer = writer;
    this.#step = step;
  }

  async onEvent(event: TrainEvent): Promise<void> {
    if (event.kind === "started") await this.#text("run", startText(event));
    else if (event.kind === "warning") await this.#text("warnings", asCode(event.message));
    else if (event.kind === "batch") {
      this.#step = (event.epoch - 1) * event.batches + event.batch;
      await this.#scalars([["batch/loss", event.loss]]);
      if (event.objective !== undefined) await this.#scalars([["batch/objective", event.objective]]);
      if (event.dice !== null) await this.#scalars([["batch/dice", event.dice]]);
    } else if (event.kind === "epoch") {
      this.#step = event.metrics.step;
      await this.#scalars(epochScalars(event.metrics));
      await this.#writer.flush();
    }
  }

  async onCurtains(step: number, curtains: readonly InstanceCurtain[]): Promise<void> {
    for (const curtain of curtains) {
      const { png, width, height } = curtainPng(curtain);
      await this.#writer.image(`curtains/${curtain.instanceId}`, step, png, width, height);
    }
  }

  close(): Promise<void> {
    return this.#writer.close();
  }

  async #scalars(scalars: readonly (readonly [tag: string, value: number])[]): Promise<void> {
    for (const [tag, value] of scalars) await this.#writer.scalar(tag, this.#step, value);
  }

  async #text(tag: string, markdown: string): Promise<void> {
    await this.#writer.text(tag, this.#step, markdown);
    await this.#writer.flush();
  }
}

function startText({ engine, device, epoch, epochs, instances }: Extract<TrainEvent, { kind: "started" }>): string {
  const { train, val } = instances;
  return [
    `Epoch ${epoch} of ${epochs} on ${asCode(`${engine}: ${device}`)}; ${train} instances for training, ${val} for validation.`,
    "Curtains: truth above, prediction below; the height is upward, the track from left to right; " +
      "white is no cloud, grey is unknown.",
  ].join("\n\n");
}

/** Not read as Markdown. */
function asCode(text: string): string {
  return `\`${text.replaceAll("`", "'").replaceAll(/\s+/g, " ")}\``;
}
