// Charts of the page, as SVG in its own colours.

import { html } from "./html.mjs";

/** Of all charts, in pixels at full size. */
const width = 420;
const tick = 11;

/**
 * Bars from the left, one below the other, from 0 to 1, with the interval of each.
 * @param bars `{ name, value, interval, color }`
 */
export function barChart(title, bars) {
  const [left, right, top, step] = [104, 46, 30, 30];
  const x = (value) => left + value * (width - left - right);
  const bottom = top + bars.length * step;
  const one = ({ name, value, interval, color }, i) => {
    const y = top + i * step;
    const [low, high] = interval ?? [value, value];
    const whisker = interval === null ? "" : html`<path class="whisker" d="M${x(low)} ${y + 13}H${x(high)}"/>`;
    return html`<text x="${left - 6}" y="${y + 17}" text-anchor="end">${name}</text>
<rect class="fill-${color}" x="${left}" y="${y + 4}" width="${x(value) - left}" height="18"/>${whisker}
<text x="${x(Math.max(value, high)) + 5}" y="${y + 17}">${value.toFixed(3)}</text>
`;
  };
  const scale = [0, 0.25, 0.5, 0.75, 1].map((value) => verticalLine(x(value), [top, bottom], value));
  return chart(title, bottom + 24, [scale, bars.map(one)]);
}

/**
 * Lines through points.
 * @param series `{ name, points: [x, y | null][], color }`; without a number there is a gap
 */
export function lineChart(title, { xLabel, yLabel, series, xRange, yRange, height = 300 }) {
  const [left, right, top] = [44, 12, 44];
  const bottom = height - 42;
  const xTicks = ticksOf(xRange ?? rangeOf(series, 0));
  const yTicks = ticksOf(yRange ?? rangeOf(series, 1));
  const x = place(xTicks, [left, width - right]);
  const y = place(yTicks, [bottom, top]);
  return chart(title, height, [
    xTicks.map((value) => verticalLine(x(value), [top, bottom], value)),
    yTicks.map((value) => horizontalLine(y(value), [left, width - right], value)),
    html`<text x="${(left + width - right) / 2}" y="${height - 6}" text-anchor="middle">${xLabel}</text>
<text transform="translate(11 ${(top + bottom) / 2}) rotate(-90)" text-anchor="middle">${yLabel}</text>
`,
    series.map(
      ({ points, color, dashes }) =>
        html`<path class="line-${color}" stroke-dasharray="${dashes ?? "none"}" d="${path(points, x, y)}"/>\n`,
    ),
    legend(series),
  ]);
}

/** Names side by side below the title; a series without one belongs to another. */
function legend(series) {
  let at = 8;
  return series
    .filter(({ name }) => name !== undefined)
    .map(({ name, color, dashes }) => {
      const from = at;
      at += 38 + 6.2 * name.length;
      return html`<path class="line-${color}" stroke-dasharray="${dashes ?? "none"}" d="M${from} 31h22"/><text x="${from + 26}" y="35">${name}</text>
`;
    });
}

function chart(title, height, children) {
  return html`<figure><svg class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}" font-size="${tick}">
<text class="title" x="8" y="16">${title}</text>
${children}</svg></figure>
`;
}

function verticalLine(x, [top, bottom], value) {
  return html`<path class="grid" d="M${round(x)} ${top}V${bottom}"/><text x="${round(x)}" y="${bottom + 14}" text-anchor="middle">${value}</text>
`;
}

function horizontalLine(y, [left, right], value) {
  return html`<path class="grid" d="M${left} ${round(y)}H${right}"/><text x="${left - 5}" y="${round(y) + 4}" text-anchor="end">${value}</text>
`;
}

function path(points, x, y) {
  let isGap = true;
  return points
    .map(([horizontal, vertical]) => {
      if (!Number.isFinite(horizontal ?? Number.NaN) || !Number.isFinite(vertical ?? Number.NaN)) {
        isGap = true;
        return "";
      }
      const command = `${isGap ? "M" : "L"}${round(x(horizontal))} ${round(y(vertical))}`;
      isGap = false;
      return command;
    })
    .join("");
}

function place(ticks, [from, to]) {
  const [low, high] = [ticks[0], ticks.at(-1)];
  return (value) => from + ((value - low) / (high - low)) * (to - from);
}

function rangeOf(series, axis) {
  const values = series
    .flatMap(({ points }) => points.map((point) => point[axis]))
    .filter((value) => Number.isFinite(value));
  return [Math.min(...values), Math.max(...values)];
}

/** Round values from at or below the range to at or above it: 1, 2 or 5 times a power of ten apart. */
function ticksOf([low, high]) {
  // Values that are as good as the same have a scale of their own: in ticks between them nothing could be told apart.
  const size = Math.max(Math.abs(low), Math.abs(high));
  const rough = (high - low > 1e-9 * size ? high - low : size || 1) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= rough * 0.999) * power;
  const [first, last] = [Math.floor(low / step + 1e-9), Math.ceil(high / step - 1e-9)];
  const count = Math.max(1, last - first);
  return Array.from({ length: count + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

function round(value) {
  return Math.round(value * 100) / 100;
}
