import { element, hatching, ink, type Markup, moved, text } from "./_svg.ts";
import { fittingSize, spareWidth, textWidth } from "./_text-width.ts";

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

/** Entries side by side, in as many lines as the width asks for, each line from the left and about equally long. */
export function legend(entries: readonly LegendEntry[], width: number): Legend {
  const signs = entries.map(({ color, mark }) => mark ?? (color === undefined ? undefined : plainSwatch(color)));
  const indents = signs.map((sign) => (sign === undefined ? 0 : swatch + 3));
  const places = evenLines(
    entries.map(({ name }, i) => indents[i]! + spareWidth * textWidth(name, entrySize)),
    width,
  );
  const children = entries.map(({ name }, i) => {
    const { x, line } = places[i]!;
    const size = fittingSize(name, entrySize, width - indents[i]!);
    const label = text(indents[i]!, swatch - 0.8, name, { "font-size": size });
    return moved(x, line * lineHeight, signs[i]?.(swatch) ?? "", label);
  });
  return { height: (1 + (places.at(-1)?.line ?? 0)) * lineHeight, markup: children.join("") };
}

interface LinePlace {
  readonly x: number;
  readonly line: number;
}

/** As few lines as the width allows, and those as short as so many can be: no entry is alone in the last one. */
function evenLines(sizes: readonly number[], width: number): LinePlace[] {
  let places = filledLines(sizes, width);
  const lines = places.at(-1)?.line ?? 0;
  for (let shorter = width - gap; shorter > 0; shorter -= gap) {
    const tried = filledLines(sizes, shorter);
    if (tried.at(-1)?.line !== lines || sizes.some((size) => size > shorter)) break;
    places = tried;
  }
  return places;
}

function filledLines(sizes: readonly number[], width: number): LinePlace[] {
  let [x, line] = [0, 0];
  return sizes.map((size) => {
    if (x > 0 && x + size > width) [x, line] = [0, line + 1];
    const place = { x, line };
    x += size + gap;
    return place;
  });
}

/** The entry for places without data. */
export const noDataEntry: Required<Pick<LegendEntry, "name" | "mark">> = {
  name: "no data",
  mark: (size) => [
    element("rect", { width: size, height: size, fill: ink.page }),
    hatching(size, size, 2.2),
    outline(size, "none"),
  ],
};

function plainSwatch(color: string): (size: number) => Markup {
  return (size) => outline(size, color);
}

function outline(size: number, fill: string): string {
  return element("rect", { width: size, height: size, fill, stroke: "#666666", "stroke-width": 0.4 });
}
