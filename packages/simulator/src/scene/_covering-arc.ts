/** Longitudes from `west` on to the east, degrees. */
export interface Arc {
  readonly west: number;
  /** 0 to 360. */
  readonly extent: number;
}

/**
 * The shortest arc that covers all of the given ones, which may cross the antimeridian: it leaves out the widest gap.
 * @param arcs at least one
 * @returns `west` in [0, 360)
 */
export function coveringArc(arcs: readonly Arc[]): Arc {
  const sorted = arcs
    .map(({ west, extent }) => ({ west: turned(west), extent }))
    .sort((first, second) => first.west - second.west);
  // As far as an arc reaches into the next turn, this one is covered.
  let end = Math.max(...sorted.map(({ west, extent }) => west + extent)) - 360;
  let west = 0;
  let widest = 0;
  for (const arc of sorted) {
    if (arc.west - end > widest) {
      widest = arc.west - end;
      west = arc.west;
    }
    end = Math.max(end, arc.west + arc.extent);
  }
  return { west, extent: 360 - widest };
}

function turned(lon: number): number {
  return ((lon % 360) + 360) % 360;
}
