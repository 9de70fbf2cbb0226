/**
 * A misspelt option must not be ignored: what it was to change would silently stay as it is.
 * @param what has the options: `Trainer.create`
 * @throws TypeError for what is no object, or has a property that is none of `names`
 */
export function checkOptions(what: string, options: object, names: readonly string[]): void {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw new TypeError(`${what}: expected an object of options (${names.join(", ")}), got ${describeValue(options)}`);
  }
  const unknown = Object.keys(options).find((name) => !names.includes(name));
  if (unknown === undefined) return;
  throw new TypeError(`${what} has no option ${describeName(unknown)}: expected ${names.join(", ")}`);
}

/** @throws TypeError for a value that is none of `choices` */
export function checkChoice(name: string, value: unknown, choices: readonly unknown[]): void {
  if (choices.includes(value)) return;
  const expected = choices.map((choice) => JSON.stringify(choice)).join(", ");
  throw new TypeError(`${name} is ${describeValue(value)}: expected one of ${expected}`);
}

/** @throws TypeError for what is no number, RangeError for another one than an integer from `least` to `most` */
export function checkInteger(
  name: string,
  value: unknown,
  least: number,
  most: number = Number.MAX_SAFE_INTEGER,
): void {
  const range = most === Number.MAX_SAFE_INTEGER ? `from ${least}` : `from ${least} to ${most}`;
  checkNumber(name, value, (n) => Number.isSafeInteger(n) && n >= least && n <= most, `an integer ${range}`);
}

/**
 * @param expected in words
 * @throws TypeError for what is no number, RangeError for one that is not right
 */
export function checkNumber(name: string, value: unknown, isRight: (n: number) => boolean, expected: string): void {
  if (typeof value !== "number") throw new TypeError(`${name} is ${describeValue(value)}: expected ${expected}`);
  if (!isRight(value)) throw new RangeError(`${name} is ${value}: expected ${expected}`);
}

/** @throws TypeError unless the value is true or false */
export function checkBoolean(name: string, value: unknown): void {
  if (typeof value !== "boolean") throw new TypeError(`${name} is ${describeValue(value)}: expected true or false`);
}

/** @throws TypeError unless the value is a text with something in it */
export function checkText(name: string, value: unknown, expected: string): void {
  if (typeof value === "string" && value !== "") return;
  throw new TypeError(`${name} is ${describeValue(value)}: expected ${expected}`);
}

/** @throws TypeError unless the value is a function, or undefined */
export function checkFunction(name: string, value: unknown): void {
  if (value === undefined || typeof value === "function") return;
  throw new TypeError(`${name} is ${describeValue(value)}: expected a function`);
}

/** By what is used of it, so that signals of another realm do. @throws TypeError unless it is a signal, or undefined */
export function checkSignal(value: unknown): void {
  if (value === undefined) return;
  const signal = (typeof value === "object" && value !== null ? value : {}) as Partial<AbortSignal>;
  if (typeof signal.aborted === "boolean" && typeof signal.throwIfAborted === "function") return;
  throw new TypeError(`signal is ${describeValue(value)}: expected an AbortSignal`);
}

function describeName(name: string): string {
  return JSON.stringify(name.length > 60 ? `${name.slice(0, 57)}...` : name);
}

/** A value of any kind, fit for a message that refuses it: `12`, `null`, `the text "16"`, `an array`. */
export function describeValue(value: unknown): string {
  if (typeof value === "string") {
    return `the text ${JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value)}`;
  }
  if (typeof value === "function") return "a function";
  if (typeof value === "bigint") return "a bigint";
  if (typeof value !== "object" || value === null) return String(value);
  return Array.isArray(value) ? "an array" : "an object";
}
