import { type KernelConfig, ResizeBilinearGrad } from "@tensorflow/tfjs";
import { loopKernel, type OurKernel, onlyFor } from "./_kernel.ts";

interface Attributes {
  readonly alignCorners: boolean;
  readonly halfPixelCenters: boolean;
}

/** Which two inputs a row or column of the result lies between, and the share of the second. */
interface Neighbours {
  readonly lower: number;
  readonly upper: number;
  readonly share: number;
}

/** Each value of dy goes back to the four pixels that it was made of, with their weights. */
const wherever: KernelConfig = /* @__PURE__ */ loopKernel<"dy" | "images", Attributes>(
  ResizeBilinearGrad,
  // The result is of the type of the first: not of images, which may be whole numbers.
  ["dy", "images"],
  ({ images, dy }, attributes) => {
    const [batch, height, width, channels] = images.shape as [number, number, number, number];
    const rows = neighbours(height, dy.shape[1]!, attributes);
    const columns = neighbours(width, dy.shape[2]!, attributes);
    return {
      shape: images.shape,
      fill: (dx, values) => {
        let from = 0;
        for (let b = 0; b < batch; b++) {
          for (const row of rows) {
            for (const column of columns) {
              give(dx, values!, from, b, row, column);
              from += channels;
            }
          }
        }
      },
    };

    /** What one pixel of the result gives to its four. */
    function give(
      dx: Float32Array,
      values: Float32Array,
      from: number,
      b: number,
      row: Neighbours,
      column: Neighbours,
    ): void {
      const top = (b * height + row.lower) * width;
      const bottom = (b * height + row.upper) * width;
      const corners = [top + column.lower, top + column.upper, bottom + column.lower, bottom + column.upper];
      const [low, right] = [1 - row.share, 1 - column.share];
      const weights = [low * right, low * column.share, row.share * right, row.share * column.share];
      for (let i = 0; i < 4; i++) {
        const [to, weight] = [corners[i]! * channels, weights[i]!];
        for (let j = 0; j < channels; j++) dx[to + j]! += weight * values[from + j]!;
      }
    }
  },
);

/**
 * Gradient of image.resizeBilinear. What is shipped does not know half pixel centres; without them it is right, and takes
 * about an eighth of the time.
 */
export const resizeBilinearGrad: OurKernel = /* @__PURE__ */ onlyFor<Attributes>(
  ({ halfPixelCenters }) => halfPixelCenters,
  wherever,
);

/** As TensorFlow places the pixels of the result among those of the image. */
function neighbours(from: number, to: number, { alignCorners, halfPixelCenters }: Attributes): Neighbours[] {
  const aligned = alignCorners && to > 1;
  const scale = aligned ? (from - 1) / (to - 1) : from / to;
  return Array.from({ length: to }, (_, i) => {
    const at = Math.min(from - 1, Math.max(0, halfPixelCenters ? (i + 0.5) * scale - 0.5 : i * scale));
    const lower = Math.floor(at);
    return { lower, upper: Math.ceil(at), share: at - lower };
  });
}
