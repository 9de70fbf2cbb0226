// What came out, in one sentence that depends on the numbers alone.

import { seededRandom } from "@atcs/colocate";

/** Fewer half orbits say nothing of how much they differ. */
const leastOrbits = 5;
const draws = 2000;

/**
 * Compare the scores of a few predictions of the same instances.
 *
 * How sure a difference is, is told by the half orbits, which are what was drawn independently: scores are taken again and
 * again over as many half orbits, drawn with replacement, the same for all (the bootstrap). It says nothing of other seeds of training.
 * @param evaluations by name, the better expected first; each has `instances` with `id` and `scores` (`tp`, `fp`, `fn`)
 * @param orbitOf name of the half orbit of an instance
 */
export function compare(evaluations, orbitOf, seed = 0) {
  const names = Object.keys(evaluations);
  const orbits = [...new Set(evaluations[names[0]].instances.map(({ id }) => orbitOf(id)))];
  const sums = names.map((name) => orbits.map((orbit) => countsOf(evaluations[name].instances, orbit, orbitOf)));
  const drawn = orbits.length < leastOrbits ? [] : drawScores(sums, orbits.length, seed);
  const scores = names.map((name, i) => ({
    name,
    dice: dice(total(sums[i])),
    interval: middle(drawn.map((each) => each[i])),
  }));
  const pairs = names.flatMap((_, i) => names.slice(i + 1).map((_, j) => [i, i + 1 + j]));
  const differences = pairs.map(([i, j]) => {
    const interval = middle(drawn.map((each) => each[i] - each[j]));
    return {
      better: names[i],
      worse: names[j],
      value: scores[i].dice - scores[j].dice,
      interval,
      order: order(interval),
    };
  });
  return { orbits: orbits.length, scores, differences };
}

/** The sentence, and whether the order is the one that is expected: that of the names. */
export function verdictOf(comparison) {
  const { orbits, scores, differences } = comparison;
  const values = scores.map(({ name, dice: value }) => `${value.toFixed(3)} for ${nameText(name)}`);
  const found = findingTexts(differences, scores.at(-1).name);
  const isAsExpected = differences.every(({ order: each }) => each === "above");
  const unsure = orbits < leastOrbits ? " So few half orbits say nothing of how sure that is." : "";
  return {
    sentence: `The 3-D Dice on ${orbits} held-out half orbits is ${list(values)}: ${list(found)}.${unsure}`,
    isAsExpected,
    expectation: `expected was that ${list(differences.map(expectedText))}; the numbers do not show all of it`,
  };
}

export function nameText(name) {
  return name === "climatology" ? "the height climatology" : name;
}

/** Shorter where all beat the last one, the baseline. */
function findingTexts(differences, baseline) {
  const toBaseline = differences.filter(({ worse }) => worse === baseline);
  const others = differences.filter(({ worse }) => worse !== baseline).map(findingText);
  const allBeatIt = toBaseline.length === 2 && toBaseline.every(({ order: each }) => each === "above");
  return allBeatIt ? [...others, `both beat ${nameText(baseline)}`] : [...others, ...toBaseline.map(findingText)];
}

function findingText({ better, worse, value, interval, order: found }) {
  const [high, low] = (value >= 0 ? [better, worse] : [worse, better]).map(nameText);
  if (interval === null) return value === 0 ? `${high} and ${low} are the same` : `${high} is ahead of ${low}`;
  if (found === "open") return `${high} and ${low} do not differ beyond chance`;
  return `${high} beats ${low}`;
}

function expectedText({ better, worse }) {
  return `${nameText(better)} beats ${nameText(worse)}`;
}

/** "a, b and c". */
function list(texts) {
  return texts.length < 2 ? texts.join("") : `${texts.slice(0, -1).join(", ")} and ${texts.at(-1)}`;
}

function order(interval) {
  if (interval === null) return "open";
  const [low, high] = interval;
  if (low > 0) return "above";
  return high < 0 ? "below" : "open";
}

function countsOf(instances, orbit, orbitOf) {
  return total(
    instances.filter(({ id }) => orbitOf(id) === orbit).map(({ scores: { tp, fp, fn } }) => ({ tp, fp, fn })),
  );
}

function total(counts) {
  const sum = { tp: 0, fp: 0, fn: 0 };
  for (const { tp, fp, fn } of counts) {
    sum.tp += tp;
    sum.fp += fp;
    sum.fn += fn;
  }
  return sum;
}

/** 1 when truth and prediction are both empty. */
function dice({ tp, fp, fn }) {
  return tp + fp + fn === 0 ? 1 : (2 * tp) / (2 * tp + fp + fn);
}

/** For each draw of half orbits the Dice of each prediction. */
function drawScores(sums, count, seed) {
  const random = seededRandom(seed);
  return Array.from({ length: draws }, () => {
    const chosen = Array.from({ length: count }, () => Math.floor(random() * count));
    return sums.map((ofOrbits) => dice(total(chosen.map((orbit) => ofOrbits[orbit]))));
  });
}

/** Where the middle 95 % of values lie; null of none. */
function middle(values) {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  return [0.025, 0.975].map((share) => sorted[Math.round(share * (sorted.length - 1))]);
}
