import type { TensorBoardObserver } from "../tensorboard/observer.ts";
import type { Watch } from "./watch.ts";

/** A watch whose events and curtains are also written for TensorBoard, before anybody else is told. */
export function showInTensorBoard(watch: Watch, board: TensorBoardObserver): Watch {
  return {
    ...watch,
    emit: async (event) => {
      await board.onEvent(event);
      await watch.emit(event);
    },
    showCurtains: (step, curtains) => board.onCurtains(step, curtains),
  };
}
