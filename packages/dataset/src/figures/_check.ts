import { checkChoice, checkOptions, describeValue } from "../_check-options.ts";

export { checkChoice, checkOptions };

/** Widths of figures that can be read and set, in mm. */
const widthRange = [40, 400] as const;

/** @throws RangeError unless it is a width on paper */
export function checkWidth(widthMm: number): void {
  const [least, most] = widthRange;
  if (typeof widthMm === "number" && widthMm >= least && widthMm <= most) return;
  throw new RangeError(`widthMm is ${describeValue(widthMm)}: expected millimetres from ${least} to ${most}`);
}

/** @throws RangeError unless there are so many elements */
export function checkLength(what: string, values: ArrayLike<unknown>, expected: number): void {
  if (values?.length === expected) return;
  throw new RangeError(`${what} has ${describeValue(values?.length)} elements: expected ${expected}`);
}

/** @throws RangeError for latitudes beyond the poles, longitudes that are no numbers, and lists of different lengths */
export function checkPlaces(what: string, lat: ArrayLike<number>, lon: ArrayLike<number>): void {
  checkLength(`${what}: lon`, lon, lat.length);
  for (let i = 0; i < lat.length; i++) {
    if (!(Math.abs(lat[i]!) <= 90)) throw outOfRange(`${what}: lat[${i}]`, lat[i]!, "degrees from -90 to 90");
    if (!(Math.abs(lon[i]!) <= 540)) throw outOfRange(`${what}: lon[${i}]`, lon[i]!, "degrees");
  }
}

/** @throws RangeError unless it is an ascending pair of finite numbers */
export function checkRange(what: string, range: readonly [number, number]): void {
  const [from, to] = range;
  if (Number.isFinite(from) && Number.isFinite(to) && from < to) return;
  throw new RangeError(`${what} is [${range.join(", ")}]: expected two numbers, the smaller one first`);
}

function outOfRange(what: string, value: number, expected: string): RangeError {
  return new RangeError(`${what} is ${describeValue(value)}: expected ${expected}`);
}
