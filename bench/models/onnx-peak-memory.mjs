// A process of its own that does something a few times on the engine onnx: prints its highest resident set in MB.
//
//   node onnx-peak-memory.mjs '["simple_conv", { "baseWidth": 64 }, {}, "step"]'

import { peakMegabytes } from "../harness.mjs";
import { openOnnx } from "./onnx.mjs";

const [name, config, problem, action] = JSON.parse(process.argv[2]);
const opened = await openOnnx(name, config, problem);
for (let i = 0; i < 3; i++) await opened[action]();
process.stdout.write(`${peakMegabytes()}\n`);
