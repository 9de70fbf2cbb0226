import { type AlongTrack, alongTrack, interpolateAlong, unwrapped } from "./_along-track.ts";
import { checkLength, checkOptions, checkRange, checkWidth } from "./_check.ts";
import { curtainImage } from "./_curtain-image.ts";
import { legend, noDataEntry } from "./_legend.ts";
import { hasTransparent, imageElement, type RgbaImage } from "./_png.ts";
import {
  element,
  figure,
  fontSize,
  frame,
  hatching,
  heading,
  ink,
  inPoints,
  line,
  moved,
  text,
  uprightText,
} from "./_svg.ts";
import { latText, lonText, numberText, stepDigits, ticks } from "./_ticks.ts";
import { checkClasses, classEntries, classTable, cloudTypeClasses, type FigureClass } from "./classes.ts";

/** Where the points of a curtain are; the labels of an instance are one. */
export interface CurtainTrack {
  /** P, the number of points, in their order along the track. */
  readonly count: number;
  /** K, height bins of each. */
  readonly bins: number;
  /** Shape [P]: degrees north and east. */
  readonly lat: ArrayLike<number>;
  readonly lon: ArrayLike<number>;
  /** Shape [P, K]: metres above mean sea level of the middle of each bin; below -1,000 where there is none. */
  readonly height: ArrayLike<number>;
}

/** One of several curtains over the same track, such as labels and prediction. */
export interface CurtainPanel {
  readonly title: string;
  /** Shape [P, K]: ids of classes. */
  readonly values: ArrayLike<number>;
}

/** Options of {@link labelCurtain}. */
export interface LabelCurtainOptions {
  /** @default "Cloud types along the track" */
  readonly title?: string | undefined;
  /** Width on paper in mm, from 40. @default 180 */
  readonly widthMm?: number | undefined;
  /** Height of each panel on paper in mm, from 10. @default 36 */
  readonly panelHeightMm?: number | undefined;
  /** Heights from and to, in km above mean sea level. @default [0, 18] */
  readonly heightRangeKm?: readonly [number, number] | undefined;
  /** What the values mean. @default cloudTypeClasses */
  readonly classes?: readonly FigureClass[] | undefined;
}

/** To the right so much that the place below the last tick is not cut off. */
const margin = { left: 32, right: 20, top: 16, axis: 43 };
const panelGap = 19;

/**
 * Curtains along a track, one below the other at the same scale: SVG text with the heights, the distance along the
 * track, its places and a legend of the classes. What has no data is hatched.
 * @throws RangeError for lists of other lengths than the track says, and values that no class has
 */
export function labelCurtain(
  track: CurtainTrack,
  panels: readonly CurtainPanel[],
  options: LabelCurtainOptions = {},
): string {
  const settings = checkedSettings(track, panels, options);
  const { widthMm, panelHeight, rangeM, classes, title } = settings;
  const along = alongTrack(track.lat, track.lon);
  const width = inPoints(widthMm) - margin.left - margin.right;
  const table = classTable(classes);
  const images = panels.map(({ values }) =>
    curtainImage({ along, bins: track.bins, heights: track.height, values, classes: table, rangeM }),
  );
  const names = classEntries(
    classes,
    panels.map(({ values }) => values),
  );
  const keys = legend(images.some(hasTransparent) ? [...names, noDataEntry] : names, width);
  const step = panelHeight + panelGap;
  const below = margin.top + panels.length * step - panelGap;
  const size = { width, height: panelHeight };
  return figure({
    widthMm,
    height: below + margin.axis + keys.height,
    title,
    children: [
      panels.map((panel, i) =>
        moved(margin.left, margin.top + i * step, curtainPanel(panel.title, images[i]!, rangeM, size)),
      ),
      moved(margin.left, below, trackAxis(track, along, width)),
      moved(margin.left, below + margin.axis, keys.markup),
    ],
  });
}

