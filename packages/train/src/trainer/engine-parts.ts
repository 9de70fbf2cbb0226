import { openSession } from "../engines/open-session.ts";
import { chooseEngine } from "../engines/probe/choose-engine.ts";
import { initialState } from "../engines/state/initial-state.ts";
import type { TrainerParts } from "./parts.ts";

/** The engines that there are. */
export const engineParts: TrainerParts = {
  chooseEngine: (wanted, signal) => chooseEngine(wanted, { signal }),
  openSession,
  initialState,
  seconds: () => performance.now() / 1000,
};
