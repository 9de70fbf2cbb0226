import { type Markup, type MarkupValue, markup } from "./_escape.ts";

/**
 * Colours of series, near Paul Tol's scheme "bright". They stand in the drawing, so that it can be a file of its own; the style
 * of a page goes before them, which makes them light on a dark page.
 */
export const seriesColors: readonly string[] = /* @__PURE__ */ Object.freeze([
  "#4477aa",
  "#cc3344",
  "#228833",
  "#aa3377",
  "#997700",
  "#007788",
]);

/** Tell series apart without colours. */
export const seriesDashes: readonly string[] = /* @__PURE__ */ Object.freeze([
  "none",
  "7 3",
  "2 3",
  "9 3 2 3",
  "4 2",
  "12 4",
]);

/** Colours of what is no data; a page has others for them in the dark, by the classes that go with them. */
export const chartInk = { text: "#222222", grid: "#dddddd", frame: "#777777", ground: "#ffffff" } as const;

/** In units of the drawing, which is shown at about its own size. */
export const fontPixels = { tick: 11, label: 12, title: 13 } as const;

/** What a drawing is made of. */
export interface DrawingParts {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly children: MarkupValue;
}

/** A whole drawing on a ground of its own, without ids: several can be in one page, and each can be a file. */
export function drawing({ width, height, title, children }: DrawingParts): Markup {
  const size = markup`width="${round(width)}" height="${round(height)}" viewBox="0 0 ${round(width)} ${round(height)}"`;
  return markup`<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" ${size} font-family="system-ui, 'Segoe UI', Roboto, 'Liberation Sans', Arial, sans-serif">
<title>${title}</title><rect class="ground" width="100%" height="100%" fill="${chartInk.ground}"/>
${children}
</svg>
`;
}

/** How a line of text stands. */
export interface LabelLook {
  /** @default "start" */
  readonly anchor?: "start" | "middle" | "end";
  /** @default fontPixels.tick */
  readonly size?: number;
  readonly bold?: boolean;
  /** Degrees clockwise. @default 0 */
  readonly turn?: number;
}

/** A line of text. */
export function label(x: number, y: number, text: string, look: LabelLook = {}): Markup {
  const { anchor = "start", size = fontPixels.tick, bold = false, turn } = look;
  const turned = turn === undefined ? "" : markup` transform="rotate(${turn} ${round(x)} ${round(y)})"`;
  const weight = bold ? markup` font-weight="600"` : "";
  return markup`<text class="ink" fill="${chartInk.text}" x="${round(x)}" y="${round(y)}" font-size="${round(size)}" text-anchor="${anchor}"${weight}${turned}>${text}</text>`;
}

/** A line without arrows: of the grid, or of the frame. */
export function rule(kind: "grid" | "frame", from: readonly [number, number], to: readonly [number, number]): Markup {
  const d = `M${round(from[0])} ${round(from[1])}L${round(to[0])} ${round(to[1])}`;
  return markup`<path class="${kind}" stroke="${chartInk[kind]}" fill="none" d="${d}"/>`;
}

/** About how wide a text is; generous, for fonts differ. */
export function textWidth(text: string, size: number): number {
  return 0.58 * size * [...text].length;
}

/** A text that fits into a width: cut, with an ellipsis, if need be. */
export function fittingText(text: string, size: number, width: number): string {
  if (textWidth(text, size) <= width) return text;
  const most = Math.max(1, Math.floor(width / (0.58 * size)) - 1);
  return `${[...text].slice(0, most).join("").trimEnd()}\u2026`;
}

/** To hundredths. @throws RangeError for what is no number: it must not be drawn */
export function round(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`a drawing would have ${value} in it: expected finite numbers`);
  // Adding 0 takes the sign off a zero.
  return String(Number(value.toFixed(2)) + 0);
}
