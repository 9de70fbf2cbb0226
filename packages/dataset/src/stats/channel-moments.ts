/** Count, mean, squared deviations and range of each channel; they add up over instances. */
export class ChannelMoments {
  readonly channels: number;
  readonly count: Float64Array;
  readonly mean: Float64Array;
  /** Sum of the squared deviations from the mean. */
  readonly squares: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;

  constructor(channels: number) {
    this.channels = channels;
    this.count = new Float64Array(channels);
    this.mean = new Float64Array(channels);
    this.squares = new Float64Array(channels);
    this.min = new Float64Array(channels).fill(Number.POSITIVE_INFINITY);
    this.max = new Float64Array(channels).fill(Number.NEGATIVE_INFINITY);
  }

  /**
   * Add an image.
   * @param values shape [C, H, W], NaN where there is no value
   */
  addImage(values: Float32Array): void {
    const pixels = values.length / this.channels;
    for (let c = 0; c < this.channels; c++) {
      const { count, mean, squares, min, max } = planeMoments(values, c * pixels, (c + 1) * pixels);
      if (count === 0) continue;
      this.#merge(c, count, mean, squares);
      this.min[c] = Math.min(this.min[c]!, min);
      this.max[c] = Math.max(this.max[c]!, max);
    }
  }

  /** Chan, Golub and LeVeque (1979): the moments of two sets together. */
  #merge(c: number, count: number, mean: number, squares: number): void {
    const before = this.count[c]!;
    const total = before + count;
    const difference = mean - this.mean[c]!;
    this.mean[c] = this.mean[c]! + (difference * count) / total;
    this.squares[c] = this.squares[c]! + squares + (difference * difference * before * count) / total;
    this.count[c] = total;
  }
}

/** In two passes, so that a large mean takes no digits from small deviations. */
function planeMoments(
  values: Float32Array,
  begin: number,
  end: number,
): { count: number; mean: number; squares: number; min: number; max: number } {
  let count = 0;
  let sum = 0;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let i = begin; i < end; i++) {
    const value = values[i]!;
    if (Number.isNaN(value)) continue;
    count++;
    sum += value;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const mean = count === 0 ? 0 : sum / count;
  let squares = 0;
  for (let i = begin; i < end; i++) {
    const deviation = values[i]! - mean;
    if (!Number.isNaN(deviation)) squares += deviation * deviation;
  }
  return { count, mean, squares, min, max };
}
