import { wrapLongitude } from "@atcs/colocate";
import { checkChoice, checkOptions, checkPlaces, checkWidth } from "./_check.ts";
import { type CountClass, countClass, countClasses } from "./_count-colors.ts";
import { type LegendEntry, legend } from "./_legend.ts";
import { element, figure, heading, ink, inPoints, moved } from "./_svg.ts";
import { numberText } from "./_ticks.ts";
import { cellPath, type WorldMap, worldMap } from "./_world-map.ts";

/** Places that belong together, such as the patches of the training set. */
export interface PlaceGroup {
  /** For the legend; "" for none. */
  readonly name: string;
  /** Shape [n] each: degrees north and east; any longitude, whole turns are taken off. */
  readonly lat: ArrayLike<number>;
  readonly lon: ArrayLike<number>;
}

/** Options of {@link coverageMap}. */
export interface CoverageMapOptions {
  /** @default "Coverage" */
  readonly title?: string | undefined;
  /** Width on paper in mm, from 40. @default 180 */
  readonly widthMm?: number | undefined;
  /**
   * A dot for each place, or the number of places in cells of 5 degrees of latitude and about equal area; `auto`:
   * dots for up to 1,500 places.
   * @default "auto"
   */
  readonly style?: "auto" | "dots" | "cells" | undefined;
}

const mostDots = 1500;
const cellDeg = 5;
/** Of 5 degrees of latitude, rounded. */
const cellKm = 560;
const nothing: PlaceGroup = { name: "", lat: [], lon: [] };
const margin = { left: 32, right: 14, top: 20, below: 20 };
/** Of Paul Tol's scheme "bright": apart with any colour vision. */
const dotColors = ["#4477aa", "#ee6677", "#228833", "#aa3377"];

/**
 * Where on Earth places are, such as the centres of patches: SVG text of a world map with coastlines in the Equal Earth
 * projection.
 * @throws RangeError for latitudes beyond the poles, lists of different lengths, or more than four groups
 */
export function coverageMap(groups: readonly PlaceGroup[], options: CoverageMapOptions = {}): string {
  checkOptions("coverageMap", options, ["title", "widthMm", "style"]);
  const { title = "Coverage", widthMm = 180, style = "auto" } = options;
  checkWidth(widthMm);
  checkChoice("style", style, ["auto", "dots", "cells"]);
  if (groups.length > dotColors.length) {
    throw new RangeError(`there are ${groups.length} groups of places: expected ${dotColors.length} at most`);
  }
  for (const { name, lat, lon } of groups) checkPlaces(`places ${JSON.stringify(name)}`, lat, lon);
  const count = groups.reduce((sum, { lat }) => sum + lat.length, 0);
  const map = worldMap(inPoints(widthMm) - margin.left - margin.right);
  const asDots = style === "dots" || (style === "auto" && count <= mostDots);
  const layer = asDots ? dots(map, groups) : cells(map, groups);
  const keys = legend(layer.entries, map.width);
  return figure({
    widthMm,
    height: margin.top + map.height + margin.below + keys.height,
    title,
    children: [
      heading(margin.left, 12, title, map.width),
      moved(margin.left, margin.top, map.ground(), layer.markup, map.lines()),
      moved(margin.left, margin.top + map.height + margin.below, keys.markup),
    ],
  });
}

interface Layer {
  readonly markup: string;
  readonly entries: readonly LegendEntry[];
}

function dots(map: WorldMap, groups: readonly PlaceGroup[]): Layer {
  const count = groups.reduce((sum, { lat }) => sum + lat.length, 0);
  const radius = (count <= 200 ? 1.9 : 1.3) * Math.min(1, 0.5 + map.width / 900);
  const markup = groups.map(({ lat, lon }, g) => {
    const circles = Array.from(lat, (value, i) => {
      const [cx, cy] = map.place(value, lon[i]!);
      return element("circle", { cx, cy, r: radius });
    });
    const look = { fill: dotColors[g]!, "fill-opacity": 0.8, stroke: ink.page, "stroke-width": 0.25 };
    return element("g", look, ...circles);
  });
  const entries = groups.map((group, g) => ({
    name: groupText(group),
    mark: (size: number) => element("circle", { cx: size / 2, cy: size / 2, r: 2, fill: dotColors[g]! }),
  }));
  return { markup: markup.join(""), entries };
}

function cells(map: WorldMap, groups: readonly PlaceGroup[]): Layer {
  const counts = new Map<string, number>();
  for (const { lat, lon } of groups) {
    for (let i = 0; i < lat.length; i++) {
      const key = cellOf(lat[i]!, lon[i]!).join();
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  const classes = countClasses(Math.max(0, ...counts.values()));
  const outlines = new Map<CountClass, string>();
  for (const [key, count] of counts) {
    const [band = 0, cell = 0] = key.split(",").map(Number);
    const one = countClass(classes, count);
    outlines.set(one, (outlines.get(one) ?? "") + cellOutline(map, band, cell));
  }
  const markup = classes.flatMap((one) => {
    const d = outlines.get(one);
    return d === undefined ? [] : [element("path", { d, fill: one.color, "fill-opacity": 0.9 })];
  });
  const names = (groups.length > 0 ? groups : [nothing]).map((group) => ({ name: groupText(group) }));
  const unit: LegendEntry = { name: `in cells of about ${cellKm} km \u00d7 ${cellKm} km:` };
  return {
    markup: markup.join(""),
    entries: [...names, unit, ...classes.map(({ label, color }) => ({ name: label, color }))],
  };
}

/** "training: 12 patches" */
function groupText({ name, lat }: PlaceGroup): string {
  return [name, `${numberText(lat.length)} patch${lat.length === 1 ? "" : "es"}`].filter(Boolean).join(": ");
}

/** Number of the band from the south pole, and of the cell in it from the antimeridian eastwards. */
function cellOf(lat: number, lon: number): [band: number, cell: number] {
  const band = Math.min(180 / cellDeg - 1, Math.floor((lat + 90) / cellDeg));
  const cells = cellsInBand(band);
  return [band, Math.min(cells - 1, Math.floor(((wrapLongitude(lon) + 180) / 360) * cells))];
}

function cellOutline(map: WorldMap, band: number, cell: number): string {
  const south = band * cellDeg - 90;
  const step = 360 / cellsInBand(band);
  const west = cell * step - 180;
  return cellPath(map, south, south + cellDeg, west, cell + 1 === cellsInBand(band) ? 180 : west + step);
}

/** As many as make them about as wide as high. */
function cellsInBand(band: number): number {
  const middle = (((band + 0.5) * cellDeg - 90) * Math.PI) / 180;
  return Math.max(1, Math.round((360 / cellDeg) * Math.cos(middle)));
}
