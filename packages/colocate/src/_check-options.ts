import { describeValue } from "./_describe.ts";

/** @throws TypeError unless options are an object */
export function checkOptions(subject: string, options: object): void {
  if (typeof options === "object" && options !== null && !Array.isArray(options)) return;
  throw new TypeError(`${subject}: the options must be an object, got ${describeValue(options)}`);
}
