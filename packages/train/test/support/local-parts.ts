import { openSession } from "../../src/engines/open-session.ts";
import { initialState } from "../../src/engines/state/initial-state.ts";
import type { EngineName, EngineSession } from "../../src/engines/types.ts";
import type { TrainerParts } from "../../src/trainer/parts.ts";

/** Engines of a test: always the same in this thread. @param wrap what to make of the session */
export function localParts(
  wrap: (session: EngineSession) => EngineSession = (session) => session,
  engine: EngineName = "wasm",
): TrainerParts {
  return {
    chooseEngine: async () => ({ engine }),
    openSession: async (task, { signal, provider }, state) =>
      wrap(await openSession(task, { engine, workers: 0, provider, signal }, state)),
    initialState,
    seconds: () => performance.now() / 1000,
  };
}
