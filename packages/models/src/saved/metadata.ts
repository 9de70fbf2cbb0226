import type { io } from "@tensorflow/tfjs";
import { describeValue } from "../_describe.ts";
import { ModelError } from "../errors.ts";
import type { Network } from "../model/network.ts";
import type { NetworkConfig } from "../networks/config.ts";
import type { NetworkName } from "../networks/networks.ts";

/** Of the format of saved models; a reader knows its own and older ones. */
const formatVersion = 1;

/** What a saved model says of itself, in its `userDefinedMetadata`. */
export interface ModelMetadata {
  readonly atcs: {
    readonly version: number;
    readonly network: NetworkName;
    readonly config: NetworkConfig;
  };
}

export function modelMetadata({ name, config }: Network): ModelMetadata {
  // As JSON has it, also where a handler keeps objects as they are.
  return { atcs: { version: formatVersion, network: name, config: JSON.parse(JSON.stringify(config)) } };
}

/**
 * Which network it is; name and configuration are not checked yet.
 * @throws ModelError MODEL_FORMAT when it is none that `saveModel` saved, or one of a newer format
 */
export function readMetadata(artifacts: io.ModelArtifacts, file: string | undefined): ModelMetadata["atcs"] {
  const wrong = (problem: string): ModelError => new ModelError("MODEL_FORMAT", problem, { file });
  if (!isRecord(artifacts)) throw wrong("it is no model: expected the artifacts of one");
  const { format, userDefinedMetadata } = artifacts;
  if (format !== "layers-model") {
    throw wrong(`its format is ${said(format)}: expected "layers-model"`);
  }
  const own = isRecord(userDefinedMetadata) ? (userDefinedMetadata as Record<string, unknown>).atcs : undefined;
  if (!isRecord(own)) throw wrong("it has no userDefinedMetadata.atcs: expected a model that saveModel saved");
  if (own.version !== formatVersion) {
    throw wrong(`its version is ${said(own.version)}: this release reads ${formatVersion}`);
  }
  return own as unknown as ModelMetadata["atcs"];
}

function said(value: unknown): string {
  return value === undefined ? "not said" : describeValue(value);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
