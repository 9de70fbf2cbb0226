import type { HeightBins, StoredLabels } from "@atcs/dataset";
import type { CurtainTrack, PointPlaces } from "@atcs/dataset/figures";

/** Labels of an instance in the height bins of a run. */
export interface InstanceLabels extends CurtainTrack, PointPlaces {
  /** Shape [P, K]: cloud type 0 to 8, 255 unknown. */
  readonly truth: Uint8Array;
  /** Shape [P, K]: metres. */
  readonly height: Int16Array;
}

/** @returns undefined when the labels do not have these bins */
export function chosenBins(labels: StoredLabels, [first, end]: HeightBins): InstanceLabels | undefined {
  if (first < 0 || end > labels.bins || first >= end) return undefined;
  const { count, lat, lon, positions, corners, weights } = labels;
  const cut = <A extends Uint8Array | Int16Array>(all: A): A => {
    const rows = Array.from({ length: count }, (_, p) => all.subarray(p * labels.bins + first, p * labels.bins + end));
    const target = new (all.constructor as new (length: number) => A)(count * (end - first));
    for (const [p, row] of rows.entries()) target.set(row, p * (end - first));
    return target;
  };
  const track = { count, bins: end - first, lat, lon, positions, corners, weights };
  return { ...track, height: cut(labels.height), truth: cut(labels.cloudScenario) };
}

/** What lies outside is no height. */
const validMetres = [-5000, 30000] as const;

/** Mean height of each bin in km; undefined when a bin has none. */
export function heightsOf({ height, count, bins }: InstanceLabels): number[] | undefined {
  const means: number[] = [];
  for (let k = 0; k < bins; k++) {
    let [sum, known] = [0, 0];
    for (let p = 0; p < count; p++) {
      const metres = height[p * bins + k]!;
      if (metres < validMetres[0] || metres > validMetres[1]) continue;
      sum += metres;
      known++;
    }
    if (known === 0) return undefined;
    means.push(sum / known / 1000);
  }
  return means;
}
