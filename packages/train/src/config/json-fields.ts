import { describeValue } from "./check.ts";

/** A JSON object that is read key by key, each checked and named when it is wrong. */
export class JsonFields {
  readonly #values: ReadonlyMap<string, unknown>;
  readonly #path: string;
  readonly #refuse: (problem: string) => Error;
  readonly #known = new Set<string>();

  /**
   * @param refuse makes the error of a problem
   * @param path of the object in the file: `training`; empty of the whole
   */
  constructor(value: unknown, refuse: (problem: string) => Error, path = "") {
    this.#path = path;
    this.#refuse = refuse;
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw refuse(`${path === "" ? "it" : path} is ${describeValue(value)}: expected an object`);
    }
    this.#values = new Map(Object.entries(value));
  }

  /** The error of a key's value. */
  wrong(key: string, expected: string): Error {
    const found = this.#values.has(key) ? `is ${describeValue(this.#values.get(key))}` : "is missing";
    return this.#refuse(`${this.#pathOf(key)} ${found}: expected ${expected}`);
  }

  /** Whatever there is; undefined when it is missing. */
  value(key: string): unknown {
    this.#known.add(key);
    return this.#values.get(key);
  }

  text(key: string): string {
    return this.#checked(key, (value) => typeof value === "string" && value !== "", "a text");
  }

  flag(key: string): boolean {
    return this.#checked(key, (value) => typeof value === "boolean", "true or false");
  }

  choice<T>(key: string, choices: readonly T[]): T {
    const expected = choices.map((choice) => JSON.stringify(choice)).join(", ");
    return this.#checked(key, (value) => choices.includes(value as T), `one of ${expected}`);
  }

  integer(key: string, least: number, most: number = Number.MAX_SAFE_INTEGER): number {
    const isRight = (value: unknown): boolean =>
      Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most;
    return this.#checked(key, isRight, `an integer from ${least} to ${most}`);
  }

  number(key: string, isRight: (value: number) => boolean, expected: string): number {
    return this.#checked(
      key,
      (value) => typeof value === "number" && Number.isFinite(value) && isRight(value),
      expected,
    );
  }

  /** A number from 0. */
  fromZero(key: string): number {
    return this.number(key, (value) => value >= 0, "a number from 0");
  }

  list<T>(key: string, isOne: (value: unknown) => value is T, expected: string): readonly T[] {
    return this.#checked(key, (value) => Array.isArray(value) && value.every(isOne), `a list of ${expected}`);
  }

  object(key: string): JsonFields {
    if (!this.#values.has(key)) throw this.wrong(key, "an object");
    return new JsonFields(this.value(key), this.#refuse, this.#pathOf(key));
  }

  /** @returns null for null */
  objectOrNull(key: string): JsonFields | null {
    return this.value(key) === null ? null : this.object(key);
  }

  /** @throws for a key that was not asked for: what it was to change would silently stay as it is */
  nothingElse(): void {
    const unknown = [...this.#values.keys()].find((key) => !this.#known.has(key));
    if (unknown !== undefined) throw this.#refuse(`there is no setting ${JSON.stringify(this.#pathOf(unknown))}`);
  }

  #checked<T>(key: string, isRight: (value: unknown) => boolean, expected: string): T {
    const value = this.value(key);
    if (!isRight(value)) throw this.wrong(key, expected);
    return value as T;
  }

  #pathOf(key: string): string {
    return this.#path === "" ? key : `${this.#path}.${key}`;
  }
}

export function isInteger(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

export function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

export function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
