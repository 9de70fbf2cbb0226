// The corner rule: the same profile with all pixels valid, and with some that have no view.

import { findCorners, PolderGrid } from "@atcs/colocate";
import { element, figure, group, label } from "./svg.mjs";

const grid = new PolderGrid();
const profile = { lat: 46.116, lon: 98.385 };
const names = ["NW", "NE", "SW", "SE"];
const colours = ["#b3392f", "#1f6fb2", "#2f7d4f", "#8a4fa0"];
const size = 58; // pixels per row
const half = { rows: 4 };

export function cornersFigure() {
  return figure(
    960,
    470,
    "The corner rule",
    panel(30, "Every pixel valid", []),
    panel(500, "Three pixels without views", invalidPixels()),
  );
}

/** Those that the left panel uses as NW, and two more. */
function invalidPixels() {
  const { corners } = findCorners({ lat: [profile.lat], lon: [profile.lon] });
  const [row, col, , , southRow, southCol] = corners;
  return [
    [row, col],
    [southRow, southCol],
    [southRow, southCol - 1],
  ];
}

function panel(x0, title, invalid) {
  const centre = grid.toPixel(profile.lat, profile.lon);
  const box = { row: centre.row - half.rows, col: centre.col - 12, rows: 2 * half.rows + 1, cols: 25 };
  const data = new Uint8Array(box.rows * box.cols).fill(1);
  for (const [row, col] of invalid) data[(row - box.row) * box.cols + col - box.col] = 0;
  const found = findCorners({ lat: [profile.lat], lon: [profile.lon] }, { valid: { boxes: [box], data } });
  const stretch = Math.cos((profile.lat * Math.PI) / 180);
  const place = (lat, lon) => [
    x0 + 215 + (lon - profile.lon) * stretch * grid.rowsPerDegree * size,
    250 - (lat - profile.lat) * grid.rowsPerDegree * size,
  ];
  const clip = `clip${x0}`;
  return group(
    {},
    label(x0, 30, title, { "font-size": 14, "font-weight": 600 }),
    element("clipPath", { id: clip }, element("rect", { x: x0, y: 45, width: 430, height: 410 })),
    group(
      { "clip-path": `url(#${clip})` },
      cells(box, place, (row, col) => data[(row - box.row) * box.cols + col - box.col] === 1),
      quadrants(x0, place),
      names.map((_, i) => corner(found, i, place)),
    ),
    star(place(profile.lat, profile.lon)),
    names.map((_, i) => cornerLabel(found, i, place)),
  );
}

function cells({ row: firstRow, rows }, place, isValid) {
  return Array.from({ length: rows }, (_, i) => firstRow + i).map((row) => {
    const middle = Math.round(grid.colPosition(row, profile.lon));
    return Array.from({ length: 12 }, (_, i) => middle - 6 + i).map((col) => {
      const { lat, lon } = grid.toLatLon(row, col);
      const [x, y] = place(lat, lon);
      const [east] = place(lat, lon + 180 / grid.halfLength(row));
      const valid = isValid(row, col);
      return [
        element("rect", {
          x: x - (east - x) / 2,
          y: y - size / 2,
          width: east - x,
          height: size,
          fill: valid ? "#eaf2f9" : "#d9d9d9",
          stroke: "#9fb1c1",
        }),
        element("circle", { cx: x, cy: y, r: 2.5, fill: valid ? "#5a6b7b" : "#aaa" }),
      ];
    });
  });
}

/** The profile's parallel and meridian. */
function quadrants(x0, place) {
  const [x, y] = place(profile.lat, profile.lon);
  const line = { stroke: "#222", "stroke-width": 0.8, "stroke-dasharray": "4 3" };
  return [
    element("line", { x1: x0, y1: y, x2: x0 + 430, y2: y, ...line }),
    element("line", { x1: x, y1: 45, x2: x, y2: 455, ...line }),
  ];
}

function corner({ corners }, i, place) {
  const { lat, lon } = grid.toLatLon(corners[2 * i], corners[2 * i + 1]);
  const [x, y] = place(lat, lon);
  const [px, py] = place(profile.lat, profile.lon);
  return [
    element("line", { x1: px, y1: py, x2: x, y2: y, stroke: colours[i], "stroke-width": 2 }),
    element("circle", { cx: x, cy: y, r: 6, fill: colours[i] }),
  ];
}

function cornerLabel({ corners, distancesM, weights }, i, place) {
  const { lat, lon } = grid.toLatLon(corners[2 * i], corners[2 * i + 1]);
  const [x, y] = place(lat, lon);
  const west = i % 2 === 0;
  const anchor = { "text-anchor": west ? "end" : "start", "font-size": 11, fill: colours[i], "font-weight": 600 };
  const halo = { ...anchor, stroke: "#fff", "stroke-width": 3, "paint-order": "stroke" };
  const left = x + (west ? -10 : 10);
  return [
    label(left, y - 3, `${names[i]}  ${(distancesM[i] / 1000).toFixed(2)} km`, halo),
    label(left, y + 11, `weight ${weights[i].toFixed(3)}`, halo),
  ];
}

function star([x, y]) {
  return element("circle", { cx: x, cy: y, r: 6, fill: "#f2c230", stroke: "#222" });
}
