import { heightRuns } from "./_height-runs.ts";
import { path } from "./_svg.ts";

/** A point on the page. */
export type PagePoint = [x: number, y: number];

/** The label points of a curtain and what is above them. */
export interface StandingCurtain {
  readonly count: number;
  readonly bins: number;
  /** Shape [P, bins]: metres. */
  readonly height: ArrayLike<number>;
  readonly values: ArrayLike<number>;
  /** Shape [P, 2]: row and column in the image. */
  readonly positions: ArrayLike<number>;
  /** Shown up to, in metres. */
  readonly topM: number;
}

/** Where a row and column of the image is on the page, so many metres up. */
export type PagePlace = (row: number, col: number, metres: number) => PagePoint;

/** Neighbours farther apart than this many usual steps have a gap between them. */
const gapSteps = 1.8;

/** The outline of each class, by its id: parallelograms over the stretch of each point. */
export function classOutlines(curtain: StandingCurtain, place: PagePlace): Map<number, string> {
  const outlines = new Map<number, string>();
  for (const [point, { from, to }] of stretches(curtain).entries()) {
    for (const { value, lowM, highM } of heightRuns(
      curtain.height,
      curtain.values,
      point * curtain.bins,
      curtain.bins,
    )) {
      const [low, high] = [Math.max(0, lowM), Math.min(curtain.topM, highM)];
      if (high <= low) continue;
      const outline = [place(...from, low), place(...to, low), place(...to, high), place(...from, high)];
      outlines.set(value, (outlines.get(value) ?? "") + path(outline, true));
    }
  }
  return outlines;
}

/** The ground that a point stands for. */
export interface Stretch {
  /** Row and column of both ends. */
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
  /** Does the curtain go on with the next point? */
  readonly goesOn: boolean;
}

/** Of all points, in their order. */
export function stretches(curtain: StandingCurtain): Stretch[] {
  const { positions, count } = curtain;
  const step = usualStep(curtain);
  return Array.from({ length: count }, (_, point) => {
    const [from, to] = stretch(curtain, point, step);
    return { from, to, goesOn: point + 1 < count && stepAfter(positions, point) <= gapSteps * step };
  });
}

/** The curtain's whole area: one outline for each part of the track without a gap. */
export function areaOutline(curtain: StandingCurtain, place: PagePlace): string {
  const { topM } = curtain;
  let outline = "";
  let bottom: PagePoint[] = [];
  let top: PagePoint[] = [];
  for (const { from, to, goesOn } of stretches(curtain)) {
    bottom.push(place(...from, 0), place(...to, 0));
    top.push(place(...from, topM), place(...to, topM));
    if (goesOn) continue;
    outline += path([...bottom, ...top.reverse()], true);
    [bottom, top] = [[], []];
  }
  return outline;
}

/** Row and column of both ends of the curtain. */
export function curtainEnds(curtain: StandingCurtain): [[number, number], [number, number]] {
  const all = stretches(curtain);
  return [[...all[0]!.from], [...all.at(-1)!.to]];
}

/**
 * Row and column of both ends of what a point stands for: halfway to its neighbours, half a usual step towards those
 * beyond a gap, and at the ends of the track as far outwards as inwards.
 */
function stretch(
  { positions, count }: StandingCurtain,
  point: number,
  step: number,
): [[number, number], [number, number]] {
  const [row, col] = [positions[2 * point]!, positions[2 * point + 1]!];
  const towards = (other: number): [number, number] | undefined => {
    if (other < 0 || other >= count) return undefined;
    const distance = stepAfter(positions, Math.min(point, other));
    const part = distance > gapSteps * step ? step / 2 / distance : 0.5;
    return [row + part * (positions[2 * other]! - row), col + part * (positions[2 * other + 1]! - col)];
  };
  const [before, after] = [towards(point - 1), towards(point + 1)];
  const opposite = (end: [number, number] | undefined): [number, number] =>
    end === undefined ? [row, col] : [2 * row - end[0], 2 * col - end[1]];
  return [before ?? opposite(after), after ?? opposite(before)];
}

/** The middle one of the distances between neighbours, in pixels. */
function usualStep({ positions, count }: StandingCurtain): number {
  const steps = Float64Array.from({ length: Math.max(0, count - 1) }, (_, point) => stepAfter(positions, point));
  return steps.sort()[steps.length >> 1] ?? 0;
}

function stepAfter(positions: ArrayLike<number>, point: number): number {
  const at = 2 * point;
  return Math.hypot(positions[at + 2]! - positions[at]!, positions[at + 3]! - positions[at + 1]!);
}
