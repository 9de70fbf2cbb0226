import { heightGaps, heightRuns } from "./_height-runs.ts";
import { type PagePlace, type PagePoint, type StandingCurtain, stretches } from "./_standing-curtain.ts";
import { path } from "./_svg.ts";

/** Points between lines. */
const step = 4;
/** Pieces of a line that are no longer than this, in points, become one: a track bends less than a pen shows. */
const pieceLength = 5;

/** A line of the hatching as far as it is drawn. */
interface HatchLine {
  readonly points: PagePoint[];
  /** How far along the track. */
  end: number;
}

/**
 * Diagonal lines over what has no data in a standing curtain, for a path; "" when it has data everywhere.
 *
 * On the curtain laid flat, x along the track and y upwards, both in points, a line has the same x - y everywhere: it is
 * cut to the stretch and the heights of each gap, and goes on where it ended in the stretch before.
 */
export function curtainHatching(curtain: StandingCurtain, place: PagePlace): string {
  const { bins, height, values, topM } = curtain;
  const lines: HatchLine[] = [];
  const open = new Map<number, HatchLine>();
  let along = 0;
  for (const [point, { from, to, goesOn }] of stretches(curtain).entries()) {
    const [foot, next] = [place(...from, 0), place(...to, 0)];
    const perMetre = (foot[1] - place(...from, topM)[1]) / topM;
    const length = Math.hypot(next[0] - foot[0], next[1] - foot[1]);
    const at = (x: number, y: number): PagePoint => {
      const part = length > 0 ? (x - along) / length : 0;
      return [foot[0] + part * (next[0] - foot[0]), foot[1] + part * (next[1] - foot[1]) - y];
    };
    for (const { lowM, highM } of heightGaps(heightRuns(height, values, point * bins, bins), topM)) {
      const [low, high] = [lowM * perMetre, highM * perMetre];
      for (let n = Math.ceil((along - high) / step); n * step <= along + length - low; n++) {
        const [x1, x2] = [Math.max(along, low + n * step), Math.min(along + length, high + n * step)];
        if (x2 <= x1) continue;
        let line = open.get(n);
        if (line === undefined || Math.abs(line.end - x1) > 1e-6) {
          line = { points: [at(x1, x1 - n * step)], end: x1 };
          lines.push(line);
          open.set(n, line);
        }
        extend(line, at(x2, x2 - n * step));
        line.end = x2;
      }
    }
    along += length;
    if (!goesOn) open.clear();
  }
  return lines.map(({ points }) => path(points)).join("");
}

function extend({ points }: HatchLine, to: PagePoint): void {
  const [from, last] = [points.at(-2), points.at(-1)!];
  if (from !== undefined && Math.hypot(last[0] - from[0], last[1] - from[1]) < pieceLength) points.pop();
  points.push(to);
}
