// A process of its own that makes a few steps on wasm: prints its highest resident set in MB.
//
//   node peak-memory.mjs '["simple_conv", { "task": "bin_seg_3d" }, "labels"]'

import { peakMegabytes } from "../harness.mjs";
import { startWasm } from "./engines.mjs";
import { makeTrainer } from "./training.mjs";

await startWasm();
const { step } = makeTrainer(...JSON.parse(process.argv[2]));
for (let i = 0; i < 3; i++) await step();
process.stdout.write(`${peakMegabytes()}\n`);
