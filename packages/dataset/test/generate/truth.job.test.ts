import { readFileSync } from "node:fs";
import { join } from "node:path";
import { definePatch, type Patch, type Projection, parseGranuleName, parseTime, patchLatLon } from "@atcs/colocate";
import { createScene, createWorld, halfOrbit, type Scene, simulateArchive, truthHeights } from "@atcs/simulator";
import { beforeAll, describe, expect, test } from "vitest";
import { generateDataset } from "../../src/generate/generate-dataset.ts";
import { openParasolGranule, type ParasolGranule } from "../../src/granules/parasol.ts";
import { parseInstanceIndex } from "../../src/layout/instance-index.ts";
import { readLabels } from "../../src/layout/read-labels.ts";
import { readNpy } from "../../src/npy/read-npy.ts";
import { readPickle } from "../../src/pickle/read-pickle.ts";
import type { InstanceInfo, StoredLabels } from "../../src/types.ts";
import { temporaryFolder } from "./_support.ts";

const folder = temporaryFolder();
const size = 24;
const fields = ["cloud_indicator", "I865P", "Latitude", "Longitude"];
const channels = 19;

/** A piece of a half orbit, and what it shows. */
interface Simulated {
  readonly archive: string;
  readonly day: string;
  readonly scene: Scene;
  readonly parasolFile: string;
}

async function simulate(day: string, latRange: readonly [number, number]): Promise<Simulated> {
  const archive = join(folder, day);
  const from = parseTime(day);
  const { granules } = await simulateArchive({ out: archive, from, to: from, granulesPerDay: 1, latRange, workers: 0 });
  const parasolFile = join(archive, granules[0]!.files.find(({ kind }) => kind === "parasol")!.path);
  const name = parseGranuleName(parasolFile);
  if (name.product !== "PARASOL_L1B") throw new Error("not an image");
  return {
    archive,
    day,
    parasolFile,
    scene: createScene(createWorld(0), halfOrbit(name.cycle!, name.orbit!), { latRange }),
  };
}

interface Instance {
  readonly info: InstanceInfo;
  readonly patch: Patch;
  readonly labels: StoredLabels;
  readonly image: Float32Array;
}

/** A dataset as the loader has it. */
async function generate({ archive, day }: Simulated, projection: Projection): Promise<Instance[]> {
  const out = join(folder, `${day}-${projection}`);
  const options = { patchSize: size, samplesPerGranule: 4, minLabels: 10, nadirPadding: 3, workers: 0 };
  await generateDataset({ archive, out, from: day, to: day, projection, fields, ...options });
  const index = parseInstanceIndex(JSON.parse(readFileSync(join(out, "instance_info.json"), "utf8")), "index");
  return index.ids.map((id) => {
    const info = index.info(id);
    const pickle = readPickle(new Uint8Array(readFileSync(join(out, info.outputPath))));
    const labels = readLabels(pickle, { file: info.outputPath, instanceId: id, extent: { height: size, width: size } });
    const image = readNpy(new Uint8Array(readFileSync(join(out, info.inputPath)))).data as Float32Array;
    const patch = definePatch({ projection, size, centerLat: info.centerLat!, centerLon: info.centerLon! });
    return { info, patch, labels, image };
  });
}

/** Where the labels of an instance say that they are in the image, so many columns further east. */
function* places({ patch, labels }: Instance, shift: number): Generator<{ p: number; lat: number; lon: number }> {
  const { lat, lon } = patchLatLon(patch);
  for (let p = 0; p < labels.count; p++) {
    const sum = { lat: 0, lon: 0 };
    let isInside = true;
    for (let k = 0; k < 4; k++) {
      const col = labels.corners[8 * p + 2 * k + 1]! + shift;
      const pixel = labels.corners[8 * p + 2 * k]! * size + col;
      const weight = labels.weights[4 * p + k]!;
      isInside &&= col >= 0 && col < size;
      sum.lat += weight * lat[pixel]!;
      // The corners of a label may lie on both sides of the antimeridian.
      sum.lon += weight * nearTo(labels.lon[p]!, lon[pixel]!);
    }
    if (isInside) yield { p, lat: sum.lat, lon: nearTo(0, sum.lon) };
  }
}

