import type { ValueRange } from "./_parasol-documents.ts";
import { numberText } from "./_text.ts";
import type { Finding, ValueSample } from "./types.ts";

/** Different values that are counted one by one. */
const maxDistinct = 12;

/** Collects values of a data set, a part at a time. */
export class ValueSummary {
  #fill = 0;
  #missing = 0;
  #values = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;
  #distinct: Map<number, number> | undefined = new Map();

  fill(): void {
    this.#fill++;
  }

  /** @param value NaN for no value */
  add(value: number): void {
    if (!Number.isFinite(value)) {
      this.#missing++;
      return;
    }
    this.#values++;
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
    if (this.#distinct === undefined) return;
    this.#distinct.set(value, (this.#distinct.get(value) ?? 0) + 1);
    if (this.#distinct.size > maxDistinct) this.#distinct = undefined;
  }

  result(): ValueSample {
    const hasValues = this.#values > 0;
    return {
      elements: this.#fill + this.#missing + this.#values,
      fill: this.#fill,
      missing: this.#missing,
      values: this.#values,
      min: hasValues ? this.#min : null,
      max: hasValues ? this.#max : null,
      distinct: this.#distinct && [...this.#distinct].sort(([a], [b]) => a - b),
    };
  }
}

/** Are values where they can be? Undefined where nothing is known of that, or there is no value. */
export function rangeFinding({ min, max, distinct }: ValueSample, range: ValueRange | undefined): Finding | undefined {
  if (range === undefined || min === null || max === null) return undefined;
  const { text, certainty, choices, least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY } = range;
  const found =
    choices !== undefined && distinct !== undefined
      ? distinct.map(([value]) => numberText(value)).join(", ")
      : `${numberText(min)} to ${numberText(max)}`;
  const isChosen = choices === undefined || (distinct?.every(([value]) => choices.includes(value)) ?? false);
  const finding = { subject: "values", found, documented: text, certainty };
  if (min >= range.min && max <= range.max && isChosen) return { ...finding, status: "documented" };
  if (min >= least && max <= most) return { ...finding, status: "tolerated", note: "they are handed on as they are" };
  return { ...finding, status: "matters", note: "scale, meaning or a code of missing values are other than assumed" };
}
