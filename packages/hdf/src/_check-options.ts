/**
 * A misspelt option must not be ignored: what it was to change would silently stay as it is.
 * @throws TypeError when `given` is not an object of options, or has one that is not in `known`
 */
export function checkOptions(what: string, given: object, known: readonly string[]): void {
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    const got = Array.isArray(given) ? "an array" : given === null ? "null" : typeof given;
    throw new TypeError(`${what}: expected an object of options (${known.join(", ")}), got ${got}`);
  }
  for (const name of Object.keys(given)) {
    if (!known.includes(name)) {
      throw new TypeError(`${what}: there is no option ${JSON.stringify(name)}; the options are ${known.join(", ")}`);
    }
  }
}

/** @throws TypeError when a value is given that is not one of `known` */
export function checkChoice(what: string, value: unknown, known: readonly string[]): void {
  if (value === undefined || known.includes(value as string)) return;
  throw new TypeError(
    `${what}: expected ${known.map((each) => JSON.stringify(each)).join(" or ")}, got ${String(value)}`,
  );
}
