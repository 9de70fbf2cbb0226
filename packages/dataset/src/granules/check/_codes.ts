import { polderCodes } from "@atcs/colocate";
import type { ParasolField } from "../parasol-field.ts";

/** The counts that mean "no value", by what they mean. */
export interface CodeRoles {
  /** Outside of the swath. */
  readonly fill: readonly number[];
  /** Inside of it. */
  readonly missing: readonly number[];
}

/** Which of a field's codes are those of missing values? The others are fill. */
export function rolesOf({
  invalid,
  attributes,
  dtype,
}: Pick<ParasolField, "invalid" | "attributes" | "dtype">): CodeRoles {
  const { missing_value: stored } = attributes;
  const documented = (polderCodes as Readonly<Record<string, { readonly missing: number } | undefined>>)[dtype];
  const given = stored === undefined ? [documented?.missing] : [stored].flat();
  const isMissing = (code: number): boolean => given.some((value) => isSameCode(Number(value), code));
  const { _FillValue: filled } = attributes;
  const isFill = (code: number): boolean =>
    filled !== undefined && [filled].flat().some((value) => isSameCode(Number(value), code));
  const missing = invalid.filter((code) => isMissing(code) && !isFill(code));
  return { missing, fill: invalid.filter((code) => !missing.includes(code)) };
}

/** Signed and unsigned numbers of one width stand for each other. */
function isSameCode(stored: number, code: number): boolean {
  return (
    stored === code || Math.fround(stored) === code || [8, 16, 32].some((bits) => Math.abs(stored - code) === 2 ** bits)
  );
}
