import { optionFlag } from "./option-table.ts";

/**
 * An option of training as it is on the command line.
 * @param value as the library has it; undefined when there is none
 * @param mostCharacters of a list: the rest is cut off
 */
export function optionText(name: string, value: unknown, mostCharacters: number = Number.POSITIVE_INFINITY): string {
  const flag = optionFlag(name);
  if (name === "clip") return `${flag} ${value === false ? "none" : value}`;
  if (typeof value === "boolean") return value ? flag : optionFlag(`no-${name}`);
  if (value === undefined) return `no ${flag}`;
  if (!Array.isArray(value)) return `${flag} ${value}`;
  const text = value.join(name === "heightBins" ? ":" : ",");
  const shown = text.length > mostCharacters ? `${text.slice(0, mostCharacters - 3)}...` : text;
  return `${flag} ${text === "" ? "none" : shown}`;
}
