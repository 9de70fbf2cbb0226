/** @throws TypeError unless it is true or false: a text such as "no" would count as true */
export function checkFlag(name: string, value: unknown): void {
  if (typeof value !== "boolean") throw new TypeError(`${name} must be true or false, got ${String(value)}`);
}
