import { padTo, textWidth } from "../format/line.ts";

/** What one bar shows. */
export interface BarView {
  readonly label: string;
  /** 0 to 1; undefined when it is not known. */
  readonly share: number | undefined;
  /** Behind the bar. */
  readonly details: readonly string[];
}

/** Of the line. */
const barShare = 1 / 5;
const narrowestBar = 8;
const widestBar = 40;

/**
 * A bar as a line: `total  ██████░░░░  60 %  3 of 5 granules  12 s left`.
 * @param labelWidth of the widest label, so that the bars of all lines begin in one column
 * @param width characters at most: bars have a part of it, and the end of what is too long is cut off
 */
export function barLine({ label, share, details }: BarView, labelWidth: number, width: number): string {
  const percent = share === undefined ? [] : [`${Math.floor(100 * clamp(share))} %`.padStart(5)];
  const texts = [...percent, ...details.filter((text) => text !== "")];
  const before = padTo(label, labelWidth);
  // Of the line alone, or bars would jump when a number gets another digit.
  const barWidth = Math.min(widestBar, Math.floor(barShare * width));
  const bar = share === undefined || barWidth < narrowestBar ? [] : [drawBar(share, barWidth)];
  return cutTo([before, ...bar, ...texts].join(gap).trimEnd(), width);
}

const gap = "  ";

function drawBar(share: number, width: number): string {
  // Full only when everything is done.
  const full = Math.floor(clamp(share) * width);
  return "█".repeat(full) + "░".repeat(width - full);
}

function clamp(share: number): number {
  return Math.min(1, Math.max(0, share));
}

function cutTo(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  let cut = "";
  for (const character of text) {
    if (textWidth(cut + character) >= width) break;
    cut += character;
  }
  return `${cut}…`;
}
