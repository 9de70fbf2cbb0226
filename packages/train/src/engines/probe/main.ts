// The process that tries an engine, beside the built package: dist/probe-engine.js.

import type { EngineName, OnnxProvider } from "../types.ts";
import { tryEngine } from "./try-engine.ts";
import { endWithParent } from "./watchdog.ts";

const [engine, parent, provider] = process.argv.slice(2);
await endWithParent(Number(parent));
const answer = await tryEngine(engine as EngineName, provider as OnnxProvider);
process.send?.(answer, () => process.exit(0));
