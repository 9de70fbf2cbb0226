// The POLDER grid: the whole of it in its own indices, and some of its cells on the ground.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { PolderGrid } from "@atcs/colocate";
import { feature } from "topojson-client";
import { element, figure, group, label, path } from "./svg.mjs";

const grid = new PolderGrid();
const scale = 0.09; // pixels per cell
const left = 50;
const top = 40;

export function gridFigure() {
  return figure(960, 400, "The sinusoidal grid of POLDER", wholeGrid(), someCells());
}

function wholeGrid() {
  const rows = Array.from({ length: grid.rows / 10 }, (_, i) => i * 10 + 5);
  const outline = [
    ...rows.map((row) => at(row, grid.firstCol(row) - 0.5)),
    ...rows.reverse().map((row) => at(row, grid.lastCol(row) + 0.5)),
  ];
  const meridians = range(-180, 180, 30).map((lon) => path(range(-89.9, 89.9, 1.45).map((lat) => place(lat, lon))));
  const parallels = range(-60, 60, 30).map((lat) => {
    const row = grid.rowAt(lat);
    return path([at(row, grid.firstCol(row)), at(row, grid.lastCol(row))]);
  });
  return [
    label(left, 24, "The whole grid: 3240 rows of 2 N cells", { "font-size": 14, "font-weight": 600 }),
    element("rect", { x: left, y: top, width: grid.cols * scale, height: grid.rows * scale, fill: "#f2f2f2" }),
    element("path", { d: path(outline, true), fill: "#dcebf7" }),
    element("clipPath", { id: "earth" }, element("path", { d: path(outline, true) })),
    element("path", { d: land(), fill: "#cdbb95", "fill-rule": "evenodd", "clip-path": "url(#earth)" }),
    element("path", { d: [...meridians, ...parallels].join(""), fill: "none", stroke: "#5a6b7b", "stroke-width": 0.5 }),
    ...axis(),
  ];
}

function axis() {
  const bottom = top + grid.rows * scale;
  return [
    ...range(0, 6480, 1080).map((col) =>
      label(left + col * scale, bottom + 16, col, { "text-anchor": "middle", "font-size": 11 }),
    ),
    label(left + 3240 * scale, bottom + 34, "column", { "text-anchor": "middle" }),
    ...range(0, 3240, 540).map((row) =>
      label(left - 6, top + row * scale + 4, row, { "text-anchor": "end", "font-size": 11 }),
    ),
    label(14, top + 1620 * scale, "row", {
      transform: `rotate(-90 14 ${top + 1620 * scale})`,
      "text-anchor": "middle",
    }),
    label(left + 8, top + 18, "no cells here", { fill: "#777", "font-size": 11 }),
  ];
}

/** The continents, moved point by point to where the grid has them; what crosses the antimeridian is drawn on both sides. */
function land() {
  const file = createRequire(import.meta.url).resolve("world-atlas/land-110m.json");
  const atlas = JSON.parse(readFileSync(file, "utf8"));
  const rings = feature(atlas, atlas.objects.land).features.flatMap(({ geometry }) => geometry.coordinates.flat());
  return rings
    .map(unwrap)
    .flatMap((ring) => [-360, 0, 360].map((turn) => ring.map(([lon, lat]) => [lon + turn, lat])))
    .filter((ring) => ring.some(([lon]) => Math.abs(lon) < 180))
    .map((ring) =>
      path(
        ring.map(([lon, lat]) => place(lat, lon)),
        true,
      ),
    )
    .join("");
}

/** The same ring with longitudes that do not jump; one around the south pole is closed by way of it. */
function unwrap(ring) {
  let turn = 0;
  const points = ring.map(([lon, lat], i) => {
    const step = i === 0 ? 0 : lon - ring[i - 1][0];
    turn += step > 180 ? -360 : step < -180 ? 360 : 0;
    return [lon + turn, lat];
  });
  return turn === 0 ? points : [...points, [points.at(-1)[0], -90], [points[0][0], -90]];
}

function place(lat, lon) {
  return [left + (grid.colPosition(grid.rowAt(lat), lon) + 0.5) * scale, top + (90 - lat) * grid.rowsPerDegree * scale];
}

function at(row, col) {
  return [left + (col + 0.5) * scale, top + (row + 0.5) * scale];
}

/** A few rows at 60 degrees north, far from the prime meridian, where N steps from row to row. */
function someCells() {
  const x0 = 690;
  const y0 = 60;
  const perRow = 40;
  const rows = range(537, 543, 1);
  const middle = grid.toPixel(60, 100);
  const centre = grid.toLatLon(middle.row, middle.col).lon;
  const perDegree = 400;
  const cells = rows.map((row, i) => {
    const width = (180 / grid.halfLength(row)) * perDegree;
    const near = grid.toPixel(grid.latitude(row), centre).col;
    return range(near - 1, near + 1, 1).map((col) => {
      const { lon } = grid.toLatLon(row, col);
      const x = x0 + 125 + (lon - centre) * perDegree * 0.9;
      const y = y0 + i * perRow;
      const w = width * 0.9;
      return group(
        {},
        element("rect", { x: x - w / 2, y, width: w, height: perRow, fill: "#dcebf7", stroke: "#5a6b7b" }),
        element("circle", { cx: x, cy: y + perRow / 2, r: 2, fill: "#b3392f" }),
        label(x, y + perRow / 2 - 6, col, { "text-anchor": "middle", "font-size": 9 }),
      );
    });
  });
  return [
    label(x0 - 22, 24, "Cells near 60° N, 100° E", { "font-size": 14, "font-weight": 600 }),
    cells,
    rows.map((row, i) => label(x0 - 22, y0 + i * perRow + 24, row, { "text-anchor": "end", "font-size": 11 })),
    rows.map((row, i) =>
      label(x0 + 262, y0 + i * perRow + 24, grid.halfLength(row), { "text-anchor": "end", "font-size": 11 }),
    ),
    label(x0 - 22, y0 - 8, "row", { "text-anchor": "end", "font-size": 11 }),
    label(x0 + 262, y0 - 8, "N", { "text-anchor": "end", "font-size": 11 }),
    label(x0 - 22, y0 + 7 * perRow + 22, "Every row has a step of its own,", { "font-size": 11 }),
    label(x0 - 22, y0 + 7 * perRow + 38, "180 / N degrees: columns of two rows", { "font-size": 11 }),
    label(x0 - 22, y0 + 7 * perRow + 54, "that meet on the ground differ.", { "font-size": 11 }),
  ];
}

function range(from, to, step) {
  return Array.from({ length: Math.floor((to - from) / step + 1e-9) + 1 }, (_, i) => from + i * step);
}
