import { readFileSync } from "node:fs";

/** Text of the README. */
export const readme: string = readFileSync(new URL("../../README.md", import.meta.url), "utf8");

/** Names of the keys that an interface of the README has, and which of them may be absent. */
export function keysOf(name: string): { readonly all: string[]; readonly needed: string[] } {
  const [, body = ""] = new RegExp(`^interface ${name} \\{\\n(.*?)^\\}`, "ms").exec(readme) ?? [];
  const keys = [...body.matchAll(/^ {2}(\w+)(\??):/gm)].map(([, key, mark]) => ({ key: key!, isNeeded: mark === "" }));
  return { all: keys.map(({ key }) => key), needed: keys.filter(({ isNeeded }) => isNeeded).map(({ key }) => key) };
}
