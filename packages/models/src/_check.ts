import type { Tensor } from "@tensorflow/tfjs";
import { describeValue } from "./_describe.ts";

/**
 * A misspelt option must not be ignored: what it was to change would silently stay as it is.
 * @param what has the options: `crossEntropy`
 * @throws TypeError for what is no object, or has a property that is none of `names`
 */
export function checkOptions(what: string, options: object, names: readonly string[]): void {
  // Such as that of a Map, which keeps what it holds elsewhere.
  const tag = Object.prototype.toString.call(options);
  if (typeof options !== "object" || options === null || tag !== "[object Object]") {
    const found =
      typeof options !== "object" || options === null || Array.isArray(options) ? describeValue(options) : tag;
    throw new TypeError(`${what}: expected an object of options (${names.join(", ")}), got ${found}`);
  }
  const unknown = Object.keys(options).find((name) => !names.includes(name));
  if (unknown !== undefined) throw new TypeError(`${what} has no option ${unknown}: expected ${names.join(", ")}`);
}

/** @throws TypeError for a value that is none of `choices` */
export function checkChoice(name: string, value: unknown, choices: readonly unknown[]): void {
  if (choices.includes(value)) return;
  const expected = choices.map((choice) => JSON.stringify(choice)).join(" or ");
  throw new TypeError(`${name} is ${describeValue(value)}: expected ${expected}`);
}

/** @throws TypeError for what is no number, RangeError for another one than an integer from `least` to `most` */
export function checkInteger(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  const Wrong = typeof value === "number" ? RangeError : TypeError;
  throw new Wrong(`${name} is ${describeValue(value)}: expected an integer from ${least} to ${most}`);
}

/** @throws TypeError for what is no number, RangeError for one that is negative or not finite in single precision */
export function checkSingleFromZero(name: string, value: number): void {
  if (typeof value === "number" && value >= 0 && Math.fround(value) < Number.POSITIVE_INFINITY) return;
  const Wrong = typeof value === "number" ? RangeError : TypeError;
  throw new Wrong(`${name} is ${describeValue(value)}: expected a number from 0 to 3.4e38`);
}

/** @throws TypeError for what is no function, nor undefined */
export function checkFunction(name: string, value: unknown): void {
  if (value === undefined || typeof value === "function") return;
  throw new TypeError(`${name} is ${describeValue(value)}: expected a function`);
}

/** By what is used of it, so that signals of another realm do. @throws TypeError for what is no signal, nor undefined */
export function checkSignal(value: unknown): void {
  if (value === undefined) return;
  const signal = (typeof value === "object" && value !== null ? value : {}) as Partial<AbortSignal>;
  if (typeof signal.aborted === "boolean" && typeof signal.throwIfAborted === "function") return;
  throw new TypeError(`signal is ${describeValue(value)}: expected an AbortSignal`);
}

/** @throws TypeError for what is no float32 tensor that still has its values */
export function checkFloats(name: string, values: Tensor): void {
  if (typeof values !== "object" || values === null || !Array.isArray(values.shape)) {
    throw new TypeError(`${name} is ${describeValue(values)}: expected a tensor`);
  }
  if (values.isDisposed) throw new TypeError(`${name} is disposed: expected a tensor that still has its values`);
  if (values.dtype !== "float32") throw new TypeError(`${name} is ${values.dtype}: expected float32`);
}
