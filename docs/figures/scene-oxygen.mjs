// The oxygen ratio of near nadir views against the true cloud top, and the same with the tops shuffled.

import { seededRandom } from "@atcs/colocate";
import { layerSlots } from "@atcs/simulator";
import { encode } from "fast-png";
import { figureScene, pngHref, scales, slots } from "./_scene.mjs";
import { element, figure, group, label, path } from "./svg.mjs";

/** A topmost layer of this optical thickness hides most of what is below it. */
const leastThickness = 3;
const mostZenithDeg = 20;
const ratios = [0.5, 0.9];
const ratioStep = 0.01;
const topKm = 15;
const heightStepKm = 0.25;
const medianStepKm = 1;
const leastForMedian = 15;

const width = 370;
const height = 300;
const top = 74;
const medianColor = "#c8321e";

export function sceneOxygenFigure() {
  const { ratio, topM } = samples(figureScene());
  const control = shuffled(topM);
  return figure(
    960,
    452,
    "The oxygen ratio against cloud-top height",
    label(60, 28, "I763 / I765 of clouds against the height of their tops", { "font-size": 15, "font-weight": 600 }),
    group({ transform: `translate(70 ${top})` }, panel(ratio, topM, "as simulated")),
    group({ transform: `translate(550 ${top})` }, panel(ratio, control, "control: the same, tops shuffled")),
    legend(434, ratio.length),
  );
}

/** Of pixels whose topmost layer is opaque, seen from nearly above. */
function samples({ world, scene, fields, count, lat, lon }) {
  const columns = world.clouds.columnsAt(lat, lon, scene.tai93);
  const ratio = [];
  const topM = [];
  for (let pixel = 0; pixel < count; pixel++) {
    const layer = highestLayer(columns, pixel);
    if (layer === undefined || columns.opticalThickness[layer] < leastThickness) continue;
    const views = fields.thetav.subarray(pixel * slots, pixel * slots + fields.Nviews[pixel]);
    const least = views.reduce((a, b) => Math.min(a, b), Infinity);
    if (!(least * scales.zenith < mostZenithDeg)) continue;
    const at = pixel * slots + views.indexOf(least);
    ratio.push(fields.I763NP[at] / fields.I765NP[at]);
    topM.push(columns.topM[layer]);
  }
  return { ratio, topM };
}

/** Slots are in order of height. */
function highestLayer({ count, type }, pixel) {
  for (let at = pixel; at < layerSlots * count; at += count) if (type[at] !== 0) return at;
  return undefined;
}

function shuffled(values) {
  const random = seededRandom(0, "control");
  const order = [...values];
  for (let i = order.length - 1; i > 0; i--) {
    const k = Math.floor(random() * (i + 1));
    [order[i], order[k]] = [order[k], order[i]];
  }
  return order;
}

function panel(ratio, topM, title) {
  const x = (value) => (width * (value - ratios[0])) / (ratios[1] - ratios[0]);
  const y = (km) => height * (1 - km / topKm);
  return [
    label(0, -12, `${title}: r = ${correlation(ratio, topM).toFixed(2).replace("-0.00", "0.00")}`, {
      "font-size": 13,
      "font-weight": 600,
    }),
    element("image", {
      width,
      height,
      preserveAspectRatio: "none",
      href: pngHref(densityPng(ratio, topM)),
      style: "image-rendering: pixelated",
    }),
    [0.5, 0.6, 0.7, 0.8, 0.9].map((value) => [
      element("path", { d: `M${x(value)} 0V${height}`, stroke: "#000", "stroke-opacity": 0.08 }),
      label(x(value), height + 16, value.toFixed(1), { "text-anchor": "middle", "font-size": 11 }),
    ]),
    [0, 3, 6, 9, 12, 15].map((km) => [
      element("path", { d: `M0 ${y(km)}H${width}`, stroke: "#000", "stroke-opacity": 0.08 }),
      label(-6, y(km) + 4, km, { "text-anchor": "end", "font-size": 11 }),
    ]),
    element("path", {
      d: path(medians(ratio, topM).map((point) => point && [x(point[0]), y(point[1])])),
      fill: "none",
      stroke: medianColor,
      "stroke-width": 2.2,
    }),
    element("rect", { width, height, fill: "none", stroke: "#222" }),
    label(width / 2, height + 36, "I763 / I765", { "text-anchor": "middle" }),
    label(-34, height / 2, "cloud top, km above sea level", {
      transform: `rotate(-90 -34 ${height / 2})`,
      "text-anchor": "middle",
    }),
  ];
}

/** Darker where there are more samples, by the root of their number. */
function densityPng(ratio, topM) {
  const cols = Math.round((ratios[1] - ratios[0]) / ratioStep);
  const rows = Math.round(topKm / heightStepKm);
  const counts = new Uint32Array(cols * rows);
  for (const [i, value] of ratio.entries()) {
    const col = Math.floor((value - ratios[0]) / ratioStep);
    const row = rows - 1 - Math.floor(topM[i] / 1000 / heightStepKm);
    if (col >= 0 && col < cols && row >= 0 && row < rows) counts[row * cols + col]++;
  }
  const most = counts.reduce((a, b) => Math.max(a, b));
  const data = Uint8Array.from(counts, (n) => Math.round(255 - 225 * Math.sqrt(n / most)));
  return encode({ width: cols, height: rows, data, channels: 1, depth: 8 });
}

/** Median ratio per kilometre of height, where there are enough samples. */
function medians(ratio, topM) {
  const bins = Array.from({ length: topKm / medianStepKm }, () => []);
  for (const [i, value] of ratio.entries()) bins[Math.floor(topM[i] / 1000 / medianStepKm)]?.push(value);
  return bins.map((bin, i) =>
    bin.length < leastForMedian
      ? undefined
      : [bin.sort((a, b) => a - b)[Math.floor(bin.length / 2)], (i + 0.5) * medianStepKm],
  );
}

function correlation(x, y) {
  const dx = deviations(x);
  const dy = deviations(y);
  const product = (a, b) => a.reduce((sum, value, i) => sum + value * b[i], 0);
  return product(dx, dy) / Math.sqrt(product(dx, dx) * product(dy, dy));
}

function deviations(values) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value - mean);
}

function legend(y, count) {
  const text = `median per kilometre; ${count} pixels with an optical thickness of ${leastThickness} or more on top`;
  return [
    element("path", { d: `M70 ${y - 4}h28`, stroke: medianColor, "stroke-width": 2.2 }),
    label(106, y, `${text}, seen within ${mostZenithDeg}° of the nadir; darker: more of them`),
  ];
}
