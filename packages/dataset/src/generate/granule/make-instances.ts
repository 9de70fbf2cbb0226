import { formatTime, parseGranuleName, type SampledPatch, utcToTai93 } from "@atcs/colocate";
import { openParasolGranule, type ParasolGranule } from "../../granules/parasol.ts";
import type { InstanceInfo } from "../../types.ts";
import { checkFields, fieldAttributes } from "./check-fields.ts";
import { cutImage } from "./cut-image.ts";
import { deviationsOf } from "./deviations.ts";
import { type LabelTrack, readTrack } from "./read-track.ts";
import { sampleGranule } from "./sample.ts";
import { SkipError } from "./skip.ts";
import { storedLabels } from "./stored-labels.ts";
import type { GranuleReport, GranuleRules, LocalGranule, NewInstance } from "./types.ts";

/** What {@link makeInstances} is told and tells. */
export interface MakeOptions {
  /** Gets each instance when it is made; the next one is made when it is done with this one. */
  readonly take: (instance: NewInstance) => Promise<void> | void;
  /** Instances that are done, of those that there will be. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The instances of a granule, one after another: in which order is not said, their ids and contents depend on the files,
 * the rules, the ordinal and the granule's name alone.
 * @throws SkipError when the granule gives none; errors of the readers; what `take` throws; the signal's reason
 */
export async function makeInstances(
  granule: LocalGranule,
  rules: GranuleRules,
  { take, onProgress, signal }: MakeOptions,
): Promise<GranuleReport> {
  const track = await readTrack(granule, { maxTimeOffsetSec: rules.maxTimeOffsetSec, signal });
  const { name, file } = granule.parasol;
  await using parasol = await openParasolGranule(file, { name, ...(signal && { signal }) });
  checkTimes(granule, track, parasol, rules);
  checkFields(parasol, name, rules);
  const { patches, valid, draws, rejected } = await sampleGranule(parasol, granule.name, track, rules, signal);
  // From north to south, because neighbours share chunks that the reader keeps.
  const order = [...patches.entries()].sort(([, a], [, b]) => b.patch.centerLat - a.patch.centerLat);
  for (const [done, [k, sampled]] of order.entries()) {
    onProgress?.(done, order.length);
    signal?.throwIfAborted();
    const { image, shape } = await cutImage(parasol, sampled.patch, rules.fields, valid, signal);
    const info = describe(granule, rules, k, sampled);
    await take({ info, image, channels: shape.channels, labels: storedLabels(track, sampled.labels) });
  }
  onProgress?.(order.length, order.length);
  return {
    profiles: track.allCount,
    usableProfiles: track.count,
    draws,
    rejected: Object.fromEntries(Object.entries(rejected).filter(([, count]) => count > 0)),
    deviations: [...track.deviations, ...deviationsOf(name, parasol.deviations)],
    fieldAttributes: fieldAttributes(parasol, rules),
  };
}

/** @throws SkipError when the files say that image and profiles are not of one time, whatever their names say */
function checkTimes(
  { sync, parasol: { name } }: LocalGranule,
  track: LabelTrack,
  parasol: ParasolGranule,
  { maxTimeOffsetSec }: GranuleRules,
): void {
  if (track.start === undefined || parasol.start === undefined) return;
  const offset = Math.abs(utcToTai93(parasol.start) - utcToTai93(track.start));
  if (offset <= maxTimeOffsetSec) return;
  const found = `${sync.name} and ${name} begin ${Number(offset.toFixed(3))} s apart`;
  throw new SkipError("time-offset", `${found}: expected at most ${maxTimeOffsetSec} s`);
}

function describe(
  { ordinal, sync, cldclass, parasol }: LocalGranule,
  { samplesPerGranule, projection }: GranuleRules,
  k: number,
  { patch }: SampledPatch,
): InstanceInfo {
  const { start } = parseGranuleName(sync.name);
  const id = ordinal * samplesPerGranule + k;
  const directory = formatTime(start, { style: "directory" });
  return {
    id,
    inputPath: `input/${directory}/${id}.npy`,
    outputPath: `output/${directory}/${id}.pkl`,
    dateTime: formatTime(start, { style: "dataset" }),
    syncFile: sync.name,
    parasolFile: parasol.name,
    cldclassFile: cldclass.name,
    centerLat: patch.centerLat,
    centerLon: patch.centerLon,
    projection,
  };
}
