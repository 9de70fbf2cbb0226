import { type Legend, noDataEntry } from "./_legend.ts";
import { fontSize, ink, line, moved, text } from "./_svg.ts";
import { spareWidth, textWidth } from "./_text-width.ts";
import { numberText, roundStep } from "./_ticks.ts";
import { trackMarkup } from "./_track-line.ts";

/** What is told below images. */
export interface ImageKeyContent {
  /** The scale bar is at most so long, in points. */
  readonly scaleWidth: number;
  readonly pointsPerKm: number;
  readonly hasTrack: boolean;
  readonly hasGaps: boolean;
  /** For all of it, in points. */
  readonly width: number;
}

const lineHeight = 11;
const gap = 10;
const trackLength = 14;
const swatch = 8;

/** The scale, what the signs mean, and where north is: side by side, in as many lines as the width asks for. */
export function imageKey({ scaleWidth, pointsPerKm, hasTrack, hasGaps, width }: ImageKeyContent): Legend {
  const km = roundLength(scaleWidth / pointsPerKm);
  const entries = [
    { sign: scaleBar(km * pointsPerKm), length: km * pointsPerKm + 4, name: `${numberText(km, 3)} km` },
    ...(hasTrack ? [{ sign: trackMarkup(`M0 4h${trackLength}`), length: trackLength + 4, name: "label track" }] : []),
    ...(hasGaps ? [{ sign: noDataEntry.mark(swatch), length: swatch + 4, name: noDataEntry.name }] : []),
    { sign: "", length: 0, name: "north is up" },
  ];
  let [x, lines] = [0, 0];
  const children = entries.map(({ sign, length, name }) => {
    const size = length + spareWidth * textWidth(name, fontSize.normal);
    if (x > 0 && x + size > width) [x, lines] = [0, lines + 1];
    const one = moved(x, lines * lineHeight, sign, text(length, 6.5, name));
    x += size + gap;
    return one;
  });
  return { height: (lines + 1) * lineHeight, markup: children.join("") };
}

/** The largest of 1, 2 and 5 times a power of ten that is not above a number. */
function roundLength(most: number): number {
  return [1, 0.5, 0.4, 0.2].map((part) => roundStep(part * most)).find((step) => step <= most * (1 + 1e-9)) ?? most;
}

function scaleBar(length: number): string {
  return [
    line(0, 4, length, 4, { "stroke-width": 1.2, stroke: ink.text }),
    line(0, 1.5, 0, 6.5, { stroke: ink.text }),
    line(length, 1.5, length, 6.5, { stroke: ink.text }),
  ].join("");
}
