// What the commands have left: scores, curves, figures, labels.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { openSource, readNpy } from "@atcs/dataset";

/** Where the predictions of a name lie, and their scores. */
function placesOf(name) {
  return name === "climatology"
    ? { predictions: name, evaluation: `${name}/evaluation` }
    : { predictions: `runs/${name}/predictions/val`, evaluation: `runs/${name}/evaluation/val` };
}

/**
 * All that the page is made of.
 * @param names the better expected first
 */
export async function readResults(out, names) {
  const instances = readJson(join(out, "dataset/instance_info.json"));
  const evaluations = Object.fromEntries(
    names.map((name) => [name, readJson(join(out, placesOf(name).evaluation, "evaluation.json"))]),
  );
  const split = readJson(join(out, "dataset/default.json"));
  return {
    evaluations,
    orbitOf: (id) => instances[id].par_file,
    counts: { train: split.train.length, val: split.val.length, orbits: orbitsOf(split.train, instances) },
    curves: Object.fromEntries(
      names
        .filter((name) => name !== "climatology")
        .map((name) => [name, readLines(join(out, "runs", name, "metrics.jsonl"))]),
    ),
    figures: new Map(
      readdirSync(join(out, "figures")).map((name) => [name, readFileSync(join(out, "figures", name), "utf8")]),
    ),
    ...(await readLabels(out, evaluations, names)),
  };
}

/** A few instances with labels and predictions, and the heights of bins in km. */
async function readLabels(out, evaluations, names) {
  const { source } = await openSource(join(out, "dataset"));
  try {
    const shown = [];
    for (const { id, rank } of chooseInstances(evaluations[names[0]].instances)) {
      const labels = await source.readLabels(id);
      const clouds = names.map((name) => ({ name, values: readClouds(out, name, id, evaluations[name].threshold) }));
      const { dateTime, centerLat, centerLon } = source.info(id);
      shown.push({ id, rank, labels, clouds, dateTime, centerLat, centerLon });
    }
    return { shown, heightsKm: shown.length === 0 ? [] : meanHeights(shown[0].labels) };
  } finally {
    await source.close();
  }
}

/** The worst, the middle and the best instance with a cloud. */
function chooseInstances(instances) {
  const cloudy = instances
    .filter(({ scores }) => scores.tp + scores.fn > 0)
    .sort((a, b) => b.scores.dice - a.scores.dice);
  const last = cloudy.length - 1;
  const wanted = new Map([
    [0, "best"],
    [last >> 1, "median"],
    [last, "worst"],
  ]);
  return last < 0 ? [] : [...wanted].map(([i, rank]) => ({ id: cloudy[i].id, rank }));
}

/** Where the probability is above the threshold, compared in float32 as scores are. */
function readClouds(out, name, id, threshold) {
  const { data } = readNpy(readFileSync(join(out, placesOf(name).predictions, `${id}.npy`)));
  return Uint8Array.from(data, (probability) => (probability > Math.fround(threshold) ? 1 : 0));
}

function meanHeights({ count, bins, height }) {
  return Array.from({ length: bins }, (_, k) => {
    const known = Array.from({ length: count }, (_, p) => height[p * bins + k]).filter((metres) => metres >= -5000);
    return known.reduce((sum, metres) => sum + metres, 0) / known.length / 1000;
  });
}

function orbitsOf(ids, instances) {
  return new Set(ids.map((id) => instances[id].par_file)).size;
}

function readJson(path) {
  return JSON.parse(readFileSync(path, "utf8"));
}

function readLines(path) {
  const lines = readFileSync(path, "utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line));
}
