/** An element of HTML or SVG as it is written. */
export interface WrittenElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** All text in it, also of inner elements. */
  text: string;
}

const unclosed = new Set(["meta", "br", "img"]);
const named: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };

/**
 * All elements in the order of their beginnings.
 * @throws Error where tags do not match, an attribute has no quotation marks, or a text has a lone < or &
 */
export function elements(markup: string): WrittenElement[] {
  const found: WrittenElement[] = [];
  const open: WrittenElement[] = [];
  const tag = /<!doctype html>|<style>[^<]*<\/style>|<(\/?)([a-z][a-z\d]*)((?: [\w:-]+="[^"<]*")*)(\/?)>|([^<]+)/gi;
  let at = 0;
  for (const match of markup.matchAll(tag)) {
    if (match.index !== at) throw new Error(`no markup at ${at}: ${markup.slice(at, at + 60)}`);
    at += match[0].length;
    const [, closing, name, attributes = "", empty, text] = match;
    if (text !== undefined) for (const one of open) one.text += plain(text);
    if (name === undefined) continue;
    if (closing === "/") {
      if (open.pop()?.name !== name) throw new Error(`</${name}> at ${match.index} closes something else`);
      continue;
    }
    const one = { name, attributes: parse(attributes), text: "" };
    found.push(one);
    if (empty !== "/" && !unclosed.has(name)) open.push(one);
  }
  if (at !== markup.length || open.length > 0) throw new Error(`the markup ends too early, at ${at}`);
  return found;
}

/** Elements of a name. */
export function elementsNamed(markup: string, name: string): WrittenElement[] {
  return elements(markup).filter((element) => element.name === name);
}

/** The numbers in an attribute, such as the data of a path. */
export function numbersIn(text: string | undefined): number[] {
  return (text?.match(/-?\d+(?:\.\d+)?/g) ?? []).map(Number);
}

function parse(attributes: string): Record<string, string> {
  const pairs = [...attributes.matchAll(/ ([\w:-]+)="([^"]*)"/g)].map(
    ([, name, value]) => [name!, plain(value!)] as const,
  );
  if (new Set(pairs.map(([name]) => name)).size < pairs.length)
    throw new Error(`an attribute is there twice:${attributes}`);
  return Object.fromEntries(pairs);
}

/** Without entities; those that have no place here are refused. */
function plain(text: string): string {
  return text.replace(/&([a-z#\d]*;?)/g, (all, entity: string) => {
    const character = entity.endsWith(";") ? named[entity.slice(0, -1)] : undefined;
    if (character === undefined) throw new Error(`${all} is no entity in use here`);
    return character;
  });
}
