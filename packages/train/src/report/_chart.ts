import { type Axis, makeAxis } from "./_axis.ts";
import { type Markup, markup } from "./_escape.ts";
import { numberText } from "./_format.ts";
import { drawing, fittingText, fontPixels, label, round, rule, seriesColors, seriesDashes, textWidth } from "./_svg.ts";

/** A point of a series. Without a number, or with one that is not finite, it is a gap. */
export interface ChartPoint {
  readonly x: number | null;
  readonly y: number | null;
  /** Ends of an error bar along y. */
  readonly low?: number | undefined;
  readonly high?: number | undefined;
}

/** Points of one kind, in the order in which a line goes through them. */
export interface ChartSeries {
  readonly name: string;
  readonly points: readonly ChartPoint[];
  /** @default "line" */
  readonly look?: "line" | "points" | "both" | undefined;
  /** Number of its colour and dashes; the same one twice where two series belong together. @default its place among the series */
  readonly color?: number | undefined;
}

/** Options of {@link lineChart}. */
export interface LineChartOptions {
  readonly title: string;
  /** With its unit: `height / km`. */
  readonly xLabel: string;
  readonly yLabel: string;
  /** @default that of the points, with a little room */
  readonly xRange?: readonly [from: number, to: number] | undefined;
  readonly yRange?: readonly [from: number, to: number] | undefined;
  /** @default "linear" */
  readonly xScale?: "linear" | "log" | undefined;
  readonly yScale?: "linear" | "log" | undefined;
  /** Places of ticks along x, in place of round numbers. */
  readonly xTicks?: readonly number[] | undefined;
  /** 360 is readable on a phone; text does not grow with it. @default 360 */
  readonly width?: number | undefined;
  /** @default 260 */
  readonly height?: number | undefined;
}

const top = 26;
const right = 14;
const bottom = 40;
const legendLine = 18;

interface Plot {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
  readonly has: (point: ChartPoint) => point is ChartPoint & { x: number; y: number };
}

/** Lines, points or both, with a legend if there are several series: SVG. Lines break at gaps. */
export function lineChart(series: readonly ChartSeries[], options: LineChartOptions): Markup {
  const { title, xLabel, yLabel, width = 360, height = 260 } = options;
  const { xAxis, yAxis } = axes(series, options, { width, height });
  const left = 30 + Math.max(12, ...yAxis.ticks.map((tick) => textWidth(tick.label, fontPixels.tick)));
  const names = series.length > 1 ? legend(series, width - left - right) : { height: 0, children: [] };
  const area = { left, top, width: width - left - right, height: height - top - bottom - names.height };
  const plot: Plot = {
    x: (value) => area.left + area.width * xAxis.share(value),
    y: (value) => area.top + area.height * (1 - yAxis.share(value)),
    has: (point): point is ChartPoint & { x: number; y: number } =>
      point.x !== null && point.y !== null && xAxis.has(point.x) && yAxis.has(point.y),
  };
  const hasPoints = series.some(({ points }) => points.some(plot.has));
  const middle = [area.left + area.width / 2, area.top + area.height / 2] as const;
  return drawing({
    width,
    height,
    title,
    children: [
      label(8, 15, fittingText(title, fontPixels.title, width - 8), { size: fontPixels.title, bold: true }),
      grid(xAxis, yAxis, plot, area),
      label(middle[0], height - names.height - 8, xLabel, { anchor: "middle", size: fontPixels.label }),
      label(13, middle[1], yLabel, { anchor: "middle", size: fontPixels.label, turn: -90 }),
      hasPoints ? series.map((one, i) => drawSeries(one, i, plot)) : label(...middle, "no data", { anchor: "middle" }),
      markup`<g transform="translate(${round(left)} ${round(height - names.height)})">${names.children}</g>`,
    ],
  });
}

function axes(
  series: readonly ChartSeries[],
  { xRange, yRange, xScale = "linear", yScale = "linear", xTicks }: LineChartOptions,
  { width, height }: { width: number; height: number },
): { xAxis: Axis; yAxis: Axis } {
  const points = series.flatMap((one) => one.points);
  const numbers = (values: readonly (number | null | undefined)[]): number[] =>
    values.filter((value) => value !== null && value !== undefined && Number.isFinite(value)) as number[];
  const xs = numbers(points.map(({ x }) => x));
  const ys = numbers(points.flatMap(({ y, low, high }) => [y, low, high]));
  return {
    xAxis: makeAxis({
      values: xs,
      range: xRange,
      scale: xScale,
      ticks: xTicks,
      mostTicks: Math.max(2, Math.round(width / 70)),
    }),
    yAxis: makeAxis({ values: ys, range: yRange, scale: yScale, mostTicks: Math.max(2, Math.round(height / 45)) }),
  };
}

