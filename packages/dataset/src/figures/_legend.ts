import { element, hatching, type Markup, moved, text } from "./_svg.ts";
import { spareWidth, textWidth } from "./_text-width.ts";

/** A colour, or another sign, and what it means; a text alone has neither. */
export interface LegendEntry {
  readonly name: string;
  /** Of a swatch. */
  readonly color?: string;
  /** In place of a swatch: drawn within a square of this size. */
  readonly mark?: (size: number) => Markup;
}

/** A legend and how much room it takes. */
export interface Legend {
  readonly height: number;
  readonly markup: string;
}

const swatch = 6.5;
const lineHeight = 11;
const gap = 6;
const entrySize = 7;

/** Entries side by side, in as many lines as the width asks for, each line from the left. */
export function legend(entries: readonly LegendEntry[], width: number): Legend {
  let [x, lines] = [0, 0];
  const children = entries.map(({ name, color, mark }) => {
    const sign = mark ?? (color === undefined ? undefined : plainSwatch(color));
    const indent = sign === undefined ? 0 : swatch + 3;
    const size = indent + spareWidth * textWidth(name, entrySize);
    if (x > 0 && x + size > width) [x, lines] = [0, lines + 1];
    const one = moved(
      x,
      lines * lineHeight,
      sign?.(swatch) ?? "",
      text(indent, swatch - 0.8, name, { "font-size": entrySize }),
    );
    x += size + gap;
    return one;
  });
  return { height: (lines + 1) * lineHeight, markup: children.join("") };
}

/** The entry for places without data. */
export const noDataEntry: LegendEntry = {
  name: "no data",
  mark: (size) => [hatching(size, size, 2.2), outline(size, "none")],
};

function plainSwatch(color: string): (size: number) => Markup {
  return (size) => outline(size, color);
}

function outline(size: number, fill: string): string {
  return element("rect", { width: size, height: size, fill, stroke: "#666666", "stroke-width": 0.4 });
}
