import type { Fail } from "./_element-type.ts";

/** The dictionary of a header. */
export interface HeaderFields {
  readonly descr: string;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
}

// The header is a Python literal. Each pattern is tried at one position only, and takes time in proportion to what it
// matches: no two parts that follow each other can take the same spaces.
const patterns = {
  open: /\s*\{\s*/y,
  key: /(?:'([a-z_]{1,20})'|"([a-z_]{1,20})")\s*:\s*/y,
  text: /'([^'\\]*)'|"([^"\\]*)"/y,
  truth: /True|False/y,
  shape: /\([\dL,\s]*\)/y,
  next: /\s*,\s*/y,
  close: /\s*\}\s*$/y,
};

/** Parse the dictionary of a header: exactly the keys descr, fortran_order and shape, in any order. */
export function parseHeaderText(text: string, fail: Fail): HeaderFields {
  let position = 0;
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = position;
    const match = pattern.exec(text) ?? undefined;
    if (match !== undefined) position = pattern.lastIndex;
    return match;
  };
  const bad = (expected: string) => fail(`header ${JSON.stringify(text.slice(0, 120))}: expected ${expected}`);
  const found = new Map<string, string>();
  if (!take(patterns.open)) throw bad("a dictionary");
  while (!take(patterns.close)) {
    if (found.size > 0 && !take(patterns.next)) throw bad(`a comma at character ${position}`);
    if (found.size > 0 && take(patterns.close)) break;
    const key = quoted(take(patterns.key));
    if (key === undefined || found.has(key)) throw bad(`a new key at character ${position}`);
    if (key === "descr" && /[[(]/.test(text[position] ?? "")) {
      throw fail("an array of structured elements is not read; save each field as an array of its own");
    }
    const value = key === "descr" ? quoted(take(patterns.text)) : take(pattern(key, bad))?.[0];
    if (value === undefined) throw bad(`a value of '${key}' at character ${position}`);
    found.set(key, value);
  }
  const [descr, order, shape] = ["descr", "fortran_order", "shape"].map((key) => found.get(key));
  if (descr === undefined || order === undefined || shape === undefined) throw bad("descr, fortran_order and shape");
  return { descr, fortranOrder: order === "True", shape: parseShape(shape, bad) };
}

/** A tuple of integers: the last may be followed by a comma, and a single one must. Python 2 wrote long ones as "3L". */
function parseShape(text: string, bad: Fail): number[] {
  const items = text
    .slice(1, -1)
    .split(",")
    .map((item) => item.trim());
  if (items.at(-1) === "") items.pop();
  else if (items.length === 1) throw bad("a tuple as shape");
  return items.map((item) => {
    if (!/^\d+L?$/.test(item)) throw bad("integers in the shape");
    return Number.parseInt(item, 10);
  });
}

function pattern(key: string, bad: Fail): RegExp {
  if (key === "fortran_order") return patterns.truth;
  if (key === "shape") return patterns.shape;
  throw bad(`no key '${key}'`);
}

function quoted(match: RegExpExecArray | undefined): string | undefined {
  return match?.[1] ?? match?.[2];
}
