import { type GranuleName, isColocateError, parseTime, type UtcTime, utcToTai93 } from "@atcs/colocate";
import type { HdfFile } from "@atcs/hdf";
import { textOf } from "./_attributes.ts";
import { shorten } from "./_message-text.ts";
import type { DeviationLog } from "./deviations.ts";

/** Global attributes with the times of acquisition. */
const beginningAttribute = "Beginning_Acquisition_Date";
const endingAttribute = "Ending_Acquisition_Date";

/** When an acquisition began and ended; undefined where that is not known. */
export interface AcquisitionTimes {
  readonly start: UtcTime | undefined;
  readonly end: UtcTime | undefined;
}

/**
 * The times of acquisition: the beginning from its attribute, else from the name of the file; the end from its attribute.
 * @param documented are the attributes, so that their absence is worth a word?
 */
export function readTimes(
  file: HdfFile,
  nameParts: GranuleName | undefined,
  documented: boolean,
  log: DeviationLog,
): AcquisitionTimes {
  const start = readBeginning(file, nameParts, documented, log);
  const end = readTimeAttribute(file, endingAttribute, log);
  if (end === undefined && documented) {
    log.add("TIME_MISSING", endingAttribute, { found: noTime, assumed: "the end is not known", matters: true });
  }
  return { start, end };
}

const noTime = "no such attribute, or no time";

/** The time of a global attribute; undefined when there is none, or when it is not a time, which is recorded. */
function readTimeAttribute(file: HdfFile, attribute: string, log: DeviationLog): UtcTime | undefined {
  const value = file.attributes[attribute];
  if (value === undefined) return undefined;
  const text = textOf(value);
  try {
    if (text !== undefined) return checkTime(parseTime(text));
  } catch (error) {
    if (!isColocateError(error, "COLOCATE_TIME")) throw error;
  }
  const found = text === undefined ? "not text" : JSON.stringify(shorten(text));
  log.add("TIME_TEXT", attribute, { found, assumed: "not given", matters: true });
  return undefined;
}

function readBeginning(
  file: HdfFile,
  nameParts: GranuleName | undefined,
  documented: boolean,
  log: DeviationLog,
): UtcTime | undefined {
  const stored = readTimeAttribute(file, beginningAttribute, log);
  const named = nameParts === undefined ? undefined : timeOfName(nameParts, log);
  if (stored === undefined) {
    if (documented || named === undefined) {
      const assumed = named === undefined ? "the beginning is not known" : "the time in the file's name";
      log.add("TIME_MISSING", beginningAttribute, { found: noTime, assumed, matters: true });
    }
    return named;
  }
  if (named !== undefined && !sameSecond(stored, named)) {
    const found = "another time than in the file's name";
    log.add("TIME_DIFFERS", beginningAttribute, { found, assumed: "the attribute is right", matters: true });
  }
  return stored;
}

/** The time in the name, if it can be one of these instruments. */
function timeOfName({ start }: GranuleName, log: DeviationLog): UtcTime | undefined {
  try {
    return checkTime(start);
  } catch (error) {
    if (!isColocateError(error, "COLOCATE_TIME")) throw error;
  }
  const found = `a time before 1993, of the year ${start.year}`;
  log.add("TIME_TEXT", "file name", { found, assumed: "not given", matters: true });
  return undefined;
}

/** @throws TimeError for times before 1993, when none of the instruments flew: TAI93 has no seconds for them */
function checkTime(time: UtcTime): UtcTime {
  utcToTai93(time);
  return time;
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
