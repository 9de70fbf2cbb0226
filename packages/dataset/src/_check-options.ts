/**
 * A misspelt option must not be ignored: what it was to change would silently stay as it is.
 * @throws TypeError when `given` is not an object of options, or has one that is not in `known`
 */
export function checkOptions(what: string, given: object, known: readonly string[]): void {
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw new TypeError(`${what}: expected an object of options (${known.join(", ")}), got ${describeValue(given)}`);
  }
  for (const name of Object.keys(given)) {
    if (!known.includes(name)) {
      throw new TypeError(`${what}: there is no option ${JSON.stringify(name)}; the options are ${known.join(", ")}`);
    }
  }
}

/** @throws RangeError unless the value is one of `choices` */
export function checkChoice(what: string, value: unknown, choices: readonly unknown[]): void {
  if (choices.includes(value)) return;
  throw new RangeError(
    `${what} is ${describeValue(value)}: expected ${choices.map((one) => JSON.stringify(one)).join(" or ")}`,
  );
}

/** @throws RangeError unless the value is an integer from `least` to `most` */
export function checkInteger(
  what: string,
  value: unknown,
  least: number,
  most: number = Number.MAX_SAFE_INTEGER,
): void {
  if (Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most) return;
  const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
  throw new RangeError(`${what} is ${describeValue(value)}: expected an integer ${range}`);
}

/** @throws TypeError unless the value is true or false */
export function checkBoolean(what: string, value: unknown): void {
  if (typeof value !== "boolean") throw new TypeError(`${what} is ${describeValue(value)}: expected true or false`);
}

/** @throws TypeError unless the value is a function, or undefined */
export function checkFunction(what: string, value: unknown): void {
  if (value === undefined || typeof value === "function") return;
  throw new TypeError(`${what} is ${describeValue(value)}: expected a function`);
}

/** By what is used of it, so that signals of another realm do. @throws TypeError unless it is a signal, or undefined */
export function checkSignal(value: unknown): void {
  if (value === undefined) return;
  const signal = (typeof value === "object" && value !== null ? value : {}) as Partial<AbortSignal>;
  if (typeof signal.aborted === "boolean" && typeof signal.addEventListener === "function") return;
  throw new TypeError(`signal is ${describeValue(value)}: expected an AbortSignal`);
}

const longest = 80;

/** A value of any kind, fit for a message that refuses it. */
export function describeValue(value: unknown): string {
  if (typeof value === "string") return quote(value);
  if (typeof value === "number" || typeof value === "boolean" || value === null || value === undefined) {
    return String(value);
  }
  return Array.isArray(value) ? "an array" : `a value of type ${typeof value}`;
}

/** Text from outside, fit for a message: quoted, cut to 80 characters, everything but printable ASCII escaped. */
export function quote(text: string): string {
  const cut = text.length > longest ? `${text.slice(0, longest)}...` : text;
  return JSON.stringify(cut).replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
