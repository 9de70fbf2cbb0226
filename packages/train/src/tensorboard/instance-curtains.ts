import type { Batch } from "@atcs/dataset";

/** Truth and prediction of an instance along its track. */
export interface InstanceCurtain {
  readonly instanceId: number;
  /** P */
  readonly count: number;
  /** K */
  readonly bins: number;
  /** Shape [P, K], from the top: cloud type 0 to 8, 255 unknown. */
  readonly truth: Uint8Array;
  /** Classes [P, K] of `seg_3d`; probabilities of a cloud, [P, K] of `bin_seg_3d` and [P, 1] of `bin_seg_2d`. */
  readonly prediction: Uint8Array | Float32Array;
}

/**
 * Instances of which curtains are shown: some from the whole of the list, for neighbours are often of one orbit.
 * @param most from 1
 */
export function shownInstances(ids: readonly number[], most = 4): ReadonlySet<number> {
  const count = Math.min(most, ids.length);
  return new Set(Array.from({ length: count }, (_, i) => ids[Math.floor((i * ids.length) / count)]!));
}

/**
 * Curtains of those instances of a batch that are shown, as copies; none of one without label points.
 * @param prediction of all points of the batch, as `decodeLogits` gives them
 */
export function instanceCurtains(
  batch: Pick<Batch, "ids" | "batchIndex" | "bins" | "cloudScenario">,
  prediction: Uint8Array | Float32Array,
  shown: ReadonlySet<number>,
): InstanceCurtain[] {
  const { ids, batchIndex, bins, cloudScenario } = batch;
  const curtains: InstanceCurtain[] = [];
  for (const [index, instanceId] of ids.entries()) {
    if (!shown.has(instanceId)) continue;
    // The points of an instance follow each other.
    const [first, end] = [batchIndex.indexOf(index), batchIndex.lastIndexOf(index) + 1];
    if (first < 0) continue;
    const width = prediction.length / batchIndex.length;
    curtains.push({
      instanceId,
      count: end - first,
      bins,
      truth: cloudScenario.slice(first * bins, end * bins),
      prediction: prediction.slice(first * width, end * width),
    });
  }
  return curtains;
}
