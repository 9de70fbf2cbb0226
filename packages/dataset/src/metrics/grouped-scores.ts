import { DatasetError } from "../errors.ts";
import type { Task } from "../tasks.ts";
import { pointCounter } from "./_count-point.ts";
import { addCounts, type Counts, countsFromJson, countsToJson, zeroCounts } from "./_counts.ts";
import { decide } from "./_decide.ts";
import { checkSameSettings, checkSettings, optionsFromJson, type Settings } from "./_settings.ts";
import { summarize } from "./_summarize.ts";
import type { Summary } from "./summary.ts";
import type { CountsJson, ScoreBatch, ScoreOptions, ScoreSettingsJson } from "./types.ts";

/**
 * The group of each label point, shape [P], undefined for points in none; or one group that all are in. By the name of
 * the break-down: `{ latitude: ["40..50", "50..60"], instance: "17" }`.
 */
export type Groups = Readonly<Record<string, string | readonly (string | undefined)[]>>;

/** Scores over all points, and of each group of each break-down. Groups are sorted, by number where they have one. */
export interface GroupedSummary<T extends Task = Task> {
  readonly overall: Summary<T>;
  readonly groups: Readonly<Record<string, Readonly<Record<string, Summary<T>>>>>;
}

/** Counts of GroupedScores as JSON. */
export interface GroupedScoresJson<T extends Task = Task> extends ScoreSettingsJson<T> {
  readonly overall: CountsJson;
  readonly groups: Readonly<Record<string, Readonly<Record<string, CountsJson>>>>;
}

/**
 * Scores broken down by groups of label points: those of `pointGroups`, and any others. Adds and merges as
 * `ScoreBoard` does. It keeps all counts of every group (80 kB each for `seg_3d` of 125 bins).
 */
export class GroupedScores<T extends Task = Task> {
  readonly #settings: Settings<T>;
  readonly #overall: Counts;
  readonly #groups: Map<string, Map<string, Counts>> = new Map();

  /** @throws TypeError or RangeError for an option that is wrong */
  constructor(options: ScoreOptions<T>) {
    this.#settings = checkSettings(options);
    this.#overall = zeroCounts(this.#settings);
  }

  /**
   * Count some label points, each in its groups. When it throws, nothing was counted.
   * @throws as ScoreBoard.add, and TypeError or RangeError for groups that are not one for each point
   */
  add(batch: ScoreBatch<T>, groups: Groups): this {
    const decided = decide(batch, this.#settings);
    checkGroups(groups, decided.points);
    const countPoint = pointCounter(this.#settings);
    for (let p = 0; p < decided.points; p++) countPoint(this.#overall, decided, p);
    for (const [breakdown, keys] of Object.entries(groups)) {
      for (let p = 0; p < decided.points; p++) {
        const group = typeof keys === "string" ? keys : keys[p];
        if (group !== undefined) countPoint(this.#countsOf(breakdown, group), decided, p);
      }
    }
    return this;
  }

  /**
   * Add the counts of another.
   * @throws RangeError unless task, bins and threshold are the same
   */
  merge(other: GroupedScores<T>): this {
    checkSameSettings(this.#settings, other.#settings);
    addCounts(this.#overall, other.#overall);
    for (const [breakdown, groups] of other.#groups) {
      for (const [group, counts] of groups) addCounts(this.#countsOf(breakdown, group), counts);
    }
    return this;
  }

  /** The scores of everything that was counted so far. */
  summary(): GroupedSummary<T> {
    const groups = this.#mapGroups((counts) => summarize(this.#settings, counts));
    return { overall: summarize(this.#settings, this.#overall), groups };
  }

  /** The counts, for files and other workers. */
  toJSON(): GroupedScoresJson<T> {
    const groups = this.#mapGroups(countsToJson);
    return { version: 1, ...this.#settings, overall: countsToJson(this.#overall), groups };
  }

  /** @throws DatasetError DATASET_PREDICTIONS for what `toJSON` has not made */
  static fromJSON<T extends Task = Task>(json: GroupedScoresJson<T>): GroupedScores<T> {
    const scores = new GroupedScores<T>(optionsFromJson(json));
    addCounts(scores.#overall, countsFromJson(json.overall, scores.#settings));
    for (const [breakdown, groups] of entriesOf("groups", json.groups)) {
      for (const [group, counts] of entriesOf(`groups of ${breakdown}`, groups)) {
        addCounts(scores.#countsOf(breakdown, group), countsFromJson(counts, scores.#settings));
      }
    }
    return scores;
  }

  #countsOf(breakdown: string, group: string): Counts {
    const groups = this.#groups.get(breakdown) ?? new Map<string, Counts>();
    this.#groups.set(breakdown, groups);
    const counts = groups.get(group) ?? zeroCounts(this.#settings);
    groups.set(group, counts);
    return counts;
  }

  /** Sorted, for the order must not depend on that of the points. */
  #mapGroups<V>(map: (counts: Counts) => V): Record<string, Record<string, V>> {
    const breakdowns = [...this.#groups].sort(([a], [b]) => compareNames(a, b));
    return Object.fromEntries(
      breakdowns.map(([breakdown, groups]) => {
        const sorted = [...groups].sort(([a], [b]) => compareNames(a, b));
        return [breakdown, Object.fromEntries(sorted.map(([group, counts]) => [group, map(counts)]))];
      }),
    );
  }
}

function checkGroups(groups: Groups, points: number): void {
  if (typeof groups !== "object" || groups === null) throw new TypeError("the groups must be an object");
  for (const [breakdown, keys] of Object.entries(groups)) {
    if (typeof keys === "string") continue;
    if (!Array.isArray(keys)) throw new TypeError(`the groups of ${breakdown} must be an array or a text`);
    if (keys.length !== points) {
      throw new RangeError(`${keys.length} groups of ${breakdown}: expected one for each of ${points} label points`);
    }
    const wrong = keys.findIndex((key) => key !== undefined && typeof key !== "string");
    if (wrong >= 0) throw new TypeError(`the group of ${breakdown} at point ${wrong} must be a text or undefined`);
  }
}

/** Those that begin with a number first and by it, then by the text. */
function compareNames(a: string, b: string): number {
  const numbers = [Number.parseFloat(a), Number.parseFloat(b)].map((number) =>
    Number.isNaN(number) ? Number.POSITIVE_INFINITY : number,
  );
  const [numberA, numberB] = numbers as [number, number];
  if (numberA !== numberB) return numberA < numberB ? -1 : 1;
  return a < b ? -1 : 1;
}

/** @throws DatasetError unless it is an object */
function entriesOf<V>(name: string, value: Readonly<Record<string, V>>): [string, V][] {
  if (typeof value === "object" && value !== null) return Object.entries(value);
  throw new DatasetError("DATASET_PREDICTIONS", `the scores hold no ${name}: expected an object of groups`);
}
