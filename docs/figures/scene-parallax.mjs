// One high cloud over the Caribbean in a forward, a near nadir and a backward view, with where it is and should appear.

import { createPixelViews, createScene, createViewFinder, createWorld, halfOrbit, layerSlots } from "@atcs/simulator";
import { encode } from "fast-png";
import { kmPerDegree, pngHref, radians, scales, slots } from "./_scene.mjs";
import { element, figure, group, label } from "./svg.mjs";

const center = { lat: 17.1, lon: -84.07 };
const latRange = [center.lat - 0.7, center.lat + 0.7];
const band = "I670P";
const halfKm = 75;
const size = 280; // screen pixels of a panel
const obliqueDeg = 50;
/** The cloud: layers near the centre that begin above 7 km and are not too thin to be seen. */
const leastBaseM = 7000;
const leastThickness = 1;
const cloudReachKm = 45;
const outlineKm = 2;

const trueColor = "#fff";
const seenColor = "#ff8a1f";

export function sceneParallaxFigure() {
  const world = createWorld(0);
  const scene = createScene(world, halfOrbit(80, 230), { latRange });
  const image = measure(scene);
  const cloud = findCloud(world, scene.tai93);
  const panels = chosenViews(image).map(({ name, time }, i) => {
    const { values, view } = crop(image, time);
    return group({ transform: `translate(${40 + 305 * i} 70)` }, panel(name, values, view, cloud));
  });
  return figure(
    960,
    400,
    "The same cloud in three views",
    label(40, 28, `A cloud at ${km(cloud.baseM)} to ${km(cloud.topM)} km in three views, ${band.slice(1, 4)} nm`, {
      "font-size": 15,
      "font-weight": 600,
    }),
    panels,
    legend(380),
  );
}

const km = (metres) => (metres / 1000).toFixed(1);

/** The band in all views of the pixels around the cloud, by cell of the grid. */
function measure(scene) {
  const finder = createViewFinder(scene.orbit);
  const views = createPixelViews();
  const cells = new Map();
  for (const { intervals, fields } of scene.measurements()) {
    const counts = fields.get(band);
    let pixel = 0;
    for (const { row, firstCol, lastCol } of intervals) {
      const lat = scene.grid.latitude(row);
      for (let col = firstCol; col <= lastCol; col++, pixel++) {
        const lon = scene.grid.longitude(row, col);
        if (!isNear(lat, lon)) continue;
        finder.find(lat, lon, views);
        const seen = Array.from({ length: views.count }, (_, i) => ({
          time: views.tai93[i],
          thetav: views.thetav[i],
          azimuth: views.viewAzimuth[i],
          radiance: counts[pixel * slots + i] * scales.radiance,
        }));
        cells.set(cellKey(row, col), seen);
      }
    }
  }
  return { grid: scene.grid, cells };
}

const cellKey = (row, col) => `${row} ${col}`;

function isNear(lat, lon) {
  const north = (lat - center.lat) * kmPerDegree;
  const east = (lon - center.lon) * kmPerDegree * Math.cos(center.lat * radians);
  return Math.max(Math.abs(north), Math.abs(east)) < halfKm + 10;
}

function viewsAt({ grid, cells }, lat, lon) {
  const { row, col } = grid.toPixel(lat, lon);
  return cells.get(cellKey(row, col));
}

function chosenViews(image) {
  const views = viewsAt(image, center.lat, center.lon);
  const nadir = views.reduce((a, b) => (b.thetav < a.thetav ? b : a));
  const oblique = (some) =>
    some.reduce((a, b) => (Math.abs(b.thetav - obliqueDeg) < Math.abs(a.thetav - obliqueDeg) ? b : a));
  return [
    { name: "forward", ...oblique(views.filter(({ time }) => time < nadir.time)) },
    { name: "near nadir", ...nadir },
    { name: "backward", ...oblique(views.filter(({ time }) => time > nadir.time)) },
  ];
}

/** Kilometres to the east and north of the centre to a place. */
function place(east, north) {
  return {
    lat: center.lat + north / kmPerDegree,
    lon: center.lon + east / (kmPerDegree * Math.cos(center.lat * radians)),
  };
}

/** One view of the surroundings, a point per kilometre, and that view at the centre. */
function crop(image, time) {
  const values = new Float32Array(4 * halfKm * halfKm).fill(Number.NaN);
  for (let i = 0; i < values.length; i++) {
    const { lat, lon } = place((i % (2 * halfKm)) + 0.5 - halfKm, halfKm - 0.5 - Math.floor(i / (2 * halfKm)));
    const view = viewsAt(image, lat, lon)?.find((each) => each.time === time);
    if (view !== undefined) values[i] = view.radiance;
  }
  return { values, view: viewsAt(image, center.lat, center.lon).find((each) => each.time === time) };
}

