import type { AlongTrack } from "./_along-track.ts";
import { heightRuns } from "./_height-runs.ts";
import type { RgbaImage } from "./_png.ts";
import type { ClassTable } from "./classes.ts";

/** Columns for each step of the track: more than one, so that a soft enlargement softens little of the edges. */
const columnsPerStep = 4;
const mostColumns = 4096;
const rowM = 60;

/** What a picture of a curtain shows. */
export interface CurtainContent {
  readonly along: AlongTrack;
  readonly bins: number;
  /** Shape [P, bins]. */
  readonly heights: ArrayLike<number>;
  readonly values: ArrayLike<number>;
  readonly classes: ClassTable;
  /** Shown from and to, in metres. */
  readonly rangeM: readonly [from: number, to: number];
}

/** The curtain as a picture over its whole length; transparent where there is no data. */
export function curtainImage({ along, bins, heights, values, classes, rangeM }: CurtainContent): RgbaImage {
  const [fromKm, lengthKm] = [along.fromKm[0]!, along.toKm.at(-1)! - along.fromKm[0]!];
  const width = Math.min(mostColumns, Math.ceil((lengthKm / along.stepKm) * columnsPerStep));
  const height = Math.max(1, Math.round((rangeM[1] - rangeM[0]) / rowM));
  const rgba = new Uint8Array(width * height * 4);
  const rowOf = (metres: number): number =>
    Math.min(height, Math.max(0, Math.round(((rangeM[1] - metres) / (rangeM[1] - rangeM[0])) * height)));
  let point = 0;
  for (let col = 0; col < width; col++) {
    const at = fromKm + ((col + 0.5) / width) * lengthKm;
    while (point < along.km.length - 1 && at >= along.toKm[point]!) point++;
    if (at < along.fromKm[point]!) continue;
    for (const { value, lowM, highM } of heightRuns(heights, values, point * bins, bins)) {
      const [red, green, blue] = classes.get(value)!.rgb;
      for (let row = rowOf(highM); row < rowOf(lowM); row++) rgba.set([red, green, blue, 255], 4 * (row * width + col));
    }
  }
  return { width, height, rgba };
}
