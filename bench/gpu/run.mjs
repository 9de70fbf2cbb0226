// On the machine with the GPU: WebGPU, by tfjs and by onnxruntime, and PyTorch in turn, each case of each in a process of its own, so that each has the
// whole memory. Prints one table.
//
//   ./run.sh [--tiny]

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { median } from "../harness.mjs";
import { casesOf } from "./cases.mjs";

const tiny = process.argv.includes("--tiny");
const [rounds, runs] = tiny ? [1, 2] : [2, 10];
const python = process.env.PYTHON ?? "python3";
const here = import.meta.dirname;

const engines = [
  { title: "ours, tfjs", run: (each) => start(process.execPath, "step.mjs", { ...each, runs, tiny }) },
  { title: "ours, onnxruntime", run: (each) => start(process.execPath, "onnx-step.mjs", { ...each, runs, tiny }) },
  { title: "PyTorch, float32", run: (each) => torch(each, false) },
  { title: "PyTorch, TF32", run: (each) => torch(each, true) },
];

function torch({ name, config, options, problem }, tf32) {
  const { batch, channels, size, points, bins } = problem;
  const args = [name, config.task, options, [batch, channels, size, points, bins], tf32];
  return start(python, "torch_step.py", { args, runs });
}

/** What a program prints; the last line of its complaint if it fails, as it does without enough memory. */
function start(program, script, argument) {
  const { status, signal, stdout, stderr, error } = spawnSync(program, [join(here, script), JSON.stringify(argument)], {
    encoding: "utf8",
  });
  if (status === 0) return JSON.parse(stdout.trim().split("\n").at(-1));
  return { failure: error?.message ?? problemOf(stderr) ?? `ended with ${signal ?? status}` };
}

function problemOf(stderr) {
  const lines = stderr.trim().split("\n");
  return (lines.find((line) => /^\w*Error: /.test(line)) ?? lines.at(-1)) || undefined;
}

/** The median of all rounds, in which the engines take turns. */
function measure(each) {
  const found = engines.map(() => ({ times: [] }));
  for (let round = 0; round < rounds; round++) {
    for (const [i, { title, run }] of engines.entries()) {
      process.stderr.write(`${each.name}, batch ${each.problem.batch}: ${title}\n`);
      const { times = [], ...rest } = run(each);
      found[i] = { ...found[i], ...rest, times: [...found[i].times, ...times] };
    }
  }
  return found.map((each) => ({ ...each, ms: each.failure === undefined ? median(each.times) : undefined }));
}

function rowOf({ name, config, problem }, found) {
  const [tfjs, onnx, float32, tf32] = found.map(({ ms }) => ms);
  const ratio = (ours, peer) => (ours === undefined || peer === undefined ? "-" : (peer / ours).toFixed(2));
  const ratios = [float32, tf32].map((peer) => `${ratio(tfjs, peer)}, ${ratio(onnx, peer)}`);
  const cells = found.map(({ ms, failure }) => (ms === undefined ? `failed: ${failure}` : `${ms.toFixed(1)} ms`));
  return [`\`${name}\`, D = ${config.baseWidth}`, problem.batch, ...cells, ...ratios];
}

const line = (cells) => `| ${cells.map((cell) => String(cell).replaceAll("|", "/")).join(" | ")} |\n`;
const cases = casesOf(tiny);
const results = cases.map(measure);
const [{ device = "nothing", type = "" }, , { device: peerDevice = "nothing", version = "(none)" }] = results[0];
const { channels, size, bins } = cases[0].problem;
const software = type === "software" ? ", which is a processor that plays a GPU" : "";
process.stdout.write(`A training step of bin_seg_3d, ${channels} x ${size} x ${size}, ${bins} height bins, 120 label points in each image.
WebGPU on ${device}${software}; PyTorch ${version} on ${peerDevice}. Medians of ${rounds * runs} steps.

`);
const ratios = ["images per second of both, against float32", "against TF32"];
process.stdout.write(line(["", "batch", ...engines.map(({ title }) => title), ...ratios]));
process.stdout.write(line(Array(engines.length + 4).fill("---")));
for (const [i, found] of results.entries()) process.stdout.write(line(rowOf(cases[i], found)));
process.exitCode = results.flat().some(({ failure }) => failure !== undefined) ? 1 : 0;
