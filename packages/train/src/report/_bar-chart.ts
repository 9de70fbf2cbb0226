import { makeAxis } from "./_axis.ts";
import { type Markup, markup } from "./_escape.ts";
import { numberText } from "./_format.ts";
import { chartInk, drawing, fittingText, fontPixels, label, round, rule, seriesColors, textWidth } from "./_svg.ts";

/** A value with a name. */
export interface ChartBar {
  readonly name: string;
  /** Null draws no bar. */
  readonly value: number | null;
  /** Written after the bar. @default the value, to three digits */
  readonly text?: string | undefined;
  /** Ends of an error bar. */
  readonly low?: number | undefined;
  readonly high?: number | undefined;
}

/** Options of {@link barChart}. */
export interface BarChartOptions {
  readonly title: string;
  /** @default [0, 1] */
  readonly range?: readonly [from: number, to: number] | undefined;
  /** @default 360 */
  readonly width?: number | undefined;
}

const top = 26;
const barHeight = 20;

/** Bars from the left, one below the other, each with its value: SVG. */
export function barChart(bars: readonly ChartBar[], { title, range = [0, 1], width = 360 }: BarChartOptions): Markup {
  const axis = makeAxis({ values: [], range, scale: "linear", mostTicks: 4 });
  const texts = bars.map(({ value, text }) => text ?? (value === null ? "no data" : numberText(value, 3)));
  const left = Math.min(0.4 * width, 14 + Math.max(0, ...bars.map(({ name }) => textWidth(name, fontPixels.tick))));
  const room = Math.min(0.35 * width, 10 + Math.max(0, ...texts.map((text) => textWidth(text, fontPixels.tick))));
  const x = (value: number): number => left + (width - left - room) * Math.min(1, Math.max(0, axis.share(value)));
  const below = top + bars.length * barHeight + 4;
  return drawing({
    width,
    height: below + 20,
    title,
    children: [
      label(8, 15, fittingText(title, fontPixels.title, width - 8), { size: fontPixels.title, bold: true }),
      axis.ticks.map((tick) => [
        rule("grid", [x(tick.value), top], [x(tick.value), below]),
        label(x(tick.value), below + 14, tick.label, { anchor: "middle" }),
      ]),
      bars.map((bar, i) => drawBar(bar, texts[i]!, top + i * barHeight, x, left)),
      rule("frame", [left, top], [left, below]),
    ],
  });
}

function drawBar(bar: ChartBar, text: string, y: number, x: (value: number) => number, left: number): Markup {
  const { name, value, low, high } = bar;
  const middle = y + barHeight / 2 + 1;
  const end = value === null || !Number.isFinite(value) ? left : x(value);
  const hasError = low !== undefined && high !== undefined && Number.isFinite(low) && Number.isFinite(high);
  const error = hasError
    ? markup`<path class="whisker" stroke="${chartInk.text}" stroke-width="1.5" d="M${round(x(low))} ${round(middle)}H${round(x(high))}"/>`
    : "";
  return markup`<g>${label(left - 6, middle + 4, fittingText(name, fontPixels.tick, left - 8), { anchor: "end" })}<rect class="filled-0" fill="${seriesColors[0]}" x="${round(left)}" y="${round(y + 4)}" width="${round(Math.max(0, end - left))}" height="${round(barHeight - 6)}"/>${error}${label(Math.max(end, hasError ? x(high) : end) + 5, middle + 4, text)}</g>`;
}
