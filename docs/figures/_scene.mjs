// The simulated scene of several figures, made once: Morocco, Spain and the Atlantic, May 2008.

import { createScene, createWorld, earthRadiusM, groundPoint, halfOrbit } from "@atcs/simulator";

export const slots = 16;
export const radians = Math.PI / 180;
export const kmPerDegree = (earthRadiusM / 1000) * radians;
/** Radiances, zenith angles and relative azimuths per count. */
export const scales = { radiance: 1e-4, zenith: 1.5e-3, azimuth: 6e-3 };

/** Latitudes of the track that the figures show; the image beside it reaches a little farther. */
export const shownLat = [31.1, 37.4];
const marginDeg = 0.5;
const radiances = ["I490P", "I565NP", "I670P", "I763NP", "I765NP"];

let made;

/** The scene with the counts of its pixels, in the order of its intervals. */
export function figureScene() {
  made ??= makeScene();
  return made;
}

function makeScene() {
  const world = createWorld(0);
  const latRange = [shownLat[0] - marginDeg, shownLat[1] + marginDeg];
  const scene = createScene(world, halfOrbit(80, 52), { latRange });
  const count = scene.intervals.reduce((sum, { firstCol, lastCol }) => sum + lastCol - firstCol + 1, 0);
  const fields = { Nviews: new Uint8Array(count), thetav: new Uint16Array(count * slots) };
  for (const name of radiances) fields[name] = new Int16Array(count * slots);
  let first = 0;
  for (const block of scene.measurements()) {
    for (const [name, values] of Object.entries(fields)) {
      values.set(block.fields.get(name), name === "Nviews" ? first : first * slots);
    }
    first += block.count;
  }
  return { world, scene, fields, count, ...places(scene, count) };
}

function places({ grid, intervals }, count) {
  const lat = new Float64Array(count);
  const lon = new Float64Array(count);
  const rows = new Map();
  let pixel = 0;
  for (const { row, firstCol, lastCol } of intervals) {
    if (!rows.has(row)) rows.set(row, []);
    rows.get(row).push({ firstCol, lastCol, first: pixel });
    for (let col = firstCol; col <= lastCol; col++, pixel++) {
      lat[pixel] = grid.latitude(row);
      lon[pixel] = grid.longitude(row, col);
    }
  }
  /** The pixel of a cell, -1 when there is none. */
  const pixelOf = (row, col) => {
    const interval = rows.get(row)?.find(({ firstCol, lastCol }) => col >= firstCol && col <= lastCol);
    return interval === undefined ? -1 : interval.first + col - interval.firstCol;
  };
  return { lat, lon, pixelOf };
}

/** The four pixels around a point and their weights, `undefined` at the border. */
export function pixelsAround({ scene: { grid }, pixelOf }, lat, lon) {
  const rowPosition = (90 - lat) * grid.rowsPerDegree - 0.5;
  const around = [];
  for (const row of [Math.floor(rowPosition), Math.floor(rowPosition) + 1]) {
    const colPosition = grid.colPosition(row, lon);
    for (const col of [Math.floor(colPosition), Math.floor(colPosition) + 1]) {
      const pixel = pixelOf(row, col);
      if (pixel < 0) return undefined;
      const weight = (1 - Math.abs(rowPosition - row)) * (1 - Math.abs(colPosition - col));
      around.push({ pixel, weight });
    }
  }
  return around;
}

/** Places on and beside the ground track, by time and kilometres to the left of it. */
export function besideTrack(orbit, tai93, leftKm) {
  const here = vector(groundPoint(orbit, tai93));
  const ahead = vector(groundPoint(orbit, tai93 + 1));
  const left = [
    here[1] * ahead[2] - here[2] * ahead[1],
    here[2] * ahead[0] - here[0] * ahead[2],
    here[0] * ahead[1] - here[1] * ahead[0],
  ];
  const angle = (leftKm * 1000) / earthRadiusM;
  const length = Math.hypot(...left);
  const [x, y, z] = here.map((value, i) => Math.cos(angle) * value + (Math.sin(angle) * left[i]) / length);
  return { lat: Math.asin(z) / radians, lon: Math.atan2(y, x) / radians };
}

function vector({ lat, lon }) {
  const cosLat = Math.cos(lat * radians);
  return [cosLat * Math.cos(lon * radians), cosLat * Math.sin(lon * radians), Math.sin(lat * radians)];
}

export function pngHref(png) {
  return `data:image/png;base64,${Buffer.from(png).toString("base64")}`;
}
