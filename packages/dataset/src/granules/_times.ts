import { type GranuleName, isColocateError, parseTime, type UtcTime } from "@atcs/colocate";
import type { HdfFile } from "@atcs/hdf";
import { textOf } from "./_attributes.ts";
import type { DeviationLog } from "./deviations.ts";

/** Global attributes with the times of acquisition. */
export const beginningAttribute = "Beginning_Acquisition_Date";
export const endingAttribute = "Ending_Acquisition_Date";

/** The time of a global attribute; undefined when there is none, or when it is not a time, which is recorded. */
export function readTimeAttribute(file: HdfFile, attribute: string, log: DeviationLog): UtcTime | undefined {
  const value = file.attributes[attribute];
  if (value === undefined) return undefined;
  const text = textOf(value);
  try {
    if (text !== undefined) return parseTime(text);
  } catch (error) {
    if (!isColocateError(error, "COLOCATE_TIME")) throw error;
  }
  const found = text === undefined ? "not text" : JSON.stringify(text.slice(0, 80));
  log.add("TIME_TEXT", attribute, { found, assumed: "not given", matters: true });
  return undefined;
}

/**
 * When the acquisition began: from the attribute, else from the name of the file.
 * @param required is the attribute documented, so that its absence is worth a word?
 */
export function readBeginning(
  file: HdfFile,
  name: GranuleName | undefined,
  required: boolean,
  log: DeviationLog,
): UtcTime | undefined {
  const stored = readTimeAttribute(file, beginningAttribute, log);
  if (stored === undefined) {
    if (required || name === undefined) {
      const assumed = name === undefined ? "the beginning is not known" : "the time in the file's name";
      log.add("TIME_MISSING", beginningAttribute, { found: "no such attribute, or no time", assumed, matters: true });
    }
    return name?.start;
  }
  if (name !== undefined && !sameSecond(stored, name.start)) {
    const found = "another time than in the file's name";
    log.add("TIME_DIFFERS", beginningAttribute, { found, assumed: "the attribute is right", matters: true });
  }
  return stored;
}

/** Names have whole seconds. */
function sameSecond(a: UtcTime, b: UtcTime): boolean {
  return (
    a.year === b.year &&
    a.month === b.month &&
    a.day === b.day &&
    a.hour === b.hour &&
    a.minute === b.minute &&
    Math.floor(a.second) === Math.floor(b.second)
  );
}
