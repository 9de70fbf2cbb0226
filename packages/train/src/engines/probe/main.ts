// The process that tries an engine, beside the built package: dist/probe-engine.js.

import type { EngineName } from "../types.ts";
import { tryEngine } from "./try-engine.ts";
import { endWithParent } from "./watchdog.ts";

const [engine, parent] = process.argv.slice(2);
await endWithParent(Number(parent));
const answer = await tryEngine(engine as EngineName);
process.send?.(answer, () => process.exit(0));
