import { GraphBuilder } from "../graph/builder.ts";
import type { NetworkGraph } from "../graph/types.ts";
import type { ResolvedConfig } from "./config.ts";
import { voxelHead, voxelOutputs } from "./heads.ts";

const volumeWidth = 16;

/** A column that is one cell at first, and is doubled and convolved until it has as many cells as there are height bins. */
export function simpleConv3d({ channels, baseWidth, outputs }: ResolvedConfig): NetworkGraph {
  const graph = new GraphBuilder();
  const stem = graph.convBatchNorm("stem", graph.input(channels), baseWidth, 1);
  let value = graph.lift("lift", graph.conv("lift_conv", stem, volumeWidth, 1), 1);
  let cells = 1;
  for (let i = 1; cells < outputs.bins; i++) {
    cells *= 2;
    const doubled = graph.resizeAltitude(`altitude_${i}`, value, cells);
    value = graph.conv3dBatchNorm(`conv_${i}`, doubled, volumeWidth, [3, 3, 3]);
  }
  if (cells !== outputs.bins) graph.resizeAltitude("altitude", value, outputs.bins);
  return graph.build(voxelHead(outputs), voxelOutputs(outputs));
}
