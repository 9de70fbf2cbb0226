import { type Axonometry, axonometry, viewpointFor } from "./_axonometry.ts";
import { checkLength, checkOptions, checkWidth } from "./_check.ts";
import { curtainHatching } from "./_curtain-hatching.ts";
import { type LegendEntry, legend, noDataEntry } from "./_legend.ts";
import { hasTransparent, imageElement, type RgbaImage } from "./_png.ts";
import { areaOutline, classOutlines, type PagePlace, type StandingCurtain, stretches } from "./_standing-curtain.ts";
import { element, figure, fontSize, hatched, heading, ink, inPoints, line, moved, text } from "./_svg.ts";
import { fittingSize } from "./_text-width.ts";
import { numberText } from "./_ticks.ts";
import { trackColor, trackPath } from "./_track-line.ts";
import { compass, compassWidth, groundFrame, groundHatching, heightAxis } from "./_view-axes.ts";
import { checkClasses, classEntries, classTable, cloudTypeClasses, type FigureClass } from "./classes.ts";
import { polderPixelKm } from "./image-panels.ts";

/** An image and the curtain over it. */
export interface CurtainViewContent {
  /** Rows from the north, columns from the west. */
  readonly image: RgbaImage;
  /** P, the number of label points. */
  readonly count: number;
  /** K, height bins of each. */
  readonly bins: number;
  /** Shape [P, 2]: rows and columns of the label points, such as of {@link labelPositions}. */
  readonly positions: ArrayLike<number>;
  /** Shape [P, K]: metres above mean sea level of the middle of each bin; below -1,000 where there is none. */
  readonly height: ArrayLike<number>;
  /** Shape [P, K]: ids of classes. */
  readonly values: ArrayLike<number>;
}

/** Options of {@link curtainView}. */
export interface CurtainViewOptions {
  /** @default "Labels over their image" */
  readonly title?: string | undefined;
  /** Width on paper in mm, from 40. @default 140 */
  readonly widthMm?: number | undefined;
  /** Height of the curtain in km. @default 18 */
  readonly topKm?: number | undefined;
  /** How much heights are stretched. @default so that the curtain is a third as high as the image is wide */
  readonly exaggeration?: number | undefined;
  /** Direction in which the viewer stands, degrees clockwise from north. @default what shows the curtain well */
  readonly azimuthDeg?: number | undefined;
  /** Of the viewer above the horizon, 5 to 85 degrees. @default 32 */
  readonly elevationDeg?: number | undefined;
  /** Size of a pixel in km. @default 6.18, that of POLDER's grid */
  readonly pixelKm?: number | undefined;
  /** What the values mean. @default cloudTypeClasses */
  readonly classes?: readonly FigureClass[] | undefined;
}

/** The height axis may be at either side. */
const margin = { left: 30, right: 30, top: 22, below: 30 };
/** Of the class "no cloud", which lets the image through. */
const clear = 0;

/**
 * A curtain of labels that stands on its image, seen from above and aside in a parallel projection: SVG text. Bins
 * without cloud let the image through; what has no data, in the curtain and in the image, is hatched.
 * @throws RangeError for lists of wrong lengths, values that no class has, fewer than 2 points, and options out of range
 */
export function curtainView(content: CurtainViewContent, options: CurtainViewOptions = {}): string {
  const settings = checkedSettings(content, options);
  const { widthMm, title, topKm, exaggeration, classes, pixelKm } = settings;
  const view = axonometry({
    azimuthDeg: options.azimuthDeg ?? viewpointFor(bearing(content.positions)),
    elevationDeg: settings.elevationDeg,
  });
  const width = inPoints(widthMm) - margin.left - margin.right;
  const curtain: StandingCurtain = { ...content, topM: topKm * 1000 };
  const drawing = layOut(content.image, curtain, view, settings, width);
  const { place } = drawing;
  const hatching = curtainHatching(curtain, place);
  const { image } = content;
  const hasGaps = hasTransparent(image) || hatching !== "";
  const keys = legend(entries(classes, content.values, hasGaps), width);
  const bottom = drawing.height + margin.top + margin.below;
  return figure({
    widthMm,
    height: bottom + keys.height,
    title,
    children: [
      heading(margin.left, 12, title, width),
      ground(image, view, drawing, pixelKm),
      element("path", {
        d: areaOutline(curtain, place),
        fill: "#ffffff",
        "fill-opacity": 0.35,
        stroke: ink.line,
        "stroke-width": 0.5,
      }),
      hatching === "" ? "" : hatched(hatching),
      clouds(curtain, place, classes),
      element("path", {
        d: trackPath(content.positions, (row, col) => place(row, col, 0)),
        fill: "none",
        stroke: trackColor,
        "stroke-width": 1,
      }),
      heightAxis(curtain, place),
      compass(margin.left + compassWidth / 2, bottom - 16, view),
      ...scaleTexts(image, pixelKm, exaggeration).map((content, i) =>
        text(margin.left + width, bottom - 20 + 9 * i, content, {
          "text-anchor": "end",
          "font-size": fittingSize(content, fontSize.small, width - compassWidth),
        }),
      ),
      moved(margin.left, bottom, keys.markup),
    ],
  });
}

/** The image, hatched where it has no pixels, and its edge. */
function ground(image: RgbaImage, view: Axonometry, { place, scale, shift }: Layout, pixelKm: number): string {
  const corner = cornerEastNorth(image, pixelKm);
  const transform = view.groundTransform(...corner, pixelKm, scale, shift);
  return [
    hasTransparent(image) ? groundHatching(image, place) : "",
    imageElement(image, { width: image.width, height: image.height, transform }),
    groundFrame(image, place),
  ].join("");
}

