/** The same angle in [0, 360) degrees, also after rounding to single precision, in which 360 - 1e-6 is 360. */
export function withinTurn(degrees: number): number {
  // The floor of -0 is -0, so that zero loses its sign.
  const turned = Math.fround(degrees - 360 * Math.floor(degrees / 360));
  return turned < 360 ? turned : 0;
}
