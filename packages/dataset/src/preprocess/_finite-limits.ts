/** The largest finite float32. */
const largest = (2 - 2 ** -23) * 2 ** 127;

/** What decides how large a normalised value can be. */
export interface NormalizedChannel {
  /** The values themselves, or a sine or cosine of them. */
  readonly part: "value" | "sin" | "cos";
  readonly low: number;
  readonly high: number;
  readonly mean: number;
  readonly std: number;
}

/**
 * Limits that keep (value - mean) / std finite in float32, as it is computed: those of the channel, or nearer ones where
 * it has none, which only damaged values reach. Undefined when no limits do: the mean or 1 / std is not a float32, or what
 * is clipped to 0 to 1.5 is divided by next to nothing.
 */
export function finiteLimits(channel: NormalizedChannel): readonly [low: number, high: number] | undefined {
  const { part, low, high, mean, std } = channel;
  if (mean === 0 && std === 1) return [low, high];
  const [shift, factor] = [Math.fround(mean), Math.fround(1 / std)];
  if (!Number.isFinite(shift) || !Number.isFinite(factor) || factor === 0) return undefined;
  const fits = (value: number): boolean => Number.isFinite(Math.fround(Math.fround(value - shift) * factor));
  if (part !== "value") return fits(-1) && fits(1) ? [low, high] : undefined;
  // Half of what float32 holds, so that no rounding leads beyond it.
  const reach = largest / 2 / Math.max(1, factor);
  const limits = [
    Number.isFinite(low) ? low : Math.fround(Math.max(-largest, shift - reach)),
    Number.isFinite(high) ? high : Math.fround(Math.min(largest, shift + reach)),
  ] as const;
  return limits.every((limit) => fits(Math.fround(limit))) ? limits : undefined;
}