function entries(classes: readonly FigureClass[], values: ArrayLike<number>, hasGaps: boolean): LegendEntry[] {
  const track: LegendEntry = {
    name: "label track",
    mark: (size) => line(0, size / 2, size, size / 2, { stroke: trackColor, "stroke-width": 1.5 }),
  };
  return [...classEntries(classes, [values]), ...(hasGaps ? [noDataEntry] : []), track];
}

/** How large the image is, and how much larger than that heights are drawn. */
function scaleTexts({ width, height }: RgbaImage, pixelKm: number, exaggeration: number): string[] {
  const [wide, high] = [width, height].map((pixels) => numberText(pixels * pixelKm, pixels * pixelKm < 10 ? 2 : 0));
  return [`image ${wide} km \u00d7 ${high} km`, `heights \u00d7 ${numberText(exaggeration, 1)}`];
}

function clouds(curtain: StandingCurtain, place: PagePlace, classes: readonly FigureClass[]): string {
  const outlines = classOutlines(curtain, place);
  const drawn = classes.flatMap(({ id, rgb }) => {
    const d = outlines.get(id);
    const color = `rgb(${rgb.join(",")})`;
    // The thin line closes the seams between neighbours.
    return d === undefined || id === clear
      ? []
      : [element("path", { d, fill: color, stroke: color, "stroke-width": 0.3 })];
  });
  return drawn.join("");
}

interface Settings {
  readonly title: string;
  readonly widthMm: number;
  readonly topKm: number;
  readonly exaggeration: number;
  readonly elevationDeg: number;
  readonly pixelKm: number;
  readonly classes: readonly FigureClass[];
}

interface Layout {
  readonly place: PagePlace;
  /** Points per kilometre. */
  readonly scale: number;
  readonly shift: readonly [number, number];
  readonly height: number;
}

/** Scale and place on the page, so that image and curtain fill the width. */
function layOut(
  image: RgbaImage,
  curtain: StandingCurtain,
  view: Axonometry,
  settings: Settings,
  width: number,
): Layout {
  const [east, north] = cornerEastNorth(image, settings.pixelKm);
  const atKm = (row: number, col: number, km: number): [number, number] =>
    view.project(
      east + (col + 0.5) * settings.pixelKm,
      north - (row + 0.5) * settings.pixelKm,
      km * settings.exaggeration,
    );
  const extent: [number, number][] = [];
  for (const row of [-0.5, image.height - 0.5]) {
    for (const col of [-0.5, image.width - 0.5]) extent.push(atKm(row, col, 0));
  }
  for (const { from, to } of stretches(curtain)) {
    for (const km of [0, settings.topKm]) extent.push(atKm(...from, km), atKm(...to, km));
  }
  const [left, right] = bounds(extent.map(([x]) => x));
  const [top, bottom] = bounds(extent.map(([, y]) => y));
  const scale = width / (right - left);
  const shift = [margin.left - left * scale, margin.top + 8 - top * scale] as const;
  return {
    scale,
    shift,
    height: (bottom - top) * scale + 8,
    place: (row, col, metres) => {
      const [x, y] = atKm(row, col, metres / 1000);
      return [x * scale + shift[0], y * scale + shift[1]];
    },
  };
}

/** However many there are: a call takes only so many arguments. */
function bounds(values: readonly number[]): [least: number, most: number] {
  return values.reduce(
    ([least, most], value) => [Math.min(least, value), Math.max(most, value)],
    [Infinity, -Infinity],
  );
}

/** Kilometres of the image's north-western corner from its centre. */
function cornerEastNorth({ width, height }: RgbaImage, pixelKm: number): [number, number] {
  return [(-width / 2) * pixelKm, (height / 2) * pixelKm];
}

/** Of the track from its first to its last point, clockwise from north. */
function bearing(positions: ArrayLike<number>): number {
  const last = positions.length - 2;
  const north = positions[0]! - positions[last]!;
  const east = positions[last + 1]! - positions[1]!;
  return (Math.atan2(east, north) * 180) / Math.PI;
}

function checkedSettings(content: CurtainViewContent, options: CurtainViewOptions): Settings {
  const names = ["title", "widthMm", "topKm", "exaggeration", "azimuthDeg", "elevationDeg", "pixelKm", "classes"];
  checkOptions("curtainView", options, names);
  const { title = "Labels over their image", widthMm = 140, topKm = 18, elevationDeg = 32 } = options;
  const { pixelKm = polderPixelKm, classes = cloudTypeClasses } = options;
  const { image, count, bins, positions, height, values } = content;
  const { exaggeration = Math.max(1, Math.round((image.width * pixelKm) / 3 / topKm)) } = options;
  checkWidth(widthMm);
  const ranges: [string, number, number, number][] = [
    ["topKm", topKm, 1, 40],
    ["exaggeration", exaggeration, 0.1, 1000],
    ["azimuthDeg", options.azimuthDeg ?? 0, -360, 360],
    ["elevationDeg", elevationDeg, 5, 85],
    ["pixelKm", pixelKm, 0.001, 1000],
    ["the number of label points", count, 2, Infinity],
  ];
  for (const [name, value, least, most] of ranges) {
    if (!(value >= least && value <= most)) {
      throw new RangeError(`${name} is ${value}: expected a number from ${least} to ${most}`);
    }
  }
  checkLength("the image", image.rgba, 4 * image.width * image.height);
  checkLength("positions", positions, 2 * count);
  checkLength("height", height, count * bins);
  checkLength("values", values, count * bins);
  checkClasses("values", values, classTable(classes));
  return { title, widthMm, topKm, exaggeration, elevationDeg, pixelKm, classes };
}
