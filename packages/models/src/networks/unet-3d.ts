import { GraphBuilder, type ValueIndex } from "../graph/builder.ts";
import type { NetworkGraph } from "../graph/types.ts";
import { encode } from "./_encoder.ts";
import type { ResolvedConfig } from "./config.ts";
import { voxelHead, voxelOutputs } from "./heads.ts";

/** U-Net whose decoder works on altitude, rows and columns, by 3 x 3 x 3 convolutions. */
export function unet3d(config: ResolvedConfig): NetworkGraph {
  return buildUnet(config, (graph, name, value, width) => {
    const first = graph.conv3dBatchNorm(`${name}_conv_1`, value, width, [3, 3, 3]);
    return graph.conv3dBatchNorm(`${name}_conv_2`, first, width, [3, 3, 3]);
  });
}

/** The same with one convolution along the ground, then one along altitude. */
export function unet21d(config: ResolvedConfig): NetworkGraph {
  return buildUnet(config, (graph, name, value, width) => {
    const first = graph.conv3dBatchNorm(`${name}_conv_1`, value, width, [1, 3, 3]);
    return graph.conv3dBatchNorm(`${name}_conv_2`, first, width, [3, 1, 1]);
  });
}

type Convolutions = (graph: GraphBuilder, name: string, value: ValueIndex, width: number) => ValueIndex;

function buildUnet(config: ResolvedConfig, convolve: Convolutions): NetworkGraph {
  const { channels, blocks, outputs } = config;
  const graph = new GraphBuilder();
  const levels = encode(graph, graph.input(channels), config);
  const cells = (i: number): number => Math.ceil(outputs.bins / 2 ** (i - 1));
  const lift = (name: string, level: ValueIndex, i: number): ValueIndex =>
    graph.lift(`${name}_lift`, graph.conv(name, level, volumeWidth(config, i), 1), cells(i));

  let value = lift("bottleneck", levels[blocks]!, blocks);
  for (let i = blocks; i >= 1; i--) {
    const skip = lift(`decoder_${i}_skip`, levels[i - 1]!, i);
    const higher = i === blocks ? value : graph.resizeAltitude(`decoder_${i}_altitude`, value, cells(i));
    const enlarged = graph.resizeLike(`decoder_${i}_up`, higher, skip);
    value = convolve(
      graph,
      `decoder_${i}`,
      graph.concat(`decoder_${i}_concat`, enlarged, skip),
      volumeWidth(config, i),
    );
  }
  return graph.build(voxelHead(outputs), voxelOutputs(outputs));
}

/** (D / 8) 2^(i - 1), with the cap of all U-Nets, and at least 1. */
function volumeWidth({ baseWidth, maxWidth = Number.POSITIVE_INFINITY }: ResolvedConfig, i: number): number {
  return Math.max(1, Math.min(maxWidth, Math.floor((baseWidth / 8) * 2 ** (i - 1))));
}
