// Numbers that a network learns, in closed form: the formulas of docs/reference/networks.md, independent of the graphs.

import { type NetworkConfig, type NetworkName, taskOutputs } from "../../../src/index.ts";

/** Convolution over `cells`, then batch normalisation. */
const c = (cells: number, from: number, to: number): number => cells * from * to + 2 * to;
/** The same with a bias. */
const d = (cells: number, from: number, to: number): number => cells * from * to + to;

function sum(first: number, last: number, term: (i: number) => number): number {
  let total = 0;
  for (let i = first; i <= last; i++) total += term(i);
  return total;
}

/** With a number of blocks. */
export function learnedNumbers(name: NetworkName, config: NetworkConfig): number {
  const { channels: C, task, bins = 125, baseWidth: D = 64, maxWidth, blocks } = config;
  const n = typeof blocks === "number" ? blocks : 4;
  const { classes: G, bins: K } = taskOutputs(task, bins);
  const O = G * K;
  const cap = maxWidth ?? 512;
  const u = (i: number): number => Math.max(1, Math.min(cap, Math.floor(D * 2 ** i)));
  const z = (i: number): number => Math.max(1, Math.min(cap, Math.floor(D * 2 ** (i - 4))));
  const A = (i: number): number => Math.ceil(K / 2 ** (i - 1));

  const e = (i: number): number => u(Math.min(i, n - 1));
  const encoder = d(1, C, u(0)) + sum(1, n, (i) => c(9, e(i - 1), e(i)) + c(9, e(i), e(i)));
  const decoder = sum(1, n, (i) => c(9, 2 * u(i - 1), u(i - 1)) + c(9, u(i - 1), u(i - 2)));
  const unet2d = encoder + decoder + d(1, C, u(-1)) + d(1, 2 * u(-1), u(0)) + d(1, u(0), u(0)) + d(1, u(0), O);

  const lifts = d(1, e(n), z(n)) + A(n) * z(n) + sum(1, n, (i) => d(1, u(i - 1), z(i)) + A(i) * z(i));
  const below = (i: number): number => z(Math.min(i + 1, n));
  const volume = (first: number, second: number): number =>
    encoder + lifts + sum(1, n, (i) => c(first, below(i) + z(i), z(i)) + c(second, z(i), z(i))) + d(1, z(1), G);

  switch (name) {
    case "single_pixel": {
      const M = maxWidth ?? Math.max(C, O);
      return c(1, C, M) + c(1, M, M) + d(1, M, O);
    }
    case "simple_conv": {
      const w = (i: number): number => (i === 0 ? D : Math.min(maxWidth ?? 128, D * 2 ** i));
      return c(1, C, D) + sum(1, 5, (i) => c(9, w(i - 1), w(i))) + d(1, w(5), O);
    }
    case "unet_2d":
      return unet2d;
    case "unet_2d_transpose":
      return unet2d + sum(1, n, (i) => c(9, u(i - 1), u(i - 1)));
    case "unet_2_1d":
      return volume(9, 3);
    case "unet_3d":
      return volume(27, 27);
    case "simple_conv_3d":
      return c(1, C, D) + d(1, D, 16) + 16 + Math.ceil(Math.log2(K)) * c(27, 16, 16) + d(1, 16, G);
  }
}
