import { padTo, textWidth } from "../format/line.ts";

/** What one bar shows. */
export interface BarView {
  readonly label: string;
  /** 0 to 1; undefined when it is not known. */
  readonly share: number | undefined;
  /** Behind the bar, the most important first. */
  readonly details: readonly string[];
}

/** Of the line. */
const barShare = 1 / 5;
const narrowestBar = 8;
const widestBar = 40;

/**
 * Bars as lines: `total  ██████░░░░  60 %  3 of 5 granules  12 s left`. Where one is too long, the bars are made narrower in
 * all of them; where it still is, it leaves their column, then loses its bar, and then its last details, as a whole.
 * @param width characters at most
 */
export function barLines(views: readonly BarView[], width: number): string[] {
  const labelWidth = Math.max(0, ...views.map(({ label }) => textWidth(label)));
  // Of few widths, or bars would jump whenever a number gets another digit.
  const widest = Math.min(widestBar, Math.floor(barShare * width));
  const least = widest < narrowestBar ? 0 : narrowestBar;
  const isRoom = views.every((view) => textWidth(lineOf(view, labelWidth, widest)) <= width);
  return views.map((view) => {
    const line = lineOf(view, labelWidth, isRoom && least > 0 ? widest : least);
    return textWidth(line) <= width ? line : shortLine(view, least, width);
  });
}

/** With a bar if there is room for it, and with as many details as there is room for. */
function shortLine(view: BarView, barWidth: number, width: number): string {
  const whole = lineOf(view, 0, barWidth);
  if (textWidth(whole) <= width) return whole;
  for (let count = view.details.length; count > 0; count--) {
    const line = lineOf({ ...view, details: view.details.slice(0, count) }, 0, 0);
    if (textWidth(line) <= width) return line;
  }
  return cutTo(lineOf({ ...view, details: [] }, 0, 0), width);
}

const gap = "  ";

function lineOf({ label, share, details }: BarView, labelWidth: number, barWidth: number): string {
  const percent = share === undefined ? "" : `${Math.floor(100 * clamp(share))} %`.padStart(5);
  const bar = share === undefined || barWidth === 0 ? "" : drawBar(share, barWidth);
  const texts = [bar, percent, ...details].filter((text) => text !== "");
  return [padTo(label, labelWidth), ...texts].join(gap).trimEnd();
}

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
