// A true-colour image of a simulated scene, turned so that the track runs to the right, and the labels beneath it.

import { cloudTypes, decodeCloudScenario, unknownCloudType, unknownLabel } from "@atcs/colocate";
import { encode } from "fast-png";
import { besideTrack, figureScene, pixelsAround, pngHref, scales, shownLat, slots } from "./_scene.mjs";
import { element, figure, group, label, path } from "./svg.mjs";

const bands = ["I670P", "I565NP", "I490P"];
const left = 60;
const width = 870;
const imageTop = 44;
const reachKm = 220; // to either side of the track
const stepKm = 2;
const curtainHeight = 190;
const topKm = 18;
const binKm = 0.24;

export function sceneImageFigure() {
  const made = figureScene();
  const { tai93, lat } = made.scene.track;
  const shown = Array.from(tai93.keys()).filter((p) => lat[p] >= shownLat[0] && lat[p] <= shownLat[1]);
  const span = { from: tai93[shown[0]], to: tai93[shown.at(-1)], profiles: shown };
  const lengthKm = (shown.length - 1) * 5;
  const height = (width * 2 * reachKm) / lengthKm;
  const curtainTop = imageTop + height + 44;
  const below = curtainTop + curtainHeight;
  return figure(
    960,
    Math.ceil(below + 84),
    "A simulated scene and its labels",
    label(
      left,
      imageTop - 14,
      "As PARASOL sees it: red 670, green 565, blue 490 nm, mean of the four central views",
      heading,
    ),
    group({ transform: `translate(${left} ${imageTop})` }, trueColour(made, span, lengthKm, height)),
    group({ transform: `translate(${left} ${curtainTop})` }, curtain(made, span)),
    group({ transform: `translate(${left} ${below})` }, latitudes(made, span)),
    legend(below + 66),
  );
}

const heading = { "font-size": 14, "font-weight": 600 };

function trueColour({ scene, ...made }, { from, to }, lengthKm, height) {
  const cols = Math.round(lengthKm / stepKm);
  const rows = Math.round((2 * reachKm) / stepKm);
  const colours = centralMeans({ scene, ...made });
  const planes = bands.map(() => new Float32Array(rows * cols));
  for (let col = 0; col < cols; col++) {
    const time = from + ((col + 0.5) / cols) * (to - from);
    for (let row = 0; row < rows; row++) {
      const { lat, lon } = besideTrack(scene.orbit, time, reachKm - (row + 0.5) * stepKm);
      for (const { pixel, weight } of pixelsAround({ scene, ...made }, lat, lon)) {
        for (const [band, plane] of planes.entries()) plane[row * cols + col] += weight * colours[band][pixel];
      }
    }
  }
  const y = (km) => (height * (reachKm - km)) / (2 * reachKm);
  return [
    element("image", { width, height, preserveAspectRatio: "none", href: pngHref(toPng(planes, cols, rows)) }),
    element("path", { d: `M0 ${y(0)}H${width}`, stroke: "#ff5a3c", "stroke-width": 1.2, "stroke-dasharray": "6 4" }),
    label(width - 8, y(0) - 6, "track", { fill: "#ff5a3c", "text-anchor": "end", "font-weight": 600 }),
    element("rect", { width, height, fill: "none", stroke: "#222" }),
    [-200, -100, 0, 100, 200].map((km) => [
      element("path", { d: `M-5 ${y(km)}H0`, stroke: "#222" }),
      label(-9, y(km) + 4, Math.abs(km), { "text-anchor": "end", "font-size": 11 }),
    ]),
    sideTitle(height / 2, "km from the track (west above)"),
  ];
}

/** Mean of the four central views of each pixel. */
function centralMeans({ fields, count }) {
  return bands.map((name) => {
    const counts = fields[name];
    return Float32Array.from({ length: count }, (_, pixel) => {
      const first = pixel * slots + Math.max(0, (fields.Nviews[pixel] >> 1) - 2);
      let sum = 0;
      for (let at = first; at < first + 4; at++) sum += counts[at];
      return (sum / 4) * scales.radiance;
    });
  });
}

