import { polderViews } from "@atcs/colocate";
import type { ParasolGranule } from "../../granules/parasol.ts";
import { SkipError } from "./skip.ts";
import type { FieldAttributeTable, GranuleRules } from "./types.ts";

/** Angles that the views of neighbours are compared by. */
const comparedAngles = ["thetav", "phi"];

/**
 * Has the granule all fields, in the form that a dataset has them?
 * @throws SkipError, FieldNotFoundError
 */
export function checkFields(parasol: ParasolGranule, name: string, { fields, projection }: GranuleRules): void {
  const isDirectional = fields.some(({ angles }) => angles > 1);
  if (isDirectional && parasol.views !== polderViews) {
    throw new SkipError("layout", `${name}: directional fields have ${parasol.views} views, not ${polderViews}`);
  }
  for (const field of fields) {
    // These follow from the formula.
    if ((field.name === "Latitude" || field.name === "Longitude") && !parasol.hasField(field.name)) continue;
    const { views, path } = parasol.field(field.name);
    if (views !== field.angles) {
      throw new SkipError("layout", `${name}: ${path} has ${views} values for each pixel, not ${field.angles}`);
    }
  }
  if (!isDirectional || projection === "sinusoidal") return;
  for (const angle of comparedAngles) parasol.field(angle);
}

/** Attributes that count what is in one granule, and so say nothing of a dataset. */
const ownAttributes = new Set(["Num_Fill", "Num_missing_value", "Num_Valid", "actual_range"]);

/** Attributes of the fields that were asked for, by group and field. */
export function fieldAttributes(parasol: ParasolGranule, { fields }: GranuleRules): FieldAttributeTable {
  const table: Record<string, Record<string, Readonly<Record<string, unknown>>>> = {};
  for (const { group, name } of fields) {
    if (!parasol.hasField(name)) continue;
    const attributes = Object.entries(parasol.field(name).attributes).filter(([key]) => !ownAttributes.has(key));
    table[group] ??= {};
    table[group][name] = Object.fromEntries(attributes.sort(([a], [b]) => (a < b ? -1 : 1)));
  }
  return table;
}
