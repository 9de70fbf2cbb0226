import { describeValue } from "./_describe.ts";

/** @throws TypeError unless options are an object */
export function checkOptions(subject: string, options: object): void {
  checkObject(`${subject}: the options`, options);
}

/**
 * @param name what the object is, for the message
 * @throws TypeError unless it is an object, and no array
 */
export function checkObject(name: string, value: object): void {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return;
  throw new TypeError(`${name} must be an object, got ${describeValue(value)}`);
}
