import { inspect } from "node:util";
import { quoted } from "../_text.ts";
import type { RetryOptions } from "../session/retry.ts";
import type { OpenArchiveOptions } from "./types.ts";

/** What a value has to be: of which types, and within which limits. */
interface Rule {
  readonly types: readonly string[];
  readonly expected: string;
  /** The class that it has to be of. */
  readonly of?: typeof AbortSignal;
  readonly fits?: (value: never) => boolean;
}

// An empty text is a variable that was not set, and a path of it would be the working directory.
const text: Rule = { types: ["string"], expected: "a text that is not empty", fits: (value: string) => value !== "" };
const path: Rule = {
  types: ["string"],
  expected: "a path that is not empty and holds no NUL",
  fits: (value: string) => value !== "" && !value.includes("\0"),
};
const flag: Rule = { types: ["boolean"], expected: "true or false" };
const callback: Rule = { types: ["function"], expected: "a function" };
const number: Rule = { types: ["number"], expected: "a number" };
const fromZero: Rule = { types: ["number"], expected: "a number from 0", fits: (value: number) => value >= 0 };
const aboveZero: Rule = { types: ["number"], expected: "a number above 0", fits: (value: number) => value > 0 };
const record: Rule = { types: ["object"], expected: "an object" };

/** All that there are; the limits of those without one are checked where they are used. */
const rules: { readonly [name in keyof Required<OpenArchiveOptions>]: Rule } = {
  signal: { ...record, expected: "an AbortSignal", of: AbortSignal },
  cacheDir: path,
  mirrorDir: path,
  maxCacheBytes: aboveZero,
  maxConnections: {
    types: ["number"],
    expected: "an integer from 1 to 64",
    fits: (value: number) => Number.isInteger(value) && value >= 1 && value <= 64,
  },
  bytesPerSecond: aboveZero,
  timeoutMs: aboveZero,
  retry: record,
  listingMaxAgeMs: fromZero,
  username: text,
  // May be anything.
  password: { types: ["string"], expected: "a text" },
  passphrase: { types: ["string"], expected: "a text" },
  credentialsFile: path,
  allowOpenCredentialsFile: flag,
  privateKeyFile: path,
  agent: { ...text, types: ["string", "boolean"], expected: "the path of a socket, true or false" },
  interactive: flag,
  hostKeyFingerprint: text,
  knownHostsFile: path,
  acceptNewHostKey: flag,
  ca: text,
  env: record,
  random: callback,
  log: callback,
};

/** Values are checked where they are used. */
const retryRules: { readonly [name in keyof Required<RetryOptions>]: Rule } = {
  attempts: number,
  minDelayMs: number,
  maxDelayMs: number,
  patienceMs: number,
};

const secret: ReadonlySet<string> = new Set(["password", "passphrase"]);

/**
 * Check options before anything is opened.
 * @throws TypeError for what is no object, names that do not exist and values of a wrong type, RangeError for values that
 * cannot be
 */
export function checkOptions(options: OpenArchiveOptions): void {
  checkValue("options", options, record);
  checkAll(options, rules, "");
  if (options.retry !== undefined) checkAll(options.retry, retryRules, "retry.");
}

function checkAll(options: object, known: Readonly<Record<string, Rule>>, prefix: string): void {
  for (const [name, value] of Object.entries(options)) {
    const rule = Object.hasOwn(known, name) ? known[name] : undefined;
    if (rule === undefined)
      throw new TypeError(`there is no option ${quoted(prefix + name)}${nearest(name, known, prefix)}`);
    if (value !== undefined) checkValue(prefix + name, value, rule);
  }
}

function checkValue(name: string, value: unknown, { types, expected, of, fits }: Rule): void {
  const message = `${name} must be ${expected}, got ${shownValue(name, value)}`;
  const isOfClass = of === undefined || value instanceof of;
  if (value === null || !types.includes(typeof value) || !isOfClass) throw new TypeError(message);
  if (fits?.(value as never) === false) throw new RangeError(message);
}

/** A value for a message; what is in objects, and in secrets, is nobody's business. */
function shownValue(name: string, value: unknown): string {
  const isPlain = value === null || (typeof value !== "object" && typeof value !== "function");
  return isPlain && !secret.has(name) ? inspect(value, { maxStringLength: 100 }) : `a value of type ${typeof value}`;
}

/** Of all pairs of letters of two names, so many are the same where one may be meant by the other. */
const leastLikeness = 0.25;

/** A question for the name that shares most pairs of letters with another, where it shares enough. */
function nearest(name: string, known: object, prefix: string): string {
  const pairs = pairsOf(name);
  const likeness = (other: string): number => {
    const others = pairsOf(other);
    return [...pairs].filter((pair) => others.has(pair)).length / (pairs.size + others.size);
  };
  const best = Object.keys(known).reduce((one, other) => (likeness(other) > likeness(one) ? other : one));
  return likeness(best) < leastLikeness ? "" : `: did you mean ${prefix}${best}?`;
}

function pairsOf(name: string): Set<string> {
  const letters = ` ${name.toLowerCase()} `;
  return new Set(Array.from(letters.slice(1), (letter, at) => letters[at]! + letter));
}
