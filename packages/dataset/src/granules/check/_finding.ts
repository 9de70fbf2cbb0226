import type { Deviation, DeviationCode } from "../deviations.ts";
import type { Certainty, Finding } from "./types.ts";

/** What is documented of one thing. */
export interface Documented {
  /** As it would be found, or in words. */
  readonly value: string;
  readonly certainty: Exclude<Certainty, "unknown">;
  /** Is this as documented? @default the same text */
  readonly matches?: (found: string) => boolean;
}

/** Shorthands: officially documented, and likely. */
export function certain(value: string, matches?: (found: string) => boolean): Documented {
  return { value, certainty: "certain", ...(matches && { matches }) };
}
export function likely(value: string, matches?: (found: string) => boolean): Documented {
  return { value, certainty: "likely", ...(matches && { matches }) };
}

/** What to say where something differs. */
export interface Difference {
  /** What the readers do about it. */
  readonly note?: string | undefined;
  /** What is said in any case. */
  readonly remark?: string | undefined;
  /** Does it matter? @default false, unless `deviation` does */
  readonly matters?: boolean;
  /** What the readers say of it. */
  readonly deviation?: Deviation | undefined;
}

/** Compare what was found with what is documented. */
export function compare(
  subject: string,
  found: string,
  documented: Documented | undefined,
  { note, remark, matters = false, deviation }: Difference = {},
): Finding {
  const code: { code?: DeviationCode } = deviation === undefined ? {} : { code: deviation.code };
  const isWorse = deviation?.matters ?? matters;
  const said = note ?? deviation?.assumed;
  if (documented === undefined) {
    const status = isWorse ? "matters" : "undocumented";
    const worse = isWorse ? said : deviation?.assumed;
    return { subject, found, documented: undefined, certainty: "unknown", status, note: remark ?? worse, ...code };
  }
  const { value, certainty, matches = (text) => text === value } = documented;
  if (matches(found) && !isWorse)
    return { subject, found, documented: value, certainty, status: "documented", note: remark };
  const status = isWorse ? "matters" : "tolerated";
  return { subject, found, documented: value, certainty, status, note: remark ?? said, ...code };
}

/** The deviation of one of some codes at a place: a data set, or one of its attributes. */
export function deviationAt(
  deviations: readonly Deviation[],
  path: string,
  ...codes: readonly DeviationCode[]
): Deviation | undefined {
  const here = deviations.filter(
    ({ code, where }) => codes.includes(code) && (where === path || where.startsWith(`${path}, `)),
  );
  return here.find(({ matters }) => matters) ?? here[0];
}
