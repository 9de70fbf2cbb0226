// What the simulator's clouds come to: by height, by type, by number of layers, and by latitude. Measured at each drawing.

import { createCloudField, createSurface, layerSlots } from "@atcs/simulator";
import { element, figure, group, label, path } from "./svg.mjs";

const seed = 1;
const pointCount = 50_000; // of equal area, in each of four seasons
const firstTime = 486_610_500; // TAI93, 2008-06-03
const seasonSec = 7_889_238;
const binM = 480; // two bins of CloudSat
const binCount = 38;
const bandDeg = 10;

const zones = [
  { name: "global", from: 0, to: 91, color: "#222", width: 2.5 },
  { name: "0–30°", from: 0, to: 30, color: "#c8641e", width: 1.5 },
  { name: "30–60°", from: 30, to: 60, color: "#2f7d3b", width: 1.5 },
  { name: "60–90°", from: 60, to: 91, color: "#2a5fb4", width: 1.5 },
];
const types = ["Cirrus", "Altostratus", "Altocumulus", "Stratus", "Stratocumulus", "Cumulus", "Nimbostratus"];
const typeNames = [...types, "Deep convection"];
/** Published shares that were checked, in percent of all columns: see docs/reference/simulator.md, "Checked sources". */
const published = { middle: 25, layers: [23, 53, 20, 3.9], multiOfCloudy: 31 };

const clear = "#fff";
const barColor = "#9db8d2";
const markColor = "#b3392f";
const plotTop = 56;
const plotHeight = 320;

export function cloudStatisticsFigure() {
  const found = measure();
  return figure(
    960,
    470,
    "Cloud statistics of the simulator",
    heightPanel(60, 250, found),
    sharePanel(440, 170, found),
    latitudePanel(716, 214, found),
    legend(),
  );
}

function measure() {
  const { lat, lon } = globe(pointCount);
  const field = createCloudField(seed, createSurface());
  const found = {
    columns: 0,
    types: new Float64Array(9),
    middle: 0,
    layers: new Float64Array(layerSlots + 1),
    zones: zones.map(() => ({ columns: 0, filledM: new Float64Array(binCount) })),
    bands: Array.from({ length: 180 / bandDeg }, () => ({ cloudy: 0, multi: 0 })),
  };
  for (let season = 0; season < 4; season++) {
    const columns = field.columnsAt(lat, lon, firstTime + season * seasonSec);
    for (let i = 0; i < pointCount; i++) addColumn(found, columns, i, lat[i]);
  }
  return found;
}

/** Points of equal area: a Fibonacci lattice. */
function globe(count) {
  const turn = 180 * (3 - Math.sqrt(5));
  const lat = Float64Array.from({ length: count }, (_, i) => (Math.asin(1 - (2 * i + 1) / count) * 180) / Math.PI);
  return { lat, lon: lat.map((_, i) => ((i * turn) % 360) - 180) };
}

function addColumn(found, { count, type, baseM, topM }, i, lat) {
  const within = found.zones.filter((_, z) => Math.abs(lat) >= zones[z].from && Math.abs(lat) < zones[z].to);
  let layers = 0;
  for (let at = i; at < layerSlots * count; at += count) {
    if (type[at] === 0) continue;
    layers++;
    found.types[type[at]]++;
    if (type[at] === 2 || type[at] === 3) found.middle++; // at most one of them in a column
    for (const zone of within) fill(zone.filledM, baseM[at], topM[at]);
  }
  found.columns++;
  found.layers[layers]++;
  for (const zone of within) zone.columns++;
  const band = found.bands[Math.floor((lat + 90) / bandDeg)];
  if (layers > 0) band.cloudy++;
  if (layers > 1) band.multi++;
}

/** Adds to each bin the metres of it that a layer fills. */
function fill(filledM, base, top) {
  for (let bin = Math.floor(base / binM); bin * binM < top; bin++) {
    filledM[bin] += Math.min(top, (bin + 1) * binM) - Math.max(base, bin * binM);
  }
}

function heightPanel(left, width, found) {
  const x = (percent) => left + (percent / 35) * width;
  const y = (km) => plotTop + plotHeight * (1 - km / 18);
  const curves = found.zones.map(({ columns, filledM }, z) => {
    const points = Array.from(filledM, (sum, bin) => [
      x((100 * sum) / (columns * binM)),
      y(((bin + 0.5) * binM) / 1000),
    ]);
    return element("path", { d: path(points), fill: "none", stroke: zones[z].color, "stroke-width": zones[z].width });
  });
  const key = zones.map(({ name, color, width: stroke }, z) => [
    element("path", { d: `M${x(21)} ${96 + 18 * z}h20`, stroke: color, "stroke-width": stroke }),
    label(x(21) + 26, 100 + 18 * z, name, { "font-size": 11 }),
  ]);
  return group(
    {},
    heading(left, "Cloud by height"),
    range(0, 35, 5).map((v) => tickBelow(x(v), v)),
    range(0, 18, 3).map((v) => tickLeft(left, width, y(v), v)),
    curves,
    key,
    axisTitle(left + width / 2, "% of the volume, in steps of 480 m"),
    sideTitle(left - 34, "km above sea level"),
  );
}

