import { GraphBuilder, type ValueIndex } from "../graph/builder.ts";
import type { NetworkGraph } from "../graph/types.ts";
import { encode, unetWidth } from "./_encoder.ts";
import type { ResolvedConfig } from "./config.ts";
import { pixelOutputs, twoLayerHead } from "./heads.ts";

/** U-Net (Ronneberger et al. 2015) whose height bins are channels; it enlarges by bilinear interpolation. */
export function unet2d(config: ResolvedConfig): NetworkGraph {
  return buildUnet(config, (graph, name, value, skip) => graph.resizeLike(name, value, skip));
}

/** The same, enlarging by transposed convolutions. */
export function unet2dTranspose(config: ResolvedConfig): NetworkGraph {
  return buildUnet(config, (graph, name, value, skip, width) => {
    const doubled = graph.convTransposeBatchNorm(name, value, width);
    return graph.fitLike(`${name}_fit`, doubled, skip);
  });
}

/** Makes a value as large as the skip; `width` is the value's number of channels, which is kept. */
type Enlarge = (graph: GraphBuilder, name: string, value: ValueIndex, skip: ValueIndex, width: number) => ValueIndex;

function buildUnet(config: ResolvedConfig, enlarge: Enlarge): NetworkGraph {
  const { channels, blocks, outputs } = config;
  const graph = new GraphBuilder();
  const image = graph.input(channels);
  const levels = encode(graph, image, config);
  let value = levels[blocks]!;
  let width = unetWidth(config, blocks - 1);
  for (let i = blocks; i >= 1; i--) {
    const enlarged = enlarge(graph, `decoder_${i}_up`, value, levels[i - 1]!, width);
    const joined = graph.concat(`decoder_${i}_concat`, enlarged, levels[i - 1]!);
    const first = graph.convBatchNorm(`decoder_${i}_conv_1`, joined, unetWidth(config, i - 1), 3);
    width = unetWidth(config, i - 2);
    value = graph.convBatchNorm(`decoder_${i}_conv_2`, first, width, 3);
  }
  const stem = graph.convRelu("stem_b", image, unetWidth(config, -1), 1);
  const features = unetWidth(config, 0);
  graph.conv("features", graph.concat("features_concat", value, stem), features, 1);
  return graph.build(twoLayerHead(features, outputs), pixelOutputs(outputs));
}
