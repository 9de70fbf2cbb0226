import { expect, test } from "vitest";
import { rolesOf } from "../../../src/granules/check/_codes.ts";
import type { ParasolField } from "../../../src/granules/parasol-field.ts";

type Case = Pick<ParasolField, "invalid" | "attributes" | "dtype">;

test.each<[string, Case, { fill: number[]; missing: number[] }]>([
  [
    "by the attributes",
    { dtype: "int16", invalid: [-1, -2], attributes: { _FillValue: -1, missing_value: -2 } },
    { fill: [-1], missing: [-2] },
  ],
  [
    "as documented without them",
    { dtype: "uint16", invalid: [65535, 65534], attributes: {} },
    { fill: [65535], missing: [65534] },
  ],
  [
    "unsigned that were stored as signed",
    { dtype: "uint16", invalid: [65535, 65534], attributes: { _FillValue: -1, missing_value: -2 } },
    { fill: [65535], missing: [65534] },
  ],
  [
    "one for both is fill",
    { dtype: "int16", invalid: [-1], attributes: { _FillValue: -1, missing_value: -1 } },
    { fill: [-1], missing: [] },
  ],
  [
    "of a type without documented codes",
    { dtype: "int32", invalid: [-9], attributes: {} },
    { fill: [-9], missing: [] },
  ],
  [
    "float32 that were stored as float64",
    { dtype: "float32", invalid: [Math.fround(-9.9)], attributes: { missing_value: -9.9 } },
    { fill: [], missing: [Math.fround(-9.9)] },
  ],
])("%s", (_, field, roles) => {
  expect(rolesOf(field)).toEqual(roles);
});
