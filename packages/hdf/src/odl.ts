import { DamagedFileError, type HdfErrorDetails } from "./errors.ts";

/**
 * A value of ODL text: a number (bigint when it is an integer that a number cannot hold), text (quoted or a bare word),
 * a list, or a group. A name that occurs several times in a group gives a list of its values.
 */
export type OdlValue = number | bigint | string | readonly OdlValue[] | OdlGroup;

/** The statements of a GROUP or OBJECT by name; has no prototype. */
export interface OdlGroup {
  readonly [name: string]: OdlValue;
}

const maxDepth = 64;
const numberPattern = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const integerPattern = /^[+-]?\d+$/;
/** Everything that ends a bare word or name. */
const delimiter = /[\s=,(){}"'<>]/;
/** Empty lines at the end: there the writer stopped, and nothing is cut off. */
const padding = /\n[ \t\r]*\n\s*$/;
const closing: Readonly<Record<string, string>> = { "(": ")", "{": "}" };

/**
 * Parse ODL (object description language), the text of HDF-EOS metadata: statements `name = value` in nested
 * GROUP ... END_GROUP and OBJECT ... END_OBJECT. Everything behind END or a NUL character is padding. Groups may be left
 * open by a writer that fills up with empty lines.
 * @throws DamagedFileError with the line for text that is not ODL
 */
export function parseOdl(text: string): OdlGroup {
  if (typeof text !== "string") throw new TypeError(`parseOdl: expected text, got ${typeof text}`);
  return parseOdlAt(text, {});
}

/** `parseOdl` of text from a file. @internal */
export function parseOdlAt(text: string, where: HdfErrorDetails): OdlGroup {
  const end = text.indexOf("\0");
  return new OdlParser(end < 0 ? text : text.slice(0, end), where).parse();
}

type MutableGroup = Record<string, OdlValue>;
type Level = {
  readonly kind: string;
  readonly name: string;
  readonly group: MutableGroup;
  readonly repeated: Set<string>;
};

class OdlParser {
  readonly #text: string;
  readonly #where: HdfErrorDetails;
  #position = 0;

  constructor(text: string, where: HdfErrorDetails) {
    this.#text = text;
    this.#where = where;
  }

  parse(): OdlGroup {
    const root = openLevel("", "");
    const levels = [root];
    for (let name = this.#name(); name !== "" && name.toUpperCase() !== "END"; name = this.#name()) {
      const level = levels.at(-1)!;
      const keyword = name.toUpperCase();
      if (keyword === "GROUP" || keyword === "OBJECT") {
        this.#expect("=");
        const inner = openLevel(keyword, String(this.#value(0)));
        if (levels.length >= maxDepth) this.#fail(`groups are nested more than ${maxDepth} deep`);
        add(level, inner.name, inner.group);
        levels.push(inner);
      } else if (keyword === "END_GROUP" || keyword === "END_OBJECT") {
        this.#close(level, keyword);
        levels.pop();
      } else {
        this.#expect("=");
        add(level, name, this.#value(0));
      }
    }
    const open = levels.at(-1)!;
    if (open !== root && !padding.test(this.#text)) this.#fail(`the text ends inside ${open.kind} ${open.name}`);
    return root.group;
  }

  /** The name behind END_GROUP may be missing, but not another one. */
  #close(level: Level, keyword: string): void {
    let name = level.name;
    if (this.#peek() === "=") {
      this.#position++;
      name = String(this.#value(0));
    }
    if (keyword !== `END_${level.kind}` || name !== level.name) {
      this.#fail(`${keyword} ${name}, expected ${level.kind === "" ? "no end" : `END_${level.kind} ${level.name}`}`);
    }
  }

  #value(depth: number): OdlValue {
    const first = this.#peek();
    if (first === '"' || first === "'") return this.#quoted(first);
    const close = closing[first];
    if (close !== undefined) return this.#list(close, depth + 1);
    const word = this.#word();
    if (word === "") this.#fail(first === "" ? "the text ends where a value is expected" : `"${first}" is no value`);
    if (!numberPattern.test(word)) return word;
    // A unit, as in 12.5 <km>, is left out.
    if (this.#peek() === "<") this.#position = this.#find(">") + 1;
    const number = Number(word);
    return integerPattern.test(word) && !Number.isSafeInteger(number) ? BigInt(word) : number;
  }

  #list(close: string, depth: number): OdlValue[] {
    if (depth > maxDepth) this.#fail(`lists are nested more than ${maxDepth} deep`);
    this.#position++;
    const values: OdlValue[] = [];
    while (this.#peek() !== close) {
      if (values.length > 0) this.#expect(",");
      values.push(this.#value(depth));
    }
    this.#position++;
    return values;
  }

  #quoted(quote: string): string {
    this.#position++;
    const end = this.#find(quote);
    const text = this.#text.slice(this.#position, end);
    this.#position = end + 1;
    return text;
  }

  /** The name of the next statement, "" at the end. */
  #name(): string {
    const name = this.#word();
    const next = this.#peek();
    if (name === "" && next !== "") this.#fail(`a name is expected, found "${next}"`);
    return name;
  }

  /** Characters up to the next delimiter. */
  #word(): string {
    this.#peek();
    const start = this.#position;
    while (this.#position < this.#text.length && !delimiter.test(this.#text[this.#position]!)) this.#position++;
    return this.#text.slice(start, this.#position);
  }

  #expect(mark: string): void {
    const found = this.#peek();
    if (found !== mark) this.#fail(`"${mark}" is expected, found ${found === "" ? "the end" : `"${found}"`}`);
    this.#position++;
  }

  /** The next character that is not blank or in a comment, "" at the end. */
  #peek(): string {
    for (;;) {
      while (/\s/.test(this.#text[this.#position] ?? "")) this.#position++;
      if (!this.#text.startsWith("/*", this.#position)) return this.#text[this.#position] ?? "";
      this.#position = this.#find("*/") + 2;
    }
  }

  #find(mark: string): number {
    const found = this.#text.indexOf(mark, this.#position);
    if (found < 0) this.#fail(`${mark} is missing`);
    return found;
  }

  #fail(problem: string): never {
    const line = this.#text.slice(0, this.#position).split("\n").length;
    throw new DamagedFileError(`ODL text, line ${line}: ${problem}`, this.#where);
  }
}

function openLevel(kind: string, name: string): Level {
  return { kind, name, group: Object.create(null) as MutableGroup, repeated: new Set() };
}

function add({ group, repeated }: Level, name: string, value: OdlValue): void {
  if (!(name in group)) {
    group[name] = value;
  } else if (repeated.has(name)) {
    (group[name] as OdlValue[]).push(value);
  } else {
    repeated.add(name);
    group[name] = [group[name]!, value];
  }
}