/** Which cells of 2 km the cloud truly covers, and its mean base and top. */
function findCloud({ clouds }, tai93) {
  const perSide = (2 * halfKm) / outlineKm;
  const places = Array.from({ length: perSide * perSide }, (_, i) =>
    place(((i % perSide) + 0.5) * outlineKm - halfKm, halfKm - (Math.floor(i / perSide) + 0.5) * outlineKm),
  );
  const lat = places.map((each) => each.lat);
  const lon = places.map((each) => each.lon);
  const columns = clouds.columnsAt(lat, lon, tai93);
  const covered = new Uint8Array(perSide * perSide);
  let base = 0;
  let top = 0;
  let cells = 0;
  for (let at = 0; at < layerSlots * columns.count; at++) {
    const cell = at % columns.count;
    const isNearCenter = Math.hypot(lat[cell] - center.lat, lon[cell] - center.lon) * kmPerDegree < cloudReachKm;
    if (!isNearCenter || columns.baseM[at] < leastBaseM || columns.opticalThickness[at] < leastThickness) continue;
    covered[cell] = 1;
    base += columns.baseM[at];
    top += columns.topM[at];
    cells++;
  }
  return { covered, perSide, baseM: base / cells, topM: top / cells };
}

function panel(name, values, { thetav, azimuth }, cloud) {
  const heightKm = (cloud.baseM + cloud.topM) / 2000;
  const shiftKm = heightKm * Math.tan(thetav * radians);
  // Away from the satellite.
  const east = -shiftKm * Math.sin(azimuth * radians);
  const north = -shiftKm * Math.cos(azimuth * radians);
  const perKm = size / (2 * halfKm);
  const clip = `clip-${name.replace(" ", "-")}`;
  const outline = { d: outlinePath(cloud, perKm), fill: "none", "stroke-width": 1.6 };
  return [
    label(0, -20, `${name}: view zenith ${thetav.toFixed(0)}°`, { "font-size": 13, "font-weight": 600 }),
    label(0, -5, `expected shift at ${heightKm.toFixed(1)} km: ${shiftKm.toFixed(1)} km`, { "font-size": 11.5 }),
    element("clipPath", { id: clip }, element("rect", { width: size, height: size })),
    element("image", {
      width: size,
      height: size,
      href: pngHref(toPng(values)),
      style: "image-rendering: pixelated",
    }),
    group(
      { "clip-path": `url(#${clip})` },
      element("path", { ...outline, stroke: trueColor }),
      group(
        { transform: `translate(${(east * perKm).toFixed(2)} ${(-north * perKm).toFixed(2)})` },
        element("path", { ...outline, stroke: seenColor }),
      ),
    ),
    element("rect", { width: size, height: size, fill: "none", stroke: "#222" }),
  ];
}

function toPng(values) {
  const most = 0.9;
  const data = Uint8Array.from(values, (value) =>
    Number.isNaN(value) ? 128 : Math.round(255 * Math.min(1, value / most) ** 0.7),
  );
  return encode({ width: 2 * halfKm, height: 2 * halfKm, data, channels: 1, depth: 8 });
}

/** The borders between covered cells and others. */
function outlinePath({ covered, perSide }, perKm) {
  const step = outlineKm * perKm;
  const at = (col, row) => (col < 0 || row < 0 || col >= perSide || row >= perSide ? 0 : covered[row * perSide + col]);
  const parts = [];
  for (let row = 0; row <= perSide; row++) {
    for (let col = 0; col <= perSide; col++) {
      const x = (col * step).toFixed(1);
      const y = (row * step).toFixed(1);
      if (at(col, row) !== at(col - 1, row)) parts.push(`M${x} ${y}v${step.toFixed(1)}`);
      if (at(col, row) !== at(col, row - 1)) parts.push(`M${x} ${y}h${step.toFixed(1)}`);
    }
  }
  return parts.join("");
}

function legend(y) {
  const barKm = 50;
  const bar = (barKm * size) / (2 * halfKm);
  return [
    element("rect", { x: 40, y: y - 13, width: 34, height: 18, fill: "#555" }),
    element("path", { d: `M43 ${y - 4}h28`, stroke: trueColor, "stroke-width": 1.6 }),
    label(82, y, "where the cloud is"),
    element("rect", { x: 220, y: y - 13, width: 34, height: 18, fill: "#555" }),
    element("path", { d: `M223 ${y - 4}h28`, stroke: seenColor, "stroke-width": 1.6 }),
    label(262, y, "where it should appear: h tan(view zenith) away from the satellite"),
    element("path", { d: `M${930 - bar} ${y - 8}v8h${bar}v-8`, fill: "none", stroke: "#222" }),
    label(922 - bar, y, `north is up, ${barKm} km`, { "text-anchor": "end" }),
  ];
}
