import type { ValueSample } from "@atcs/dataset/granules";

/** Different values that are listed. */
const mostListed = 6;

/** "40960 elements: fill 3.1 %, missing 2 %, values 0.01 to 0.8" */
export function sampleText({ elements, fill, missing, min, max, distinct }: ValueSample): string {
  const parts: string[] = [];
  if (fill > 0) parts.push(`fill ${shareText(fill, elements)}`);
  if (missing > 0) parts.push(`missing ${shareText(missing, elements)}`);
  if (min === null || max === null) parts.push("no value");
  else if (distinct !== undefined && distinct.length <= mostListed) {
    parts.push(`values ${distinct.map(([value]) => numberText(value)).join(", ")}`);
  } else parts.push(`values ${numberText(min)} to ${numberText(max)}`);
  return `${elements} ${elements === 1 ? "element" : "elements"}: ${parts.join(", ")}`;
}

function shareText(part: number, whole: number): string {
  const percent = (100 * part) / whole;
  if (percent < 0.1) return "under 0.1 %";
  if (part < whole && percent > 99.9) return "over 99.9 %";
  return `${Number(percent.toFixed(1))} %`;
}

/** Fractions with as many digits as float32 has, times with some more. */
function numberText(value: number): string {
  return String(Number(value.toPrecision(Math.abs(value) < 1e6 ? 7 : 12)));
}