/** From what is darkest in each band, which is mostly the air's, to the brightest cloud, with the shadows lifted. */
function toPng(planes, width, height) {
  const sorted = planes.map((plane) => Float32Array.from(plane).sort());
  const dark = sorted.map((values) => 0.75 * values[Math.floor(0.002 * values.length)]);
  const bright = Math.max(...sorted.map((values) => values[Math.floor(0.995 * values.length)]));
  const data = new Uint8Array(width * height * 3);
  for (const [band, plane] of planes.entries()) {
    for (let i = 0; i < plane.length; i++) {
      const share = (plane[i] - dark[band]) / (bright - dark[band]);
      data[3 * i + band] = Math.round(255 * Math.min(1, Math.max(0, share)) ** 0.6);
    }
  }
  return encode({ width, height, data, channels: 3, depth: 8 });
}

/** One column of the picture per profile, one row per height bin. */
function curtain({ scene }, { profiles }) {
  const { heights, scenarioWords } = scene.labels();
  const { cloudScenario } = decodeCloudScenario(scenarioWords);
  const rows = Math.round(topKm / binKm);
  const data = new Uint8Array(profiles.length * rows * 3).fill(255);
  for (const [col, profile] of profiles.entries()) {
    for (let bin = profile * 125; bin < (profile + 1) * 125; bin++) {
      const row = Math.round((topKm - heights[bin] / 1000) / binKm - 0.5);
      if (row < 0 || row >= rows) continue;
      const type = cloudScenario[bin];
      const { rgb } = type === unknownLabel ? unknownCloudType : cloudTypes[type];
      data.set(rgb, 3 * (row * profiles.length + col));
    }
  }
  const png = encode({ width: profiles.length, height: rows, data, channels: 3, depth: 8 });
  const y = (km) => curtainHeight * (1 - km / topKm);
  return [
    label(0, -12, "As CloudSat and CALIPSO label the track, at the same scale", heading),
    element("image", {
      width,
      height: curtainHeight,
      preserveAspectRatio: "none",
      href: pngHref(png),
      style: "image-rendering: pixelated",
    }),
    [3, 6, 9, 12, 15].map((km) =>
      element("path", { d: `M0 ${y(km)}H${width}`, stroke: "#000", "stroke-opacity": 0.12 }),
    ),
    [0, 3, 6, 9, 12, 15, 18].map((km) => label(-6, y(km) + 4, km, { "text-anchor": "end", "font-size": 11 })),
    element("rect", { width, height: curtainHeight, fill: "none", stroke: "#222" }),
    sideTitle(curtainHeight / 2, "km above sea level"),
  ];
}

function latitudes({ scene: { track } }, { profiles }) {
  const first = profiles[0];
  const ticks = [];
  for (let lat = Math.ceil(shownLat[0]); lat < shownLat[1]; lat++) {
    const after = profiles.find((p) => track.lat[p] >= lat);
    const part = (lat - track.lat[after - 1]) / (track.lat[after] - track.lat[after - 1]);
    const x = (width * (after - 1 + part - first)) / (profiles.length - 1);
    ticks.push(
      element("path", {
        d: path([
          [x, 0],
          [x, 5],
        ]),
        stroke: "#222",
      }),
    );
    ticks.push(label(x, 18, `${lat}° N`, { "text-anchor": "middle", "font-size": 11 }));
  }
  return [ticks, label(width / 2, 36, "latitude of the track", { "text-anchor": "middle" })];
}

function legend(y) {
  let x = left;
  return [...cloudTypes.slice(1), unknownCloudType].map(({ name, rgb }) => {
    const from = x;
    x += 31 + 5.9 * name.length;
    return [
      element("rect", { x: from, y: y - 9, width: 11, height: 11, fill: `rgb(${rgb.join(",")})`, stroke: "#666" }),
      label(from + 15, y, name, { "font-size": 11 }),
    ];
  });
}

function sideTitle(y, text) {
  return label(-36, y, text, { transform: `rotate(-90 -36 ${y})`, "text-anchor": "middle" });
}