interface Area {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

function grid(xAxis: Axis, yAxis: Axis, plot: Plot, { left, top, width, height }: Area): Markup[] {
  const [end, below] = [left + width, top + height];
  let free = Number.NEGATIVE_INFINITY;
  const columns = xAxis.ticks.flatMap((tick) => {
    const x = plot.x(tick.value);
    const half = textWidth(tick.label, fontPixels.tick) / 2;
    // Ticks that were asked for may be closer together than their labels are wide.
    const isFree = x - half >= free;
    if (isFree) free = x + half + 5;
    const line = rule("grid", [x, top], [x, below]);
    return isFree ? [line, label(x, below + 14, tick.label, { anchor: "middle" })] : [line];
  });
  const rows = yAxis.ticks.flatMap((tick) => {
    const y = plot.y(tick.value);
    return [rule("grid", [left, y], [end, y]), label(left - 5, y + 4, tick.label, { anchor: "end" })];
  });
  return [...columns, ...rows, rule("frame", [left, top], [left, below]), rule("frame", [left, below], [end, below])];
}

function drawSeries({ name, points, look = "line", color: own }: ChartSeries, place: number, plot: Plot): Markup {
  const color = (own ?? place) % seriesColors.length;
  const stroke = seriesColors[color]!;
  const drawn = points.filter(plot.has);
  // A line of one point would not be seen.
  const withDots = look !== "line" || drawn.length === 1;
  const line =
    look === "points"
      ? ""
      : markup`<path class="series-${color}" fill="none" stroke="${stroke}" stroke-width="2" stroke-linejoin="round" stroke-dasharray="${seriesDashes[color]!}" d="${linePath(points, plot)}"/>`;
  const dots = withDots ? drawn.map((point) => dot(point, name, plot)) : "";
  const bars = drawn.map((point) => errorBar(point, plot));
  return markup`<g>${line}<g class="series-${color} filled-${color}" stroke="${stroke}" fill="${stroke}">${bars}${dots}</g></g>`;
}

function linePath(points: readonly ChartPoint[], plot: Plot): string {
  let pen = "M";
  let d = "";
  for (const point of points) {
    if (plot.has(point)) d += `${pen}${round(plot.x(point.x))} ${round(plot.y(point.y))}`;
    pen = plot.has(point) ? "L" : "M";
  }
  return d;
}

function dot(point: ChartPoint & { x: number; y: number }, name: string, plot: Plot): Markup {
  const what = `${name}: ${numberText(point.x, 4)}, ${numberText(point.y, 4)}`;
  return markup`<circle cx="${round(plot.x(point.x))}" cy="${round(plot.y(point.y))}" r="3" stroke="none"><title>${what}</title></circle>`;
}

function errorBar({ x, low, high }: ChartPoint & { x: number }, plot: Plot): Markup | null {
  if (low === undefined || high === undefined || !plot.has({ x, y: low }) || !plot.has({ x, y: high })) return null;
  const [at, from, to] = [plot.x(x), round(plot.y(low)), round(plot.y(high))];
  const [before, after] = [round(at - 4), round(at + 4)];
  const d = `M${round(at)} ${from}V${to}M${before} ${from}H${after}M${before} ${to}H${after}`;
  return markup`<path fill="none" stroke-width="1.5" d="${d}"/>`;
}

/** Names with a piece of their line, in as many lines as the width asks for. */
function legend(series: readonly ChartSeries[], width: number): { height: number; children: Markup[] } {
  let [x, lines] = [0, 1];
  const children = series.map(({ name, look = "line", color: own }, place) => {
    const shown = fittingText(name, fontPixels.tick, width - 30);
    const size = 28 + textWidth(shown, fontPixels.tick) + 8;
    if (x > 0 && x + size > width) [x, lines] = [0, lines + 1];
    const [left, y] = [x, lines * legendLine - 8];
    x += size;
    const color = (own ?? place) % seriesColors.length;
    const stroke = seriesColors[color]!;
    const sign =
      look === "points"
        ? markup`<circle class="filled-${color}" fill="${stroke}" cx="${round(left + 11)}" cy="${round(y)}" r="3"/>`
        : markup`<path class="series-${color}" stroke="${stroke}" stroke-width="2" stroke-dasharray="${seriesDashes[color]!}" d="M${round(left)} ${round(y)}h22"/>`;
    return markup`${sign}${label(left + 27, y + 4, shown)}`;
  });
  return { height: lines * legendLine, children };
}
