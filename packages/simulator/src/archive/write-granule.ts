import { dirname, join } from "node:path";
import type { WriteTarget } from "@atcs/hdf/write";
import { systemReason } from "../_system-error.ts";
import { ArchiveDirectoryError } from "../errors.ts";
import { writeCldclass, writeParRb2 } from "../granules/caltrack.ts";
import { truthHeights } from "../granules/height-bins.ts";
import { writeParasol } from "../granules/parasol.ts";
import { writeTruth } from "../granules/truth.ts";
import type { PixelBlock } from "../granules/types.ts";
import { parasolLagSec, periodSec } from "../orbit/reference-orbit.ts";
import { sceneLabels } from "../scene/labels.ts";
import { createScene } from "../scene/scene.ts";
import type { Scene, World } from "../scene/types.ts";
import { createWorld } from "../scene/world.ts";
import { acquisitionOf } from "./_file-names.ts";
import { makeDirectory } from "./_make-directory.ts";
import { nightTrack } from "./_night-track.ts";
import { createPartFile, type PartFile } from "./_part-file.ts";
import type { PlannedFile, PlannedGranule } from "./types.ts";

/** What all granules of a run have in common; can be sent to a worker. */
export interface WriterSetup {
  readonly out: string;
  /** Of the names of files that are not complete. */
  readonly mark: string;
  readonly seed: number;
  readonly latRange: readonly [number, number];
  readonly withDefects: boolean;
}

/** What happens while a granule is written. */
export interface WriteHooks {
  readonly signal?: AbortSignal;
  /** @param share of the granule that is done, 0 to 1 */
  readonly onShare?: (share: number) => void;
}

/** What was written of a granule. */
export interface WrittenGranule {
  /** Of all files together. */
  readonly bytes: number;
  /** An image was written, and no pixel of it has a view. */
  readonly isDark: boolean;
}

/** Makes and writes the files of granules, one granule at a time. */
export type WriteGranule = (granule: PlannedGranule, hooks?: WriteHooks) => Promise<WrittenGranule>;

/** The image is nearly all of the work; the rest is the truth. */
const imageShare = 0.9;

export function createGranuleWriter(setup: WriterSetup): WriteGranule {
  let world: World | undefined;
  return async (granule, hooks = {}) => {
    world ??= createWorld(setup.seed);
    let isDark = false;
    const onImage = (hasViews: boolean): void => {
      isDark = !hasViews;
    };
    const write =
      granule.dayNight === "day"
        ? dayWriter(world, granule, setup, { ...hooks, onImage })
        : nightWriter(world, granule, setup);
    let bytes = 0;
    for (const file of granule.files) {
      hooks.signal?.throwIfAborted();
      bytes += await writeFile(setup, file, (target) => write(file.kind, target));
    }
    return { bytes, isDark };
  };
}

interface ImageHooks extends WriteHooks {
  readonly onImage: (hasViews: boolean) => void;
}

type WriteKind = (kind: PlannedFile["kind"], target: WriteTarget) => Promise<void>;

function dayWriter(
  world: World,
  { orbit, hasCloudData }: PlannedGranule,
  { latRange, withDefects }: WriterSetup,
  { signal, onShare = () => {}, onImage }: ImageHooks,
): WriteKind {
  const scene = createScene(world, orbit, { latRange, withDefects });
  const acquisition = acquisitionOf(orbit, "day");
  const { track } = scene;
  const aborting = signal === undefined ? {} : { signal };
  const imageAcquisition = {
    beginTai93: acquisition.beginTai93 + parasolLagSec,
    endTai93: acquisition.endTai93 + parasolLagSec,
  };
  const labels = once(() => scene.labels());
  const writers: Readonly<Record<PlannedFile["kind"], (target: WriteTarget) => Promise<void>>> = {
    cldclass: (target) => {
      const { heights, scenarioWords } = labels();
      const classes = hasCloudData ? { scenarioWords } : {};
      return writeCldclass(target, { ...acquisition, track, heights, ...classes, dayNight: "day" });
    },
    sync: (target) => {
      const { timeDifferenceSec } = labels();
      return writeParRb2(target, { ...acquisition, track, timeDifferenceSec, dayNight: "day" });
    },
    parasol: (target) => {
      const onBlock = (done: number): void => onShare((imageShare * done) / scene.blockCount);
      const blocks = watchViews(scene.measurements(), onImage);
      return writeParasol(target, { ...imageAcquisition, blocks, ...aborting, onBlock });
    },
    truth: (target) => writeSceneTruth(target, scene, { ...imageAcquisition, ...aborting }),
  };
  return (kind, target) => writers[kind](target);
}

/** Passes blocks on, and tells at the end whether any pixel of them has a view. */
function* watchViews(blocks: Iterable<PixelBlock>, onEnd: (hasViews: boolean) => void): Generator<PixelBlock> {
  let hasViews = false;
  for (const block of blocks) {
    hasViews ||= block.fields.get("Nviews")!.some((count: number) => count > 0);
    yield block;
  }
  onEnd(hasViews);
}

function writeSceneTruth(
  target: WriteTarget,
  scene: Scene,
  content: { readonly beginTai93: number; readonly endTai93: number; readonly signal?: AbortSignal },
): Promise<void> {
  const { grid, intervals } = scene;
  return writeTruth(target, { ...content, grid, intervals, blocks: scene.truth(), heights: truthHeights });
}

/** The night half has nothing but its cloud classes; its clouds are those of its own middle. */
function nightWriter(world: World, { granule, orbit }: PlannedGranule, { latRange }: WriterSetup): WriteKind {
  return (_kind, target) => {
    const track = nightTrack(orbit, latRange);
    const labels = sceneLabels(world, granule, track, orbit.nodeTai93 + periodSec / 2);
    return writeCldclass(target, { ...acquisitionOf(orbit, "night"), track, ...labels, dayNight: "night" });
  };
}

/** @returns the size of the file in bytes */
async function writeFile(
  { out, mark }: WriterSetup,
  { path, keptShare }: PlannedFile,
  write: (target: WriteTarget) => Promise<void>,
): Promise<number> {
  const file = await openFile(join(out, path), mark, keptShare);
  try {
    await write(file);
    return file.bytes;
  } finally {
    // Does nothing when it is complete.
    await file.abort();
  }
}

async function openFile(path: string, mark: string, keptShare: number): Promise<PartFile> {
  try {
    await makeDirectory(dirname(path));
    return await createPartFile(path, mark, keptShare);
  } catch (cause) {
    throw new ArchiveDirectoryError(`${path}: cannot be written (${systemReason(cause)})`, { file: path, cause });
  }
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
