import type { FaultKind, FaultRule, SftpOperation } from "./fault-rules.ts";

type Check = (value: unknown) => string | undefined;

const operations: ReadonlySet<unknown> = new Set<SftpOperation>([
  "REALPATH",
  "STAT",
  "LSTAT",
  "FSTAT",
  "OPENDIR",
  "READDIR",
  "OPEN",
  "READ",
  "CLOSE",
]);

/** A check of one property, with what is expected where it fails. */
function expected(text: string, test: (value: unknown) => boolean): Check {
  return (value) => (test(value) ? undefined : text);
}

const count = expected("an integer of at least 0", (value) => Number.isSafeInteger(value) && Number(value) >= 0);
const positive = expected("an integer of at least 1", (value) => Number.isSafeInteger(value) && Number(value) >= 1);
const times = expected(
  "an integer of at least 1, or Infinity",
  (value) => value === Infinity || (Number.isSafeInteger(value) && Number(value) >= 1),
);
// setTimeout takes 32 bits with a sign; a longer time would be none at all.
const milliseconds = expected(
  "a number from 0 to 2147483647",
  (value) => typeof value === "number" && value >= 0 && value <= 2 ** 31 - 1,
);
const path = expected(
  "a glob that is not empty, or a RegExp",
  (value) => value instanceof RegExp || (typeof value === "string" && value !== ""),
);
const username = expected("a name that is not empty", (value) => typeof value === "string" && value !== "");
const how = expected('"disconnect" or "close"', (value) => value === "disconnect" || value === "close");

function operationList(allowed: ReadonlySet<unknown>): Check {
  const test = (value: unknown) =>
    Array.isArray(value) && value.length > 0 && [...value].every((one) => allowed.has(one));
  return expected(`a list of some of ${[...allowed].join(", ")}`, test);
}

const window = { nth: positive, times };
const target = { ...window, path };

interface KindChecks {
  readonly required: Readonly<Record<string, Check>>;
  readonly optional: Readonly<Record<string, Check>>;
}

const checksOf: Readonly<Record<FaultKind, KindChecks>> = {
  "drop-after-bytes": { required: { bytes: count }, optional: target },
  delay: { required: { milliseconds }, optional: { ...target, operations: operationList(operations) } },
  "refuse-login": { required: {}, optional: { ...window, username } },
  "too-many-connections": { required: { max: count }, optional: { ...window, how } },
  "wrong-size": {
    required: { size: count },
    optional: { ...target, operations: operationList(new Set(["STAT", "LSTAT", "FSTAT", "READDIR"])) },
  },
  disappear: { required: {}, optional: { ...target, after: count } },
  "changed-host-key": { required: {}, optional: window },
  stall: { required: {}, optional: { ...target, operations: operationList(operations) } },
  corrupt: { required: { offset: count }, optional: { ...target, length: positive } },
};

/** @throws TypeError naming the rule, its property and what is expected, for the first rule that is wrong */
export function checkFaults(rules: readonly FaultRule[]): void {
  if (!Array.isArray(rules)) throw new TypeError("faults must be a list of rules");
  // A hole is no rule: forEach would pass over it.
  for (const [index, rule] of rules.entries()) checkRule(rule, index);
}

function checkRule(rule: unknown, index: number): void {
  if (typeof rule !== "object" || rule === null) throw new TypeError(`fault ${index} must be an object with a kind`);
  const properties = rule as Readonly<Record<string, unknown>>;
  const kind = properties.kind;
  if (typeof kind !== "string" || !Object.hasOwn(checksOf, kind)) {
    const kinds = Object.keys(checksOf).join(", ");
    throw new TypeError(`fault ${index} has the kind ${describe(kind)}: expected one of ${kinds}`);
  }
  const { required, optional } = checksOf[kind as FaultKind];
  const subject = `fault ${index} (${kind})`;
  for (const [name, check] of Object.entries(required)) {
    const expectation = properties[name] === undefined && check(undefined);
    if (expectation) throw new TypeError(`${subject} has no ${name}: expected ${expectation}`);
  }
  for (const [name, value] of Object.entries(properties)) {
    if (name === "kind" || value === undefined) continue;
    const check = required[name] ?? optional[name];
    if (check === undefined) {
      const names = ["kind", ...Object.keys(required), ...Object.keys(optional)].join(", ");
      throw new TypeError(`${subject} has the property ${describe(name)}: expected some of ${names}`);
    }
    const expectation = check(value);
    if (expectation) throw new TypeError(`${subject} has ${name} = ${describe(value)}: expected ${expectation}`);
  }
}

function describe(value: unknown): string {
  if (typeof value === "string" || Array.isArray(value)) return JSON.stringify(value).slice(0, 80);
  return String(value);
}
