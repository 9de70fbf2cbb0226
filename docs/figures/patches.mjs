// One place of the miniature scene in both projections, in red, green and blue, with the labels' track.

import { fileURLToPath } from "node:url";
import { cutPatch, definePatch, missingValue, patchLabels, patchLatLon } from "@atcs/colocate";
import { openCldclassGranule, openParasolGranule } from "@atcs/dataset/granules";
import { encode } from "fast-png";
import { element, figure, group, label, path } from "./svg.mjs";

const granules = fileURLToPath(new URL("../../fixtures/granules/", import.meta.url));
const scale = 4; // screen pixels per pixel
const bands = ["I670P", "I565NP", "I490P"];
const centralSlot = 7;

export async function patchesFigure() {
  const cldclass = await openCldclassGranule(`${granules}CALTRACK-5km_CS-2B-CLDCLASS_V1-00_2008-06-03T01-28-10ZD.hdf`);
  const parasol = await openParasolGranule(`${granules}POLDER3_L1B-BG1-080176M_2008-06-03T01-27-40_V1-01.h5`);
  try {
    const track = await cldclass.readTrack();
    const [left, right] = await Promise.all([
      panel(60, "Sinusoidal: the grid's own pixels", "sinusoidal", parasol, track),
      panel(520, "Equirectangular: resampled", "equirectangular", parasol, track),
    ]);
    return figure(960, 470, "One patch in both projections", left, right);
  } finally {
    await cldclass.close();
    await parasol.close();
  }
}

async function panel(x, title, projection, parasol, track) {
  const patch = definePatch({ projection, centerLat: 20.5, centerLon: 19.9, grid: parasol.grid });
  const { boxes } = patch.window;
  const [thetav, phi, ...fields] = await Promise.all(
    ["thetav", "phi", ...bands].map((name) => parasol.readWindow(name, boxes)),
  );
  const viewMask = await parasol.readViewMask(boxes);
  const { image } = cutPatch(patch, fields, { viewMask, viewAngles: { thetav, phi } });
  const clip = `clip${x}`;
  const width = patch.size * scale;
  return group(
    { transform: `translate(${x} 40)` },
    label(0, -14, title, { "font-size": 14, "font-weight": 600 }),
    element("clipPath", { id: clip }, element("rect", { width, height: width })),
    element("image", {
      width,
      height: width,
      href: `data:image/png;base64,${Buffer.from(toPng(image, patch.size)).toString("base64")}`,
      style: "image-rendering: pixelated",
    }),
    group({ "clip-path": `url(#${clip})` }, graticule(patch), labelTrack(patch, track)),
    element("rect", { width, height: width, fill: "none", stroke: "#222" }),
    graticuleLabels(patch),
  );
}

/** Each band between its least and greatest value; a pixel without one of them is grey. */
function toPng(image, size) {
  const channels = image.length / (size * size);
  const planes = bands.map((_, band) =>
    Float32Array.from({ length: size * size }, (_, i) => image[i * channels + band * 16 + centralSlot]),
  );
  const ranges = planes.map((plane) => {
    const valid = plane.filter((value) => value !== missingValue);
    return [valid.reduce((a, b) => Math.min(a, b)), valid.reduce((a, b) => Math.max(a, b))];
  });
  const data = new Uint8Array(size * size * 3).fill(128);
  for (let i = 0; i < size * size; i++) {
    if (planes.some((plane) => plane[i] === missingValue)) continue;
    for (const [band, [least, most]] of ranges.entries()) {
      data[3 * i + band] = Math.round((255 * (planes[band][i] - least)) / (most - least));
    }
  }
  return encode({ width: size, height: size, data, channels: 3, depth: 8 });
}

const meridians = [17, 18, 19, 20, 21, 22, 23];
const parallels = [18, 19, 20, 21, 22, 23];

function graticule(patch) {
  const line = { fill: "none", stroke: "#fff", "stroke-width": 0.8, "stroke-opacity": 0.7 };
  return [
    ...meridians.map((lon) => element("path", { d: path(meridian(patch, lon)), ...line })),
    ...parallels.map((lat) =>
      element("path", { d: path([0, patch.size].map((col) => [col * scale, rowOf(patch, lat)])), ...line }),
    ),
  ];
}

function graticuleLabels(patch) {
  const width = patch.size * scale;
  const small = { "font-size": 11 };
  return [
    ...meridians.map((lon) => {
      const [x] = meridian(patch, lon).at(-1);
      return x > 0 && x < width ? label(x, width + 16, `${lon}° E`, { ...small, "text-anchor": "middle" }) : "";
    }),
    ...parallels.map((lat) => {
      const y = rowOf(patch, lat);
      return y > 0 && y < width ? label(-6, y + 4, `${lat}° N`, { ...small, "text-anchor": "end" }) : "";
    }),
  ];
}

/** Where a meridian runs: straight in one projection, along the rows' own steps in the other. */
function meridian(patch, lon) {
  const { lon: lons } = patchLatLon(patch);
  return Array.from({ length: patch.size }, (_, row) => {
    const first = lons[row * patch.size];
    const step = lons[row * patch.size + 1] - first;
    return [((lon - first) / step + 0.5) * scale, (row + 0.5) * scale];
  });
}

function rowOf(patch, lat) {
  const { lat: lats } = patchLatLon(patch);
  return ((lats[0] - lat) * patch.grid.rowsPerDegree + 0.5) * scale;
}

/** The labels where their corners and weights put them. */
function labelTrack(patch, track) {
  const { count, corners, weights } = patchLabels(patch, track);
  return Array.from({ length: count }, (_, p) => {
    let row = 0;
    let col = 0;
    for (let j = 4 * p; j < 4 * p + 4; j++) {
      row += weights[j] * corners[2 * j];
      col += weights[j] * corners[2 * j + 1];
    }
    return element("circle", { cx: (col + 0.5) * scale, cy: (row + 0.5) * scale, r: 1.6, fill: "#2fbf4f" });
  });
}
