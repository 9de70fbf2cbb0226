/** Metres from a profile beyond which no pixel is its corner, unless said otherwise. */
export const defaultMaxDistanceM = 20_000;
