// The parts of the page.

import { cloudMaskClasses, labelCurtain } from "@atcs/dataset/figures";
import { commandText, durationText } from "../command-text.mjs";
import { barChart, lineChart } from "./charts.mjs";
import { figure, html, table } from "./html.mjs";

const unknown = 255;
/** Commands as wide as a phone. */
const widestOnPage = 40;
const percent = (share) => (share === null || share === undefined ? "–" : `${(100 * share).toFixed(1)} %`);

export function resultSection({ verdict, comparison, evaluations }) {
  const rows = comparison.scores.map(({ name, dice, interval }) => {
    const {
      precision,
      recall,
      cloud_mask_accuracy: mask,
      cloud_top_height_bin_offset_m: offset,
    } = evaluations[name].overall;
    const top = typeof offset === "number" ? `${Math.round(offset)} m` : "–";
    return [name, dice.toFixed(3), rangeText(interval), percent(precision), percent(recall), percent(mask), top];
  });
  const columns = ["", "3-D Dice", "95 % of draws", "precision", "recall", "cloud mask right", "cloud top off by"];
  const differences = comparison.differences.map(({ better, worse, value, interval }) => [
    `${better} − ${worse}`,
    signed(value),
    interval === null ? "–" : `${signed(interval[0])} to ${signed(interval[1])}`,
  ]);
  const bars = comparison.scores.map(({ name, dice, interval }, color) => ({ name, value: dice, interval, color }));
  return html`<p class="result">${verdict.sentence}</p>
${table(columns, rows)}${barChart("3-D Dice on held-out half orbits", bars)}
${table(["difference of Dice", "value", "95 % of draws"], differences)}<p class="muted">Whiskers and ranges tell how much the scores depend on which half orbits were held
out: 95 % of 2000 draws of as many half orbits, with replacement. They say nothing of other seeds of training, of which there is one here. The best epoch of each
network was chosen by the Dice on the same half orbits, which flatters both a little. All clouds are simulated.</p>
`;
}

export function heightSection({ evaluations, heightsKm }) {
  const series = Object.entries(evaluations).map(([name, { overall }], color) => ({
    name,
    color,
    // Dice is 1 where nothing is and nothing was found, which says little.
    points: overall.heightBins.map((bin, i) => [bin.tp + bin.fp + bin.fn === 0 ? null : bin.dice, heightsKm[i]]),
  }));
  const axes = { xLabel: "Dice", yLabel: "height / km", xRange: [0, 1], yRange: [0, 18], height: 380 };
  return lineChart("Dice by height", { ...axes, series: series.map(withinHeights) });
}

function withinHeights(series) {
  return { ...series, points: series.points.filter(([, km]) => km >= 0 && km <= 18) };
}

export function curtainSection({ shown, comparison }) {
  const { name } = comparison.scores[0];
  const figures = shown.map((one) => figure(curtain(one), `The ${one.rank} Dice of ${name}: ${placeText(one)}`));
  return html`<p>Where clouds are along the track, as CloudSat saw it and as each prediction has it.</p>
<div class="gallery">${figures}</div>
`;
}

function curtain({ id, labels, clouds }) {
  const truth = labels.cloudScenario.map((type) => (type === unknown ? unknown : Math.min(type, 1)));
  const panels = [{ title: "Truth", values: truth }, ...clouds.map(({ name, values }) => ({ title: name, values }))];
  const options = { title: `Instance ${id}`, widthMm: 88, panelHeightMm: 22, classes: cloudMaskClasses };
  return labelCurtain(labels, panels, options);
}

function placeText({ id, dateTime, centerLat, centerLon }) {
  const degrees = (value, sides) => `${Math.abs(value).toFixed(1)}° ${sides[value < 0 ? 1 : 0]}`;
  return `instance ${id}, ${dateTime.slice(0, 16)} UTC, ${degrees(centerLat, "NS")} ${degrees(centerLon, "EW")}`;
}

export function curvesSection({ curves }) {
  const chart = (title, value) => {
    const series = Object.entries(curves).flatMap(([name, epochs], color) => [
      { name, color, points: epochs.map((one) => [one.epoch, value(one.val)]) },
      { color, dashes: "5 3", points: epochs.map((one) => [one.epoch, value(one.train)]) },
    ]);
    return lineChart(title, { xLabel: "epoch", yLabel: title, series, height: 280 });
  };
  return html`<div class="gallery">${chart("Loss", (scores) => scores?.loss)}${chart("3-D Dice", (scores) => scores?.dice)}</div>
<p class="muted">Lines are of the held-out half orbits after each epoch; dashes of the training set, while it was learned.</p>
`;
}

export function dataSection({ figures, counts, comparison }) {
  const { train, val, orbits } = counts;
  const shown = ["coverage.svg", "calendar.svg", "images.svg"].filter((name) => figures.has(name));
  const captions = {
    "coverage.svg": "Where the patches are",
    "calendar.svg": "Their days",
    "images.svg": "Some of them in true colours, with the track of CloudSat",
  };
  const view = [...figures.keys()].filter((name) => name.startsWith("view-")).slice(0, 2);
  return html`<p>${train} patches of ${orbits} half orbits to learn from, ${val} of ${comparison.orbits} others to score with.</p>
<div class="wide">${shown.map((name) => figure(figures.get(name), captions[name]))}</div>
<div class="gallery">${view.map((name) => figure(figures.get(name), "Cloud types along the track, standing on the image"))}</div>
`;
}

export function leaderboardSection({ comparison }) {
  const ranked = [...comparison.scores].sort((a, b) => b.dice - a.dice);
  const rows = ranked.map(({ name, dice }, i) => [`${i + 1}. ${name}`, dice.toFixed(3)]);
  return html`${table(["submission", "3-D Dice"], rows)}<p>Every score was computed anew from the submitted predictions:
<a href="leaderboard/index.html">the leaderboard</a> has all metrics and break-downs.</p>
`;
}

export function commandsSection({ steps, times }) {
  const commands = steps.map(({ title, words, serves, name, secret }, i) => {
    const time = serves === undefined ? `  (${durationText(times.secondsOf({ name }))})` : "";
    const command = commandText(words, secret === undefined ? [] : [`${secret}=…`], widestOnPage);
    const end = serves === undefined ? "" : " &";
    return html`${i === 0 ? "" : "\n\n"}<span class="comment"># ${title}${time}</span>\n${command}${end}`;
  });
  return html`<p>The public commands, in this order, in the directory of this page. PORT and HOST-KEY are those that the server told.</p>
<pre>${commands}</pre>
<p class="muted">${times.machine.processor ?? "processor unknown"}, ${times.machine.cores} cores, Node ${times.machine.node}. All of it in <a href="times.json">times.json</a>.</p>
`;
}

export function runsSection({ curves }) {
  const links = Object.keys(curves).map((name) => html`<li><a href="runs/${name}/report.html">${name}</a></li>\n`);
  return html`<p>The reports that training has written: configuration, break-downs, worst and best instances, speed.</p>
<ul>${links}</ul>
`;
}

function rangeText(interval) {
  return interval === null ? "–" : interval.map((value) => value.toFixed(3)).join(" to ");
}

function signed(value) {
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(3)}`;
}
