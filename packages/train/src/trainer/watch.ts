import { checkFunction, checkNumber, checkOptions, checkSignal } from "../config/check.ts";
import type { InstanceCurtain } from "../tensorboard/instance-curtains.ts";
import type { TrainEvent } from "./events.ts";

/** How {@link Trainer.run} is watched and stopped. */
export interface TrainRunOptions {
  /** After the batch under way a checkpoint is written, and the signal's reason thrown. */
  readonly signal?: AbortSignal | undefined;
  /** Called with what happens, and waited for. What it throws ends the training. */
  readonly onEvent?: ((event: TrainEvent) => void | Promise<void>) | undefined;
  /** Seconds between two checkpoints within an epoch. @default 600 */
  readonly checkpointSeconds?: number | undefined;
}

/** The same, complete. */
export interface Watch {
  readonly signal: AbortSignal;
  readonly checkpointSeconds: number;
  emit(event: TrainEvent): Promise<void>;
  /** @param step updates that were made */
  showCurtains(step: number, curtains: readonly InstanceCurtain[]): Promise<void>;
}

/**
 * @param lost aborted when the run was taken over
 * @throws TypeError, RangeError for wrong options
 */
export function watchOf(options: TrainRunOptions, lost: AbortSignal): Watch {
  checkOptions("run", options, ["signal", "onEvent", "checkpointSeconds"]);
  const { signal, onEvent, checkpointSeconds = 600 } = options;
  checkSignal(signal);
  checkFunction("onEvent", onEvent);
  checkNumber("checkpointSeconds", checkpointSeconds, (n) => n >= 0, "a number from 0");
  return {
    signal: signal === undefined ? lost : AbortSignal.any([signal, lost]),
    checkpointSeconds,
    emit: async (event) => onEvent?.(event),
    showCurtains: async () => {},
  };
}
