import { describeValue } from "./_describe.ts";

/** @throws TypeError for what is no number, RangeError for another one than an integer from `least` to `most` */
export function checkInteger(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  const Wrong = typeof value === "number" ? RangeError : TypeError;
  throw new Wrong(`${name} is ${describeValue(value)}: expected an integer from ${least} to ${most}`);
}

/** @throws TypeError for what is no object, or has a property that is none of `names` */
export function checkOptions(what: string, options: object, names: readonly string[]): void {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw new TypeError(`${what} is ${describeValue(options)}: expected an object`);
  }
  const unknown = Object.keys(options).find((name) => !names.includes(name));
  if (unknown !== undefined) throw new TypeError(`${what} has no ${unknown}: expected ${names.join(", ")}`);
}
