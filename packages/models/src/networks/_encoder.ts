import type { GraphBuilder, ValueIndex } from "../graph/builder.ts";
import type { ResolvedConfig } from "./config.ts";

/** Widths of the U-Nets: D 2^power, a cap, and at least 1. */
export function unetWidth({ baseWidth, maxWidth = Number.POSITIVE_INFINITY }: ResolvedConfig, power: number): number {
  return Math.max(1, Math.min(maxWidth, Math.floor(baseWidth * 2 ** power)));
}

/**
 * The half of a U-Net that looks at larger and larger surroundings. Block i halves the image, then has two convolutions of
 * width D 2^i; the last one's width is not doubled.
 * @returns e_0 (the stem, at full resolution) to e_n (the bottleneck)
 */
export function encode(graph: GraphBuilder, image: ValueIndex, config: ResolvedConfig): readonly ValueIndex[] {
  const { blocks } = config;
  const levels = [graph.convRelu("stem_a", image, unetWidth(config, 0), 1)];
  for (let i = 1; i <= blocks; i++) {
    const width = unetWidth(config, i < blocks ? i : blocks - 1);
    const pooled = graph.maxPool(`encoder_${i}_pool`, levels[i - 1]!);
    const first = graph.convBatchNorm(`encoder_${i}_conv_1`, pooled, width, 3);
    levels.push(graph.convBatchNorm(`encoder_${i}_conv_2`, first, width, 3));
  }
  return levels;
}
