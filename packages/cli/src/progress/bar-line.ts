import { padTo, textWidth } from "../format/line.ts";

/** What one bar shows. */
export interface BarView {
  readonly label: string;
  /** 0 to 1; undefined when it is not known. */
  readonly share: number | undefined;
  /** Behind the bar. */
  readonly details: readonly string[];
}

const narrowestBar = 8;
const widestBar = 40;

/**
 * A bar as a line: `total  ██████░░░░  60 %  3 of 5 granules  12 s left`.
 * @param labelWidth of the widest label, so that the bars of all lines begin in one column
 * @param width characters at most: the bar shrinks first, then goes, then the end is cut off
 */
export function barLine({ label, share, details }: BarView, labelWidth: number, width: number): string {
  const percent = share === undefined ? [] : [`${Math.floor(100 * clamp(share))} %`.padStart(5)];
  const texts = [...percent, ...details.filter((text) => text !== "")];
  const before = padTo(label, labelWidth);
  const room = width - textWidth([before, "", ...texts].join(gap));
  const bar = share === undefined || room < narrowestBar ? [] : [drawBar(share, Math.min(room, widestBar))];
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
