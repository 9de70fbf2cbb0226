import type { TileCells } from "./tile-cells.ts";
import type { SwathWindow } from "./window.ts";

/**
 * Weight of each pixel of a tile along one axis: 1 in the middle, falling to almost nothing as a squared sine over the overlap, so
 * that those of two tiles which overlap by so much add up to 1.
 * @param overlap 1 to half of the size
 */
export function rampWeights(size: number, overlap: number): Float64Array {
  return Float64Array.from({ length: size }, (_, i) => {
    const fromEdge = Math.min(i, size - 1 - i);
    return fromEdge >= overlap ? 1 : Math.sin(((fromEdge + 0.5) / overlap) * (Math.PI / 2)) ** 2;
  });
}

/** What tiles say of the valid pixels of one row, weighted. */
interface RowSums {
  /** Shape [planes, pixels]. */
  readonly sums: Float32Array;
  readonly weights: Float64Array;
}

/** What tiles say of each valid pixel of a window, blended. Rows are held from the first tile on that touches them. */
export class Blend {
  readonly #window: SwathWindow;
  readonly #planes: number;
  readonly #ramp: Float64Array;
  readonly #rows = new Map<number, RowSums>();

  /**
   * @param planes numbers for each pixel
   * @param ramp of {@link rampWeights}
   */
  constructor(window: SwathWindow, planes: number, ramp: Float64Array) {
    this.#window = window;
    this.#planes = planes;
    this.#ramp = ramp;
  }

  /**
   * Add what the network says of a tile.
   * @param values shape [planes, size, size]
   */
  add(rows: readonly TileCells[], values: Float32Array): void {
    const size = this.#ramp.length;
    for (const cells of rows) {
      const { y, row, numbers } = cells;
      const { sums, weights } = this.#rowSums(row);
      const { lefts, ofLeft, ofRight } = this.#shares(cells);
      for (let i = 0; i < numbers.length; i++) weights[numbers[i]!]! += ofLeft[i]! + ofRight[i]!;
      for (let plane = 0; plane < this.#planes; plane++) {
        const from = (plane * size + y) * size;
        const to = plane * weights.length;
        for (let i = 0; i < numbers.length; i++) {
          const left = from + lefts[i]!;
          sums[to + numbers[i]!]! += ofLeft[i]! * values[left]! + ofRight[i]! * values[left + 1]!;
        }
      }
    }
  }

  /**
   * What all tiles say of the valid pixels of a row, which is then forgotten.
   * @returns shape [planes, pixels]
   */
  take(row: number): Float32Array {
    const { sums, weights } = this.#rowSums(row);
    this.#rows.delete(row);
    const pixels = weights.length;
    for (let i = 0, pixel = 0; i < sums.length; i++, pixel = pixel + 1 === pixels ? 0 : pixel + 1) {
      sums[i]! /= weights[pixel]!;
    }
    return sums;
  }

  #rowSums(row: number): RowSums {
    const found = this.#rows.get(row);
    if (found !== undefined) return found;
    const pixels = this.#window.valid(row).length;
    const made = { sums: new Float32Array(this.#planes * pixels), weights: new Float64Array(pixels) };
    this.#rows.set(row, made);
    return made;
  }

  /** The pixel of the tile west of each position, and what it and the next one count: position and weight are interpolated. */
  #shares({ y, positions }: TileCells): { lefts: Int32Array; ofLeft: Float64Array; ofRight: Float64Array } {
    const ramp = this.#ramp;
    const lefts = Int32Array.from(positions, (position) => Math.min(Math.floor(position), ramp.length - 2));
    const fractions = positions.map((position, i) => position - lefts[i]!);
    const weights = fractions.map(
      (right, i) => ramp[y]! * ((1 - right) * ramp[lefts[i]!]! + right * ramp[lefts[i]! + 1]!),
    );
    return {
      lefts,
      ofLeft: weights.map((weight, i) => weight * (1 - fractions[i]!)),
      ofRight: weights.map((weight, i) => weight * fractions[i]!),
    };
  }
}
