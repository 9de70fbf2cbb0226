import { openSession } from "../../src/engines/open-session.ts";
import { initialState } from "../../src/engines/state/initial-state.ts";
import type { EngineSession } from "../../src/engines/types.ts";
import type { TrainerParts } from "../../src/trainer/parts.ts";

/** Engines of a test: always WebAssembly in this thread. @param wrap what to make of the session */
export function localParts(wrap: (session: EngineSession) => EngineSession = (session) => session): TrainerParts {
  return {
    chooseEngine: async () => ({ engine: "wasm" }),
    openSession: async (task, { signal }, state) =>
      wrap(await openSession(task, { engine: "wasm", workers: 0, signal }, state)),
    initialState,
    seconds: () => performance.now() / 1000,
  };
}
