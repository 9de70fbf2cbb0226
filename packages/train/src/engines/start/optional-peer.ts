import { createRequire } from "node:module";
import { version_core } from "@tensorflow/tfjs";
import { TrainError } from "../../errors.ts";
import type { EngineName } from "../types.ts";

/** How a module is loaded; tests give a stand-in. */
export type LoadModule = (name: string) => Promise<unknown>;

/** Packages that engines need and that are not always there. */
export const optionalPeers: Readonly<Partial<Record<EngineName, readonly string[]>>> = {
  webgpu: ["webgpu", "@tensorflow/tfjs-backend-webgpu"],
  cuda: ["@tensorflow/tfjs-node-gpu"],
  onnx: ["onnxruntime-node"],
  node: ["@tensorflow/tfjs-node"],
  wasm: ["@tensorflow/tfjs-backend-wasm"],
};

/** The command that installs what an engine needs. */
export function installCommand(engine: EngineName): string {
  const names = optionalPeers[engine] ?? [];
  // Parts of tfjs work together in one version only.
  const command = `npm install ${names.map((name) => (name.startsWith("@tensorflow/") ? `${name}@${version_core}` : name)).join(" ")}`;
  // Its install script fetches libraries of CUDA on Linux, which nothing but the provider cuda needs.
  return engine === "onnx"
    ? `${command} (with ONNXRUNTIME_NODE_INSTALL=skip in the environment, unless for CUDA)`
    : command;
}

/** What an engine needs and is not installed, without loading anything. */
export function missingPeer(engine: EngineName): string | undefined {
  const { resolve } = createRequire(import.meta.url);
  return optionalPeers[engine]?.find((name) => {
    try {
      resolve(name);
      return false;
    } catch (error) {
      return (error as { code?: unknown }).code === "MODULE_NOT_FOUND";
    }
  });
}

/** Of what an engine is made of, by package; of what does not tell there is none. */
export function installedVersions(engine: EngineName): Record<string, string> {
  const require = createRequire(import.meta.url);
  const versions: Record<string, string> = { "@tensorflow/tfjs-core": version_core };
  for (const name of optionalPeers[engine] ?? []) {
    try {
      const { version } = require(`${name}/package.json`) as { version?: unknown };
      if (typeof version === "string") versions[name] = version;
    } catch {
      // Not installed, or its package.json is not to be read.
    }
  }
  return versions;
}

/** @throws (rejects with) TrainError TRAIN_ENGINE with the command that installs it */
export async function loadPeer(engine: EngineName, name: string, load: LoadModule = importModule): Promise<unknown> {
  try {
    return await load(name);
  } catch (cause) {
    const { code, message } = cause as { code?: unknown; message?: unknown };
    const isMissing = code === "ERR_MODULE_NOT_FOUND" && String(message).includes(name);
    const found = isMissing ? "is not installed" : `cannot be loaded (${String(message).split("\n")[0]})`;
    throw new TrainError("TRAIN_ENGINE", `the engine ${engine}: ${name} ${found}: ${installCommand(engine)}`, {
      cause,
    });
  }
}

function importModule(name: string): Promise<unknown> {
  return import(name);
}
