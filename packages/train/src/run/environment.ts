import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { arch, availableParallelism, cpus, platform, release, totalmem } from "node:os";
import { version as tfjsVersions } from "@tensorflow/tfjs";
import type { EngineName } from "../engines/types.ts";
import { ioError, systemCode, writeWhole } from "./write-file.ts";

/** What a run was started, or gone on with. Neither users nor computers are named. */
export interface RunEnvironment {
  /** ISO 8601, UTC. */
  readonly started: string;
  /** Epochs that were complete. */
  readonly epoch: number;
  /** Of packages and Node. */
  readonly versions: Readonly<Record<string, string>>;
  readonly system: { readonly platform: string; readonly release: string; readonly arch: string };
  readonly cpu: { readonly model: string; readonly cores: number };
  /** Bytes. */
  readonly memory: number;
  readonly engine: EngineName;
  readonly device: string;
  readonly workers: number;
}

/** The environment of this process. */
export function thisEnvironment(
  given: Pick<RunEnvironment, "epoch" | "engine" | "device" | "workers">,
  now: Date = new Date(),
): RunEnvironment {
  return {
    started: now.toISOString(),
    ...given,
    versions: versions(),
    system: { platform: platform(), release: release(), arch: arch() },
    cpu: { model: cpus()[0]?.model.trim() ?? "unknown", cores: availableParallelism() },
    memory: totalmem(),
  };
}

/**
 * Add an entry to `environment.json`. What cannot be understood there is replaced: nothing depends on it.
 * @throws TrainError TRAIN_IO
 */
export async function addEnvironment(file: string, environment: RunEnvironment): Promise<void> {
  const entries = [...(await readEntries(file)), environment];
  await writeWhole(file, [`${JSON.stringify(entries, null, 2)}\n`]);
}

async function readEntries(file: string): Promise<readonly unknown[]> {
  try {
    const value: unknown = JSON.parse(await readFile(file, "utf8"));
    return Array.isArray(value) ? value : [];
  } catch (error) {
    if (error instanceof SyntaxError || systemCode(error) === "ENOENT") return [];
    throw ioError(error, file, "read");
  }
}

function versions(): Record<string, string> {
  const require = createRequire(import.meta.url);
  const packages = ["@atcs/train", "@atcs/models", "@atcs/dataset"].map((name): [string, string] => {
    const { version } = require(`${name}/package.json`) as { readonly version: string };
    return [name, version];
  });
  return { ...Object.fromEntries(packages), "@tensorflow/tfjs": tfjsVersions.tfjs, node: process.versions.node };
}
