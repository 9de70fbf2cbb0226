import type { NetworkConfig } from "../networks/config.ts";
import type { NetworkName } from "../networks/networks.ts";
import type { GraphProto, ModelProto } from "./proto/messages.ts";

/** Operators of ONNX 1.12, of 2022, and the version of the file format that it had. */
const opset = 17;
const irVersion = 8;

/** A model of a graph. @param metadata written as `atcs.<key>` */
export function modelProto(
  graph: GraphProto,
  docString: string,
  metadata: Readonly<Record<string, string>>,
): ModelProto {
  return {
    irVersion,
    producerName: "@atcs/models",
    docString,
    graph,
    opsetImport: [{ domain: "", version: opset }],
    metadataProps: Object.entries(metadata).map(([key, value]) => ({ key: `atcs.${key}`, value })),
  };
}

/** Metadata that tell which network a model is of. */
export function networkMetadata(name: NetworkName, config: NetworkConfig): Readonly<Record<string, string>> {
  return { network: name, config: JSON.stringify(config) };
}
