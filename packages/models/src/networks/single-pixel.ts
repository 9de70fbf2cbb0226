import { GraphBuilder } from "../graph/builder.ts";
import type { NetworkGraph } from "../graph/types.ts";
import type { ResolvedConfig } from "./config.ts";
import { linearHead, pixelOutputs } from "./heads.ts";

/** Three layers that see one pixel alone: what the angles and bands of a pixel tell without its neighbours. */
export function singlePixel(config: ResolvedConfig): NetworkGraph {
  const { channels, outputs } = config;
  // Its default depends on the rest, so `describeNetwork` has filled it in.
  const width = config.maxWidth!;
  const graph = new GraphBuilder();
  const first = graph.convBatchNorm("conv_1", graph.input(channels), width, 1);
  graph.convBatchNorm("conv_2", first, width, 1);
  return graph.build(linearHead(outputs), pixelOutputs(outputs));
}