function sharePanel(left, width, found) {
  const percent = (count) => (100 * count) / found.columns;
  const rows = [
    ...typeNames.map((name, i) => ({ name, value: percent(found.types[i + 1]) })),
    { name: "Alto-, either", value: percent(found.middle), mark: published.middle },
    { gap: true },
    ...["no layer", "one layer", "two layers", "three or more"].map((name, n) => ({
      name,
      value: percent(found.layers[n]),
      mark: published.layers[n],
    })),
  ];
  const step = plotHeight / rows.length;
  const x = (v) => left + (v / 60) * width;
  return group(
    {},
    heading(left - 90, "By type, and by number of layers"),
    range(0, 60, 20).map((v) => tickBelow(x(v), v)),
    rows.map(({ name, value, mark, gap }, i) => (gap ? "" : bar(name, value, mark, plotTop + i * step, step))),
    axisTitle(left + width / 2, "% of all columns"),
  );

  function bar(name, value, mark, top, height) {
    const middle = top + height / 2;
    return [
      label(left - 6, middle + 4, name, { "text-anchor": "end", "font-size": 11 }),
      element("rect", { x: left, y: top + 3, width: x(value) - left, height: height - 6, fill: barColor }),
      mark === undefined ? "" : marker(x(mark), middle),
      label(left + width + 34, middle + 4, value.toFixed(1), { "text-anchor": "end", "font-size": 11 }),
    ];
  }
}

function latitudePanel(left, width, found) {
  const x = (lat) => left + ((lat + 90) / 180) * width;
  const y = (percent) => plotTop + plotHeight * (1 - percent / 40);
  const points = found.bands.map(({ cloudy, multi }, i) => [x(-90 + (i + 0.5) * bandDeg), y((100 * multi) / cloudy)]);
  const [, one, ...more] = found.layers;
  const multi = more.reduce((sum, n) => sum + n);
  const mean = (100 * multi) / (multi + one);
  return group(
    {},
    heading(left, "More than one layer"),
    range(-90, 90, 30).map((v) => tickBelow(x(v), Math.abs(v) + (v < 0 ? " S" : v > 0 ? " N" : ""))),
    range(0, 40, 10).map((v) => tickLeft(left, width, y(v), v)),
    element("path", { d: path(points), fill: "none", stroke: "#222", "stroke-width": 2 }),
    points.map(([cx, cy]) => element("circle", { cx, cy, r: 2.4, fill: "#222" })),
    element("path", {
      d: `M${left} ${y(published.multiOfCloudy)}h${width}`,
      stroke: markColor,
      "stroke-dasharray": "5 3",
    }),
    label(x(0), y(published.multiOfCloudy) - 8, "global mean, published", {
      "text-anchor": "middle",
      "font-size": 11,
      fill: markColor,
    }),
    label(x(0), y(8), `global mean here: ${mean.toFixed(1)} %`, { "text-anchor": "middle", "font-size": 11 }),
    axisTitle(left + width / 2, "latitude"),
    sideTitle(left - 34, "% of the cloudy columns"),
  );
}

function legend() {
  const years =
    "CloudSat with CALIPSO: middle clouds by Sassen and Wang (2012), layers by Subrahmanyam and Kumar (2007–2010)";
  return [
    marker(66, 444),
    label(78, 448, years, { "font-size": 11 }),
    label(930, 448, `Simulator: seed ${seed}, four seasons`, { "font-size": 11, fill: "#666", "text-anchor": "end" }),
  ];
}

function marker(x, y) {
  const d = `M${x} ${y - 5}L${x + 5} ${y}L${x} ${y + 5}L${x - 5} ${y}Z`;
  return element("path", { d, fill: markColor, stroke: clear });
}

const heading = (x, text) => label(x, 28, text, { "font-size": 14, "font-weight": 600 });

function axisTitle(x, text) {
  return label(x, plotTop + plotHeight + 36, text, { "text-anchor": "middle" });
}

function sideTitle(x, text) {
  const y = plotTop + plotHeight / 2;
  return label(x, y, text, { transform: `rotate(-90 ${x} ${y})`, "text-anchor": "middle" });
}

function tickBelow(x, text) {
  const end = plotTop + plotHeight;
  return [
    element("path", { d: `M${x} ${plotTop}V${end}`, stroke: "#e6e6e6" }),
    label(x, end + 16, text, { "text-anchor": "middle", "font-size": 11 }),
  ];
}

function tickLeft(left, width, y, text) {
  return [
    element("path", { d: `M${left} ${y}h${width}`, stroke: "#e6e6e6" }),
    label(left - 6, y + 4, text, { "text-anchor": "end", "font-size": 11 }),
  ];
}

function range(from, to, step) {
  return Array.from({ length: Math.floor((to - from) / step + 1e-9) + 1 }, (_, i) => from + i * step);
}
