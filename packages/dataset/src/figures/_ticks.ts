/**
 * Round numbers within a range.
 * @param most how many at most
 */
export function ticks(from: number, to: number, most: number): number[] {
  const step = roundStep((to - from) / Math.max(1, most));
  const found: number[] = [];
  // The tolerance keeps a tick at the end of the range in spite of rounding.
  for (let i = Math.ceil(from / step - 1e-9); i * step <= to + 1e-9 * step; i++) found.push(i * step);
  return found;
}

/** The smallest of 1, 2 and 5 times a power of ten that is not below a number. */
export function roundStep(least: number): number {
  if (!(least > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 5, 10].find((one) => one * power >= least * (1 - 1e-9))!;
  return factor * power;
}

/** Digits behind the point of multiples of a step: 2 for 0.05, none from 1. */
export function stepDigits(step: number): number {
  // The tolerance is for steps such as 0.1 that came from a subtraction.
  return Math.min(9, Math.max(0, -Math.floor(Math.log10(step) + 1e-9)));
}

/** 12345.6 is "12,345.6": so many digits behind the point at most. */
export function numberText(value: number, digits: number = 0): string {
  const [whole = "", part] = String(Number(Math.abs(value).toFixed(digits))).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  const rounded = part === undefined ? grouped : `${grouped}.${part}`;
  return value < 0 && rounded !== "0" ? `\u2212${rounded}` : rounded;
}

/** "31.2° N", "0°" */
export function latText(lat: number, digits: number = 0): string {
  return degreesText(lat, digits, "N", "S");
}

/** "12.3° W"; "180°" has no side */
export function lonText(lon: number, digits: number = 0): string {
  const all = degreesText(lon, digits, "E", "W");
  return all.startsWith("180°") ? "180°" : all;
}

function degreesText(value: number, digits: number, positive: string, negative: string): string {
  const size = Math.abs(value).toFixed(digits);
  return Number(size) === 0 ? "0°" : `${size}° ${value < 0 ? negative : positive}`;
}
