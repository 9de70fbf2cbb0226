// The process that tries an engine, beside the built package: dist/probe-engine.js.

import type { EngineName } from "../types.ts";
import { tryEngine } from "./try-engine.ts";

// Whoever asked is gone.
process.on("disconnect", () => process.exit(1));
const answer = await tryEngine(process.argv[2] as EngineName);
process.send?.(answer, () => process.exit(0));
