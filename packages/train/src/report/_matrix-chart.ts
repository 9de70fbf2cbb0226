import { type Markup, markup } from "./_escape.ts";
import { numberText } from "./_format.ts";
import { drawing, fittingText, fontPixels, label, round, rule, seriesColors, textWidth } from "./_svg.ts";

/** Options of {@link matrixChart}. */
export interface MatrixChartOptions {
  readonly title: string;
  /** What rows and columns are: `truth`, `prediction`. */
  readonly rowsLabel: string;
  readonly columnsLabel: string;
  /** @default 360 */
  readonly width?: number | undefined;
}

const top = 26;
const right = 8;

/**
 * A confusion matrix: in each cell the percentage of its row, and the colour says the same; SVG. Counts are told where a pointer
 * rests.
 * @param counts shape [names, names], rows first
 */
export function matrixChart(
  names: readonly string[],
  counts: readonly (readonly number[])[],
  { title, rowsLabel, columnsLabel, width = 360 }: MatrixChartOptions,
): Markup {
  const longest = Math.min(0.3 * width, Math.max(0, ...names.map((name) => textWidth(name, fontPixels.tick))));
  const left = 28 + longest;
  const side = Math.min(64, (width - left - right) / Math.max(1, names.length));
  const below = top + side * names.length;
  const middle = left + (side * names.length) / 2;
  const shown = names.map((name) => fittingText(name, fontPixels.tick, longest));
  const centre = (i: number): number => (i + 0.5) * side;
  return drawing({
    width,
    height: below + longest + 34,
    title,
    children: [
      label(8, 15, fittingText(title, fontPixels.title, width - 8), { size: fontPixels.title, bold: true }),
      counts.map((row, r) =>
        row.map((count, c) =>
          cell({ x: left + c * side, y: top + r * side, side }, count, sum(row), [names[r], names[c]]),
        ),
      ),
      shown.map((name, r) => label(left - 6, top + centre(r) + 4, name, { anchor: "end" })),
      shown.map((name, c) => label(left + centre(c) + 4, below + 7, name, { anchor: "end", turn: -90 })),
      rule("frame", [left, top], [left, below]),
      rule("frame", [left, below], [left + side * names.length, below]),
      label(13, top + (below - top) / 2, rowsLabel, { anchor: "middle", size: fontPixels.label, turn: -90 }),
      label(middle, below + longest + 25, columnsLabel, { anchor: "middle", size: fontPixels.label }),
    ],
  });
}

/** No colour is so strong that the text over it could not be read, light or dark. */
const strongest = 0.6;

function cell(
  { x, y, side }: { x: number; y: number; side: number },
  count: number,
  all: number,
  [truth, found]: readonly (string | undefined)[],
): Markup {
  const part = all > 0 ? count / all : 0;
  const what = `${truth} as ${found}: ${numberText(count)} of ${numberText(all)}`;
  const text = all === 0 ? "" : percentText(part);
  return markup`<g><title>${what}</title><rect class="filled-0" fill="${seriesColors[0]}" fill-opacity="${round(strongest * part)}" x="${round(x)}" y="${round(y)}" width="${round(side)}" height="${round(side)}"/>${text && label(x + side / 2, y + side / 2 + 4, text, { anchor: "middle" })}</g>`;
}

/** Whole percents; what is there but rounds to none is "<1". */
function percentText(part: number): string {
  const percent = Math.round(100 * part);
  return part > 0 && percent === 0 ? "<1" : String(percent);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
