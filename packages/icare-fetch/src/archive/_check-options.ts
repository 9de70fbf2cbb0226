import { inspect } from "node:util";
import { quoted } from "../_text.ts";
import type { OpenArchiveOptions } from "./types.ts";

/** What a value has to be: of which types, and within which limits. */
interface Rule {
  readonly types: readonly string[];
  readonly expected: string;
  readonly fits?: (value: never) => boolean;
}

// An empty text is a variable that was not set, and a path of it would be the working directory.
const text: Rule = { types: ["string"], expected: "a text that is not empty", fits: (value: string) => value !== "" };
const flag: Rule = { types: ["boolean"], expected: "true or false" };
const callback: Rule = { types: ["function"], expected: "a function" };
const fromZero: Rule = { types: ["number"], expected: "a number from 0", fits: (value: number) => value >= 0 };
const aboveZero: Rule = { types: ["number"], expected: "a number above 0", fits: (value: number) => value > 0 };
const record: Rule = { types: ["object"], expected: "an object" };

/** All that there are; the limits of those without one are checked where they are used. */
const rules: { readonly [name in keyof Required<OpenArchiveOptions>]: Rule } = {
  signal: { ...record, expected: "an AbortSignal" },
  cacheDir: text,
  mirrorDir: text,
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
  credentialsFile: text,
  allowOpenCredentialsFile: flag,
  privateKeyFile: text,
  agent: { ...text, types: ["string", "boolean"], expected: "the path of a socket, true or false" },
  interactive: flag,
  hostKeyFingerprint: text,
  knownHostsFile: text,
  acceptNewHostKey: flag,
  ca: text,
  env: record,
  random: callback,
  log: callback,
};

const secret: ReadonlySet<string> = new Set(["password", "passphrase"]);

/**
 * Check options before anything is opened.
 * @throws TypeError for names that do not exist and values of a wrong type, RangeError for values that cannot be
 */
export function checkOptions(options: OpenArchiveOptions): void {
  for (const [name, value] of Object.entries(options)) {
    const rule = (rules as Readonly<Record<string, Rule>>)[name];
    if (rule === undefined) throw new TypeError(`there is no option ${quoted(name)}: did you mean ${nearest(name)}?`);
    if (value === undefined) continue;
    const message = `${name} must be ${rule.expected}, got ${shownValue(name, value)}`;
    if (value === null || !rule.types.includes(typeof value)) throw new TypeError(message);
    if (rule.fits?.(value as never) === false) throw new RangeError(message);
  }
}

/** A value for a message; what is in objects, and in secrets, is nobody's business. */
function shownValue(name: string, value: unknown): string {
  const isPlain = value === null || (typeof value !== "object" && typeof value !== "function");
  return isPlain && !secret.has(name) ? inspect(value, { maxStringLength: 100 }) : `a value of type ${typeof value}`;
}

/** The name that shares most pairs of letters with another. */
function nearest(name: string): string {
  const pairs = pairsOf(name);
  const likeness = (other: string): number => {
    const others = pairsOf(other);
    return [...pairs].filter((pair) => others.has(pair)).length / (pairs.size + others.size);
  };
  return Object.keys(rules).reduce((best, other) => (likeness(other) > likeness(best) ? other : best));
}

function pairsOf(name: string): Set<string> {
  const letters = ` ${name.toLowerCase()} `;
  return new Set(Array.from(letters.slice(1), (letter, at) => letters[at]! + letter));
}
