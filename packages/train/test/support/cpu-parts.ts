import { openSession } from "../../src/engines/open-session.ts";
import { initialState } from "../../src/engines/state/initial-state.ts";
import type { EngineSession } from "../../src/engines/types.ts";
import type { TrainerParts } from "../../src/trainer/parts.ts";

/** Engines of a test: always plain JavaScript in this thread. @param wrap what to make of the session */
export function cpuParts(wrap: (session: EngineSession) => EngineSession = (session) => session): TrainerParts {
  return {
    chooseEngine: async () => ({ engine: "cpu" }),
    openSession: async (task, options, state) => wrap(await openSession(task, options, state)),
    initialState,
    seconds: () => performance.now() / 1000,
  };
}
