import { wrapLongitude } from "@atcs/colocate";
import { type GeoProjection, geoEqualEarth, geoEqualEarthRaw, geoGraticule, geoPath } from "d3-geo";
import { land } from "./_land.ts";
import { element, fontSize, ink, line, path, text } from "./_svg.ts";
import { latText, lonText } from "./_ticks.ts";

const radians = Math.PI / 180;
const graticuleDeg = 30;
/** Of a longitude below the map, with a gap. */
const mostLabelWidth = 30;

/** A map of the whole Earth in the Equal Earth projection: places of equal area are equally large on it. */
export interface WorldMap {
  readonly width: number;
  readonly height: number;
  /** Where a place is, in points; the antimeridian is the right border at 180 and the left one at -180 degrees. */
  place(lat: number, lon: number): [x: number, y: number];
  /** What is below the data: sea, land and graticule. */
  ground(): string;
  /** What is above the data: coastlines, outline and labels of the graticule. */
  lines(): string;
}

export function worldMap(width: number): WorldMap {
  const [right] = geoEqualEarthRaw(Math.PI, 0);
  const [, top] = geoEqualEarthRaw(0, Math.PI / 2);
  const scale = width / (2 * right);
  const height = 2 * top * scale;
  const projection = geoEqualEarth()
    .scale(scale)
    .translate([width / 2, height / 2])
    .precision(0.3);
  const place = (lat: number, lon: number): [number, number] => {
    // The projection of d3 would take some of the points at 180 degrees to the other border.
    const [x, y] = geoEqualEarthRaw((Math.abs(lon) === 180 ? lon : wrapLongitude(lon)) * radians, lat * radians);
    return [width / 2 + x * scale, height / 2 - y * scale];
  };
  return {
    width,
    height,
    place,
    ground: () => groundLayer(projection),
    lines: () => [coast(projection), outline(projection), latLabels(place), lonLabels(place, height)].join(""),
  };
}

function groundLayer(projection: GeoProjection): string {
  const draw = geoPath(projection).digits(1);
  const graticule = geoGraticule()
    .step([graticuleDeg, graticuleDeg])
    .extentMinor([
      [-180, -90 + 1e-6],
      [180, 90 - 1e-6],
    ]);
  return [
    element("path", { d: draw({ type: "Sphere" })!, fill: "#f3f7fa" }),
    element("path", { d: draw(land())!, fill: "#e2dfd8" }),
    element("path", { d: draw(graticule())!, fill: "none", stroke: "#b9c2c9", "stroke-width": 0.35 }),
  ].join("");
}

function coast(projection: GeoProjection): string {
  const d = geoPath(projection).digits(1)(land())!;
  return element("path", { d, fill: "none", stroke: "#6b6b6b", "stroke-width": 0.4, "stroke-linejoin": "round" });
}

function outline(projection: GeoProjection): string {
  const d = geoPath(projection).digits(1)({ type: "Sphere" })!;
  return element("path", { d, fill: "none", stroke: ink.line, "stroke-width": 0.6 });
}

function latLabels(place: WorldMap["place"]): string {
  const labels = [-60, -30, 0, 30, 60].map((lat) => {
    const [x, y] = place(lat, -180);
    // Where the border leans, a label at its height would touch it.
    return text(x - 3 - Math.abs(lat) / 15, y + 2.2, latText(lat), {
      "text-anchor": "end",
      "font-size": fontSize.small,
    });
  });
  return labels.join("");
}

function lonLabels(place: WorldMap["place"], height: number): string {
  const [west] = place(-90, -180);
  const [east] = place(-90, 180);
  const step = (east - west) / 6 < mostLabelWidth ? 90 : 60;
  const labels: string[] = [];
  for (let lon = -180; lon <= 180; lon += step) {
    const [x] = place(-90, lon);
    labels.push(line(x, height, x, height + 3));
    labels.push(text(x, height + 10, lonText(lon), { "text-anchor": "middle", "font-size": fontSize.small }));
  }
  return labels.join("");
}

/** The outline of a cell of latitudes and longitudes, whose parallels are curves in no projection used here. */
export function cellPath(map: WorldMap, south: number, north: number, west: number, east: number): string {
  const meridian = (lon: number, from: number, to: number): [number, number][] =>
    [0, 0.25, 0.5, 0.75, 1].map((part) => map.place(from + part * (to - from), lon));
  return path([...meridian(west, south, north), ...meridian(east, north, south)], true);
}
