import type { EngineSession } from "../../src/engines/types.ts";

/** A session with methods that can be replaced one by one. */
export function bound(session: EngineSession): EngineSession {
  return {
    engine: session.engine,
    device: session.device,
    step: session.step.bind(session),
    logitsAtLabels: session.logitsAtLabels.bind(session),
    logitsDense: session.logitsDense.bind(session),
    state: session.state.bind(session),
    dispose: session.dispose.bind(session),
  };
}
