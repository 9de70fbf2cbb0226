// Packs what a Linux machine with a GPU, PyTorch, and no Node needs to time us: see README.md.
//
//   node bench/gpu/pack.mjs [atcs-bench-gpu.tar.gz]

import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { torchProgram } from "./torch-program.mjs";

const require = createRequire(import.meta.url);
const { build } = createRequire(require.resolve("tsup"))("esbuild");
const here = fileURLToPath(new URL(".", import.meta.url));
const networks = join(here, "../../packages/models/test/pytorch/networks.py");
const train = join(here, "../../packages/train/package.json");
const vulkanLoaders = ["/usr/lib/x86_64-linux-gnu/libvulkan.so.1", "/usr/lib64/libvulkan.so.1"];

const runScript = `#!/bin/sh
# Times a training step on WebGPU, by tfjs and by onnxruntime, and in PyTorch, and prints a table. PYTHON names the interpreter that has PyTorch.
here=$(cd "$(dirname "$0")" && pwd)
# The Vulkan loader, where the system has none of its own.
ldconfig -p 2>/dev/null | grep -q libvulkan.so.1 || export LD_LIBRARY_PATH="$here/lib\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
export XDG_RUNTIME_DIR="\${XDG_RUNTIME_DIR:-/tmp}"
exec "$here/bin/node" "$here/run.mjs" "$@"
`;

if (process.platform !== "linux" || process.arch !== "x64")
  throw new Error("this packs the Node and the Dawn of linux-x64");
const target = resolve(process.argv[2] ?? "atcs-bench-gpu.tar.gz");
const folder = mkdtempSync(join(tmpdir(), "atcs-bench-gpu-"));
try {
  await fill(join(folder, "atcs-bench-gpu"));
  const { status, stderr } = spawnSync("tar", ["-czf", target, "-C", folder, "atcs-bench-gpu"], { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.stdout.write(`${target}\n`);

async function fill(root) {
  for (const name of ["bin", "lib"]) mkdirSync(join(root, name), { recursive: true });
  await bundle(root);
  copyFileSync(process.execPath, join(root, "bin", "node"));
  writeFileSync(join(root, "torch_step.py"), torchProgram);
  copyFileSync(networks, join(root, "networks.py"));
  copyDawn(join(root, "node_modules", "webgpu"));
  copyOnnxRuntime(join(root, "node_modules"));
  const loader = vulkanLoaders.find((path) => existsSync(path));
  if (loader !== undefined) copyFileSync(loader, join(root, "lib", "libvulkan.so.1"));
  writeFileSync(join(root, "run.sh"), runScript);
  chmodSync(join(root, "run.sh"), 0o755);
}

/** Of the sources: nothing has to be built before. */
function bundle(root) {
  return build({
    entryPoints: ["run", "step", "onnx-step"].map((name) => join(here, `${name}.mjs`)),
    outdir: root,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    conditions: ["@atcs/source"],
    external: ["webgpu", "onnxruntime-node"],
    // tfjs asks for modules of Node by require.
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  });
}

/** The package has the library of every system: this one's only. */
function copyDawn(root) {
  copyParts(dirname(require.resolve("webgpu")), root, ["index.js", "package.json", "LICENSE.md", "dist/linux-x64"]);
}

/** Of this system, without CUDA; and of what it depends on what it loads. */
function copyOnnxRuntime(modules) {
  const node = dirname(createRequire(train).resolve("onnxruntime-node/package.json"));
  const common = dirname(dirname(dirname(createRequire(join(node, "x.js")).resolve("onnxruntime-common"))));
  copyParts(node, join(modules, "onnxruntime-node"), ["package.json", "dist", "bin/napi-v6/linux/x64"]);
  copyParts(common, join(modules, "onnxruntime-common"), ["package.json", "dist"]);
}

function copyParts(source, target, names) {
  for (const name of names) cpSync(join(source, name), join(target, name), { recursive: true });
}