function curtainPanel(
  title: string,
  image: RgbaImage,
  rangeM: readonly [number, number],
  { width, height }: { width: number; height: number },
): string {
  const [from, to] = [rangeM[0] / 1000, rangeM[1] / 1000];
  const y = (km: number): number => (height * (to - km)) / (to - from);
  const heights = ticks(from, to, Math.max(2, height / 16));
  return [
    heading(0, -4.5, title, width),
    element("rect", { width, height, fill: ink.page }),
    hatching(width, height),
    imageElement(image, { width, height }),
    ...heights.map((km) => line(0, y(km), width, y(km), { stroke: "#000000", "stroke-opacity": 0.13 })),
    ...heights.map((km) =>
      [
        line(-3, y(km), 0, y(km)),
        text(-5, y(km) + 2.3, numberText(km, 1), { "text-anchor": "end", "font-size": fontSize.small }),
      ].join(""),
    ),
    frame(width, height),
    uprightText(-21, height / 2, "height / km"),
  ].join("");
}

/** Distances, and below them the places. */
function trackAxis(track: CurtainTrack, along: AlongTrack, width: number): string {
  const [fromKm, toKm] = [along.fromKm[0]!, along.toKm.at(-1)!];
  const lon = unwrapped(track.lon);
  const x = (km: number): number => (width * (km - fromKm)) / (toKm - fromKm);
  const kms = ticks(0, along.km.at(-1)!, Math.max(1, width / 62));
  const stepKm = kms.length > 1 ? kms[1]! - kms[0]! : along.km.at(-1)!;
  const digits = placeDigits(stepKm);
  const small = { "text-anchor": "middle", "font-size": fontSize.small };
  const labels = kms.map((km) => {
    const [lat, east] = [interpolateAlong(along, track.lat, km), interpolateAlong(along, lon, km)];
    return [
      line(x(km), 0, x(km), 3),
      text(x(km), 10, numberText(km, stepDigits(stepKm)), small),
      text(x(km), 18, latText(lat, digits), small),
      text(x(km), 26, lonText(wrapped(east), digits), small),
    ].join("");
  });
  return [...labels, text(width / 2, 35.5, "distance along the track / km", { "text-anchor": "middle" })].join("");
}

function wrapped(lon: number): number {
  return ((((lon + 180) % 360) + 360) % 360) - 180;
}

/** So many that neighbouring ticks differ: 1 from 50 km, 2 from 5 km, and so on; 4 are some 10 m. */
function placeDigits(stepKm: number): number {
  return Math.min(4, 1 + stepDigits(stepKm / 50));
}

interface Settings {
  readonly title: string;
  readonly widthMm: number;
  readonly panelHeight: number;
  readonly rangeM: readonly [number, number];
  readonly classes: readonly FigureClass[];
}

function checkedSettings(track: CurtainTrack, panels: readonly CurtainPanel[], options: LabelCurtainOptions): Settings {
  checkOptions("labelCurtain", options, ["title", "widthMm", "panelHeightMm", "heightRangeKm", "classes"]);
  const { title = "Cloud types along the track", widthMm = 180, panelHeightMm = 36 } = options;
  const { heightRangeKm = [0, 18], classes = cloudTypeClasses } = options;
  checkWidth(widthMm);
  checkRange("heightRangeKm", heightRangeKm);
  if (!(panelHeightMm >= 10 && panelHeightMm <= 400)) {
    throw new RangeError(`panelHeightMm is ${panelHeightMm}: expected millimetres from 10 to 400`);
  }
  if (panels.length === 0) throw new RangeError("there is no panel: expected at least one");
  checkTrack(track);
  const table = classTable(classes);
  for (const { title: name, values } of panels) {
    checkLength(`the panel ${JSON.stringify(name)}`, values, track.count * track.bins);
    checkClasses(`the panel ${JSON.stringify(name)}`, values, table);
  }
  const rangeM = [heightRangeKm[0] * 1000, heightRangeKm[1] * 1000] as const;
  return { title, widthMm, panelHeight: inPoints(panelHeightMm), rangeM, classes };
}

/** @throws RangeError for lists of other lengths than the track says */
export function checkTrack({ count, bins, lat, lon, height }: CurtainTrack): void {
  checkLength("lat of the track", lat, count);
  checkLength("lon of the track", lon, count);
  checkLength("height of the track", height, count * bins);
}
