import { GraphBuilder } from "../graph/builder.ts";
import type { NetworkGraph } from "../graph/types.ts";
import type { ResolvedConfig } from "./config.ts";
import { linearHead, pixelOutputs } from "./heads.ts";

const convolutions = 5;

/** Convolutions at full resolution, without any pooling: each pixel sees 11 x 11 of them. */
export function simpleConv({
  channels,
  baseWidth,
  maxWidth = Number.POSITIVE_INFINITY,
  outputs,
}: ResolvedConfig): NetworkGraph {
  const graph = new GraphBuilder();
  let value = graph.convBatchNorm("stem", graph.input(channels), baseWidth, 1);
  for (let i = 1; i <= convolutions; i++) {
    value = graph.convBatchNorm(`conv_${i}`, value, Math.min(maxWidth, baseWidth * 2 ** i), 3);
  }
  return graph.build(linearHead(outputs), pixelOutputs(outputs));
}
