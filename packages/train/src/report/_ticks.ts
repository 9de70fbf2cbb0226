import { numberText } from "./_format.ts";

/** Places on an axis, with what is written there. */
export interface Tick {
  readonly value: number;
  readonly label: string;
}

/** A tick with its value in plain digits. */
export function plainTick(value: number): Tick {
  return { value, label: numberText(value, 6) };
}

/** Round numbers within a range, at most so many. */
export function linearTicks(from: number, to: number, most: number): Tick[] {
  const step = roundStep((to - from) / Math.max(1, most));
  const digits = Math.min(12, Math.max(0, -Math.floor(Math.log10(step) + 1e-9)));
  // The tolerance keeps a tick at the end of the range in spite of rounding.
  const [first, last] = [Math.ceil(from / step - 1e-9), Math.floor(to / step + 1e-9)];
  // Counted before, because far from 0 adding 1 may change nothing.
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => {
    const value = (first + i) * step;
    return { value, label: numberText(value, digits) };
  });
}

/** Powers of ten within a range above 0, or all of 1, 2 and 5 times these where that leaves fewer than three. */
export function logTicks(from: number, to: number, most: number): Tick[] {
  const [first, last] = [Math.floor(Math.log10(from) + 1e-9), Math.ceil(Math.log10(to) - 1e-9)];
  const every = Math.max(1, Math.ceil((last - first) / Math.max(1, most)));
  const within = (value: number): boolean => value >= from * (1 - 1e-9) && value <= to * (1 + 1e-9);
  const of = (factors: readonly number[]): Tick[] => {
    const found: Tick[] = [];
    for (let power = first; power <= last; power += every) {
      for (const factor of factors) {
        const value = factor * 10 ** power;
        if (within(value)) found.push({ value, label: factorText(factor, power) });
      }
    }
    return found;
  };
  const powers = of([1]);
  return powers.length >= 3 ? powers : of([1, 2, 5]);
}

/** The smallest of 1, 2 and 5 times a power of ten that is not below a number. */
export function roundStep(least: number): number {
  if (!(least > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(least));
  return power * [1, 2, 5, 10].find((factor) => factor * power >= least * (1 - 1e-9))!;
}

function factorText(factor: number, power: number): string {
  if (power >= -3 && power <= 4) return numberText(factor * 10 ** power, Math.max(0, -power));
  const raised = [...String(power)].map((digit) => superscripts[digit]!).join("");
  return `${factor === 1 ? "" : `${factor}\u00b7`}10${raised}`;
}

const superscripts: Readonly<Record<string, string>> = {
  ...Object.fromEntries([..."⁰¹²³⁴⁵⁶⁷⁸⁹"].map((character, digit) => [String(digit), character])),
  "-": "\u207b",
};
