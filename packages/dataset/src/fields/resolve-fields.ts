import { polderFields, polderViews } from "@atcs/colocate";
import { describeValue, quote } from "../_check-options.ts";
import { DatasetError } from "../errors.ts";
import type { StoredField } from "../types.ts";
import { fieldsOfScheme } from "./schemes.ts";

/** Which fields: a scheme (`"directional"`), or a list of names or pairs of group and name. */
export type FieldSelection = string | readonly (string | readonly [group: string, name: string])[];

/** Where fields are chosen from. */
export interface ResolveFieldsOptions {
  /** The fields of a dataset. @default those of a PARASOL granule, with their documented groups */
  readonly stored?: readonly StoredField[] | undefined;
  /** The dataset, for the message. */
  readonly file?: string | undefined;
}

/**
 * The fields of a selection, in its order.
 * @throws RangeError for a scheme or a field that does not exist; DatasetError DATASET_FIELDS for one that the dataset
 * does not hold; TypeError for what is no selection
 */
export function resolveFields(selection: FieldSelection, options: ResolveFieldsOptions = {}): StoredField[] {
  const wanted = typeof selection === "string" ? fieldsOfScheme(selection) : selection;
  if (!Array.isArray(wanted)) {
    throw new TypeError(`fields are ${describeValue(selection)}: expected the name of a scheme or a list of fields`);
  }
  if (wanted.length === 0) throw new RangeError("the list of fields is empty: expected at least one");
  const found = wanted.map((each: unknown) => findField(each, options));
  found.forEach((field, i) => {
    if (found.findIndex((other) => isSame(other, field)) === i) return;
    throw new RangeError(`the field ${field.name} is in the list twice`);
  });
  return found;
}

function findField(wanted: unknown, { stored, file }: ResolveFieldsOptions): StoredField {
  const [group, name] = typeof wanted === "string" ? [undefined, wanted] : Array.isArray(wanted) ? wanted : [];
  if (typeof name !== "string" || (group !== undefined && typeof group !== "string")) {
    throw new TypeError(`a field is ${describeValue(wanted)}: expected a name, or [group, name]`);
  }
  if (stored === undefined) return documentedField(group, name);
  const matches = stored.filter((field) => field.name === name && (group === undefined || field.group === group));
  if (matches.length === 1) return matches[0]!;
  const asked = quote(group === undefined ? name : `${group}/${name}`);
  if (matches.length > 1) {
    const groups = matches.map((field) => field.group).join(", ");
    throw new DatasetError("DATASET_FIELDS", `${asked} is in several groups: name one, ${groups}`, { file });
  }
  const names = stored.map((field) => field.name).join(", ");
  throw new DatasetError("DATASET_FIELDS", `there is no field ${asked}; the dataset has ${names}`, { file });
}

function documentedField(group: string | undefined, name: string): StoredField {
  const field = polderFields.get(name);
  if (field === undefined || (group !== undefined && group !== field.group)) {
    const asked = quote(group === undefined ? name : `${group}/${name}`);
    throw new RangeError(`there is no field ${asked}; the fields are ${[...polderFields.keys()].join(", ")}`);
  }
  return { group: field.group, name, angles: field.directional ? polderViews : 1 };
}

function isSame(a: StoredField, b: StoredField): boolean {
  return a.name === b.name && a.group === b.group;
}
