/** Height bins of CloudSat's profiles. */
export const heightBinCount = 125;

/** Metres from one bin to the next. */
const binSpacingM = 240;

/** Where the centre of the highest bin lies on average; the lowest is then near -4.9 km. */
const highestBinM = 24_900;

/**
 * Heights of the bins of P profiles: shape (P, 125), metres above mean sea level, bin 0 the highest. CloudSat's bins
 * follow the satellite's altitude, so those of two profiles differ by some metres; here by a slow wave along the track.
 */
export function profileHeights(tai93: Float64Array): Int16Array {
  const heights = new Int16Array(tai93.length * heightBinCount);
  for (let p = 0; p < tai93.length; p++) {
    const offset = 12 * Math.sin((2 * Math.PI * tai93[p]!) / 97);
    for (let k = 0; k < heightBinCount; k++) {
      heights[p * heightBinCount + k] = Math.round(highestBinM + offset - k * binSpacingM);
    }
  }
  return heights;
}

/** Heights of the bins of the truth: the same for all columns, 24,900 m down to -4860 m by 240 m. */
export const truthHeights: readonly number[] = Object.freeze(
  Array.from({ length: heightBinCount }, (_, bin) => highestBinM - bin * binSpacingM),
);
