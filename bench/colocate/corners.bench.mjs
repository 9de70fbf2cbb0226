// Corners and weights of a half orbit, against a k-d tree (scipy) with geodesics (geopy).

import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { findCorners } from "@atcs/colocate";
import { compare, median, row } from "../harness.mjs";
import { halfOrbit } from "./half-orbit.mjs";

// The unit vectors of the valid pixels in a tree; of the 20 nearest the nearest one in each quadrant by geodesic.
const peer = `
import numpy
from geopy.distance import geodesic
from scipy.spatial import cKDTree
folder = args[0]
rows, cols = numpy.fromfile(folder + "/pixels", numpy.int32).reshape(2, -1)
lat, lon = numpy.fromfile(folder + "/track").reshape(2, -1)
pixel_lat = 90 - (rows + 0.5) / 18
pixel_lon = 180 / numpy.round(3240 * numpy.cos(numpy.radians(pixel_lat))) * (cols - 3239.5)

def vectors(lat, lon):
    lat, lon = numpy.radians(lat), numpy.radians(lon)
    return numpy.stack([numpy.cos(lat) * numpy.cos(lon), numpy.cos(lat) * numpy.sin(lon), numpy.sin(lat)], axis=1)

def action(i):
    _, near = cKDTree(vectors(pixel_lat, pixel_lon)).query(vectors(lat, lon), k=20)
    pairs = zip(near.ravel(), numpy.repeat(numpy.arange(len(lat)), 20))
    metres = numpy.array([geodesic((lat[p], lon[p]), (pixel_lat[n], pixel_lon[n])).m for n, p in pairs]).reshape(-1, 20)
    metres[metres > 20000] = numpy.inf
    north = pixel_lat[near] >= lat[:, None]
    east = (pixel_lon[near] - lon[:, None] + 180) % 360 >= 180
    profiles = numpy.arange(len(lat))
    corners, distances = [], []
    for quadrant in (north & ~east, north & east, ~north & ~east, ~north & east):
        inside = numpy.where(quadrant, metres, numpy.inf)
        best = inside.argmin(axis=1)
        pixel = near[profiles, best]
        corners.append(numpy.stack([rows[pixel], cols[pixel]], axis=1))
        distances.append(inside[profiles, best])
    inverse = 1 / numpy.stack(distances, axis=1)
    weights = inverse / inverse.sum(axis=1, keepdims=True)
    if i == 0:
        numpy.stack(corners, axis=1).astype(numpy.int32).tofile(folder + "/corners")
        weights.tofile(folder + "/weights")
`;

export default async function run(folder) {
  const { track, valid, pixels } = halfOrbit();
  writeFileSync(join(folder, "pixels"), pixels);
  writeFileSync(join(folder, "track"), Float64Array.of(...track.lat, ...track.lon));
  const ours = () => {
    const times = [];
    for (let i = 0; i < 25; i++) {
      const begin = performance.now();
      findCorners(track, { valid });
      times.push(performance.now() - begin);
    }
    return median(times);
  };
  // The peer takes seconds: one run of it stands beside 25 of ours.
  const times = await compare(ours, peer, [folder], { rounds: 3, runs: 1, warmup: 1, timed: true });
  checkSame(findCorners(track, { valid }), folder);
  return [
    // Held against the time itself, not against the peer.
    { ...row("corners and weights, 3728 profiles, 734,400 valid pixels", "ms", times, 12), ratio: undefined },
    row("corners and weights: peak memory above the start", "MB", { ours: peakMemory() }, 20),
  ];
}

/** Both must find the same corners of all profiles, and weights that agree to nine digits. */
function checkSame({ count, corners, weights, enclosed }, folder) {
  if (enclosed.includes(0)) throw new Error(`profile ${enclosed.indexOf(0)} of ${count} is not enclosed`);
  const peerCorners = read(Int32Array, join(folder, "corners"));
  const peerWeights = read(Float64Array, join(folder, "weights"));
  const wrong = weights.findIndex(
    (weight, i) =>
      !(Math.abs(weight - peerWeights[i]) < 1e-9) ||
      corners[2 * i] !== peerCorners[2 * i] ||
      corners[2 * i + 1] !== peerCorners[2 * i + 1],
  );
  if (wrong >= 0) throw new Error(`profile ${wrong >> 2}, corner ${wrong % 4} differs from the peer's`);
}

function read(Type, path) {
  const { buffer, byteOffset, length } = readFileSync(path);
  return new Type(buffer.slice(byteOffset, byteOffset + length));
}

/** Resident memory that one call adds to a fresh process, at its peak; track and mask are there before. */
function peakMemory() {
  const script = `
    import { findCorners } from "@atcs/colocate";
    import { halfOrbit } from "./bench/colocate/half-orbit.mjs";
    const { track, valid } = halfOrbit();
    globalThis.gc();
    const before = process.memoryUsage().rss;
    findCorners(track, { valid });
    console.log((process.resourceUsage().maxRSS * 1024 - before) / 1e6);
  `;
  return Number(
    execFileSync(process.execPath, ["--expose-gc", "--input-type=module", "-e", script], {
      cwd: fileURLToPath(new URL("../..", import.meta.url)),
      encoding: "utf8",
    }),
  );
}
