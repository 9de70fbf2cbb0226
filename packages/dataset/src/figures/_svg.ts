import { fittingSize } from "./_text-width.ts";

/** Text of SVG, or a list of such texts. */
export type Markup = string | readonly Markup[];

/** Values of attributes: numbers are rounded, undefined leaves the attribute out. */
export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** Families with the same widths of letters, so that text looks alike wherever one of them is there. */
const fontFamily = "Helvetica, Arial, Arimo, 'Liberation Sans', sans-serif";
const pointsPerMm = 72 / 25.4;

/** Sizes of text in points: of labels at ticks, of what names an axis or a colour, of a figure's heading. */
export const fontSize = { small: 6.5, normal: 7.5, title: 8.5 } as const;

/** Colours of what is no data. */
export const ink = { text: "#222222", line: "#444444", faint: "#cccccc", muted: "#a6a6a6", page: "#ffffff" } as const;

/** An element with its children. */
export function element(name: string, attributes: Attributes = {}, ...children: Markup[]): string {
  const inner = join(children);
  const head = `${name}${attributesText(attributes)}`;
  return inner === "" ? `<${head}/>` : `<${head}>${inner}</${name}>`;
}

/** Children moved by x and y. */
export function moved(x: number, y: number, ...children: Markup[]): string {
  return element("g", { transform: `translate(${round(x)} ${round(y)})` }, ...children);
}

/** A line of text. */
export function text(x: number, y: number, content: string, attributes: Attributes = {}): string {
  return element("text", { x, y, "font-size": fontSize.normal, fill: ink.text, ...attributes }, escapeText(content));
}

/** A bold line of text, smaller where it would be wider than there is room. */
export function heading(x: number, y: number, content: string, width: number): string {
  const size = fittingSize(content, fontSize.title, width);
  return text(x, y, content, { "font-size": size, "font-weight": 700 });
}

/** Text that reads upwards, centred at a point. */
export function uprightText(x: number, y: number, content: string, look: Attributes = {}): string {
  return text(x, y, content, { transform: `rotate(-90 ${round(x)} ${round(y)})`, "text-anchor": "middle", ...look });
}

/** Look of text that may lie over an image. */
export const halo: Attributes = /* @__PURE__ */ Object.freeze({
  stroke: ink.page,
  "stroke-width": 1.6,
  "stroke-linejoin": "round",
  "paint-order": "stroke",
});

/** "M x y L x y ..." of points; undefined among them lifts the pen. */
export function path(points: Iterable<readonly [x: number, y: number] | undefined>, closed: boolean = false): string {
  let pen = "M";
  let data = "";
  for (const point of points) {
    if (point !== undefined) data += `${pen}${round(point[0])} ${round(point[1])}`;
    pen = point === undefined ? "M" : "L";
  }
  return closed ? `${data}Z` : data;
}

/** A line from one point to another. */
export function line(x1: number, y1: number, x2: number, y2: number, attributes: Attributes = {}): string {
  const d = path([
    [x1, y1],
    [x2, y2],
  ]);
  return element("path", { d, fill: "none", stroke: ink.line, "stroke-width": 0.5, ...attributes });
}

/** A rectangle without a filling. */
export function frame(width: number, height: number): string {
  return element("rect", { width, height, fill: "none", stroke: ink.line, "stroke-width": 0.6 });
}

/** Diagonal lines over a rectangle: what shows through them has no data. */
export function hatching(width: number, height: number, step: number = 4): string {
  return hatched(
    hatchLines(width, height, step)
      .map((ends) => path(ends))
      .join(""),
  );
}

/** The ends of diagonal lines over a rectangle. */
export function hatchLines(width: number, height: number, step: number): [[number, number], [number, number]][] {
  const lines: [[number, number], [number, number]][] = [];
  for (let along = step; along < width + height; along += step) {
    lines.push([
      along < height ? [0, along] : [along - height, height],
      along < width ? [along, 0] : [width, along - width],
    ]);
  }
  return lines;
}

/** The lines of a hatching in the look that all of them have. */
export function hatched(d: string): string {
  return element("path", { d, fill: "none", stroke: ink.muted, "stroke-width": 0.4 });
}

/** What a whole figure is made of; sizes in points, 1/72 inch. */
export interface FigureParts {
  readonly widthMm: number;
  readonly height: number;
  readonly title: string;
  readonly children: Markup;
}

/**
 * A whole figure on a white ground, so that it can be read on a dark page too. It has no ids: several of them can be in
 * one page.
 */
export function figure({ widthMm, height, title, children }: FigureParts): string {
  const width = widthMm * pointsPerMm;
  const size = { width: `${round(widthMm)}mm`, height: `${round(height / pointsPerMm)}mm` };
  const viewBox = `0 0 ${round(width)} ${round(height)}`;
  return `${element(
    "svg",
    { xmlns: "http://www.w3.org/2000/svg", ...size, viewBox, role: "img", "font-family": fontFamily },
    element("title", {}, escapeText(title)),
    element("rect", { width, height, fill: ink.page }),
    children,
  )}\n`;
}

/** Points in a width on paper. */
export function inPoints(widthMm: number): number {
  return widthMm * pointsPerMm;
}

/** `rgb(1,2,3)` */
export function cssColor(rgb: readonly number[]): string {
  return `rgb(${rgb.join(",")})`;
}

/** To hundredths of a point, which no printer shows. @throws RangeError for what is no number: it must not be drawn */
export function round(value: number, digits: number = 2): string {
  if (!Number.isFinite(value)) throw new RangeError(`a figure would have ${value} in it: expected finite numbers`);
  // Adding 0 takes the sign off a zero.
  return String(Number(value.toFixed(digits)) + 0);
}

function attributesText(attributes: Attributes): string {
  let all = "";
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined) continue;
    all += ` ${key}="${typeof value === "number" ? round(value) : escapeText(value)}"`;
  }
  return all;
}

function join(children: Markup): string {
  return typeof children === "string" ? children : children.map(join).join("");
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** What XML cannot hold, control characters and halves of surrogate pairs, becomes a replacement character. */
function escapeText(value: string): string {
  return value
    .replace(/[&<>"]/g, (character) => entities[character]!)
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, "\ufffd");
}