/** The same longitude, from half a turn west of another one on. */
function nearTo(other: number, lon: number): number {
  return lon - 360 * Math.floor((lon - other + 180) / 360);
}

/** Share of the bins, of those in which either has a cloud, in which labels and truth are of one type. */
function agreement(scene: Scene, instances: readonly Instance[], shift: number): number {
  let same = 0;
  let all = 0;
  for (const instance of instances) {
    const { cloudScenario, height } = instance.labels;
    for (const { p, lat, lon } of places(instance, shift)) {
      const truth = scene.sceneTruth(lat, lon);
      for (let bin = 0; bin < 125; bin++) {
        const label = cloudScenario[125 * p + bin]!;
        if (label === 255) continue;
        const type = truth[Math.round((truthHeights[0]! - height[125 * p + bin]!) / 240)] ?? 0;
        if (label === 0 && type === 0) continue;
        all++;
        if (label === type) same++;
      }
    }
  }
  expect(all).toBeGreaterThan(200);
  return same / all;
}

const places180 = { name: "across the antimeridian", day: "2008-11-05", latRange: [-10.85, -9.05] } as const;

describe.each([{ name: "in the tropics", day: "2008-06-03", latRange: [4, 5.8] }, places180] as const)(
  "$name",
  (place) => {
    let simulated: Simulated;
    beforeAll(async () => {
      simulated = await simulate(place.day, place.latRange);
    }, 60_000);

    describe.each(["equirectangular", "sinusoidal"] as const)("%s", (projection) => {
      let instances: Instance[];
      let parasol: ParasolGranule;
      beforeAll(async () => {
        instances = await generate(simulated, projection);
        parasol = await openParasolGranule(simulated.parasolFile);
        return () => parasol.close();
      }, 60_000);

      test("the truth where labels say that they are is what they say; one pixel beside it is not", () => {
        const { scene } = simulated;
        expect(instances.length).toBeGreaterThan(0);
        const here = agreement(scene, instances, 0);
        const beside = Math.max(agreement(scene, instances, 1), agreement(scene, instances, -1));
        // Bins of truth and labels differ by up to 12 m; corner weights are not exactly at the profile.
        expect(here).toBeGreaterThan(projection === "equirectangular" ? 0.97 : 0.8);
        expect(beside).toBeLessThan(here - 0.05);
      });

      test("pixels are those of the granule at their places; one pixel beside they are not", async () => {
        for (const shift of [0, 1]) {
          let same = 0;
          for (const { patch, image } of instances) {
            const { lat, lon } = patchLatLon(patch);
            for (let pixel = 0; pixel < size * size; pixel += 7) {
              const { row, col } = parasol.grid.toPixel(lat[pixel]!, lon[pixel]!);
              const wrapped = (col + shift) % 6480;
              const { data } = await parasol.readPhysical("cloud_indicator", { row, col: wrapped, rows: 1, cols: 1 });
              const expected = Number.isNaN(data[0]) ? -32767 : data[0];
              if (image[pixel * channels] === expected) same++;
            }
          }
          const share = same / (instances.length * Math.ceil((size * size) / 7));
          if (shift === 0) expect(share).toBe(1);
          else expect(share).toBeLessThan(0.95);
        }
      });

      test("coordinates are those of the pixels, longitudes from -180 to below 180", () => {
        let across = 0;
        for (const { info, patch, labels, image } of instances) {
          const { lat, lon } = patchLatLon(patch);
          const stored = Array.from({ length: size * size }, (_, pixel) => image[pixel * channels + 18]!);
          for (const [pixel, each] of stored.entries()) {
            expect(Math.abs(image[pixel * channels + 17]! - lat[pixel]!)).toBeLessThan(1e-4);
            expect(Math.abs(nearTo(lon[pixel]!, each) - lon[pixel]!)).toBeLessThan(1e-4);
          }
          const all = [...stored, ...labels.lon, ...lon, info.centerLon!];
          expect(all.filter((each) => !(each >= -180 && each < 180))).toEqual([]);
          if (Math.max(...stored) - Math.min(...stored) > 359) across++;
        }
        if (place === places180) expect(across).toBeGreaterThan(0);
        else expect(across).toBe(0);
      });
    });
  },
);
