import { InvalidArgumentError } from "commander";
import { parseWhole } from "../simulate/options.ts";

/** A number, also with an exponent: "1e-3". @param expected in words, of what `isRight` */
export function parseNumber(isRight: (value: number) => boolean, expected: string): (text: string) => number {
  return (text) => {
    const value = isNumberText(text) ? Number(text) : Number.NaN;
    if (!isRight(value)) throw new InvalidArgumentError(`Expected ${expected}.`);
    return value;
  };
}

/** Slots of views between commas: "0,15"; "none". */
export function parseAngles(text: string): readonly number[] {
  if (text === "none") return [];
  const slots = text.split(",").map((each) => (/^\d{1,2}$/.test(each.trim()) ? Number(each) : Number.NaN));
  if (slots.every((slot) => slot <= 15) && new Set(slots).size === slots.length) return slots;
  throw new InvalidArgumentError("Expected slots of views from 0 to 15 with commas between, such as 0,15, or none.");
}

/** First height bin, and the first beyond: "4:103". */
export function parseHeightBins(text: string): readonly [number, number] {
  const [, first = "", end = ""] = /^(\d{1,5}):(\d{1,5})$/.exec(text) ?? [];
  if (first !== "" && Number(first) < Number(end)) return [Number(first), Number(end)];
  throw new InvalidArgumentError("Expected the first bin and the first beyond, such as 4:103.");
}

/** A number for each class: "0.5,2". */
export function parseNumbers(text: string): readonly number[] {
  const values = text.split(",").map((each) => (isNumberText(each.trim()) ? Number(each) : Number.NaN));
  if (values.every((value) => value >= 0 && value < Number.POSITIVE_INFINITY)) return values;
  throw new InvalidArgumentError("Expected numbers from 0 with commas between, one for each class.");
}

/** "effective", "none", or a number for each class. */
export function parseClassWeights(text: string): "effective" | "none" | readonly number[] {
  if (text === "effective" || text === "none") return text;
  if (/^[\d.]/.test(text)) return parseNumbers(text);
  throw new InvalidArgumentError("Expected effective, none, or a number for each class with commas between.");
}

/** How often a U-Net halves the image. */
export function parseBlocks(text: string): number | "max" {
  return text === "max" ? text : parseWhole(1, 30)(text);
}

function isNumberText(text: string): boolean {
  return /^(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i.test(text);
}
