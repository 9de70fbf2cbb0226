import { UsageError } from "../errors.ts";
import { optionFlag } from "./option-table.ts";

/** A way to use a command that has several. */
export interface Usage {
  /** For messages: `predict --granule`. */
  readonly name: string;
  /** Names of options, as commander has them. */
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

/**
 * An option of another way to use the command would be ignored.
 * @param raw options as commander parsed them, none of which has a default
 * @throws UsageError
 */
export function checkUsage(raw: Readonly<Record<string, unknown>>, { name, required, optional }: Usage): void {
  const missing = required.find((option) => raw[option] === undefined);
  if (missing !== undefined) throw new UsageError(`${name} needs ${optionFlag(missing)}`);
  const other = Object.keys(raw).find((option) => ![...required, ...optional, "json"].includes(option));
  if (other !== undefined) throw new UsageError(`${optionFlag(other)} is no option of ${name}`);
}

/**
 * What the library says of an option, in the words of the command.
 * @param names of the library's options that have one of the same name on the command line
 * @returns the error itself when it is about something else
 */
export function asUsageError(error: unknown, names: readonly string[]): unknown {
  if (!(error instanceof RangeError) && !(error instanceof TypeError)) return error;
  const [, name = "", rest = ""] = /^(\w+)(\b.*)$/s.exec(error.message) ?? [];
  if (names.includes(name)) return new UsageError(`${optionFlag(name)}${rest}`);
  // Type errors of the language look alike; range errors of the libraries are about what was asked for.
  const isOfLibrary = error instanceof RangeError && !languageRanges.test(error.message);
  return isOfLibrary ? new UsageError(error.message) : error;
}

/** What V8 says when memory or the stack is at its end. */
const languageRanges = /^(Array buffer allocation failed|Invalid (\w+ )*length|Maximum call stack size exceeded)/;
