import { polderFields, polderViews } from "@atcs/colocate";
import type { DatasetProjection, GenerationInfo, StoredField } from "../types.ts";
import { asArray, asObject, asText, type Place, unexpected } from "./_json.ts";

/** Name of the file that says how a dataset was made. */
export const generationInfoFile = "dataset_generation_info.json";

/**
 * Read `dataset_generation_info.json`, of which only `par_fields` must be there.
 * @param value the parsed JSON
 * @param file its name, for messages
 * @throws DatasetError DATASET_LAYOUT
 */
export function parseGenerationInfo(value: unknown, file: string): GenerationInfo {
  const place: Place = { file };
  const json = asObject(value, "the file", place);
  const args = json.args === undefined ? {} : asObject(json.args, "args", place);
  const attributes = json.par_field_attributes;
  return {
    fields: parseFields(json.par_fields, place),
    fieldAttributes: (attributes === undefined || attributes === null
      ? {}
      : asObject(attributes, "par_field_attributes", place)) as GenerationInfo["fieldAttributes"],
    projection: parseProjection(json.projection ?? args.projection),
    seed: [json.seed, args.seed].find((seed) => typeof seed === "number"),
    days:
      json.date_list === undefined
        ? []
        : asArray(json.date_list, "date_list", place).map((day) => parseDay(day, place)),
    args,
    software: json.software,
  };
}

/** Text of `dataset_generation_info.json`: the same for the same dataset, to the byte. */
export function formatGenerationInfo(info: GenerationInfo): string {
  const { args, seed, fields, fieldAttributes, days, projection, software } = info;
  const json = {
    args,
    seed,
    par_fields: fields.map(({ group, name }) => [group, name]),
    par_field_attributes: fieldAttributes,
    // As the published datasets have it: without zeros in front.
    date_list: days.map((day) => day.split("-").map(Number).join("_")),
    ...(projection !== "unknown" && { projection }),
    software,
  };
  return `${JSON.stringify(json, null, 2)}\n`;
}

/** A projection by its name; `unknown` for any other, and for none. */
export function parseProjection(value: unknown): DatasetProjection {
  return value === "equirectangular" || value === "sinusoidal" ? value : "unknown";
}

function parseFields(value: unknown, place: Place): StoredField[] {
  const fields = asArray(value, "par_fields", place).map((pair, i): StoredField => {
    const [group, name, ...rest] = asArray(pair, `par_fields[${i}]`, place);
    if (rest.length > 0) throw unexpected(`par_fields[${i}]`, pair, "[group, field]", place);
    const field = {
      group: asText(group, `the group of par_fields[${i}]`, place),
      name: asText(name, `the name of par_fields[${i}]`, place),
    };
    return { ...field, angles: isDirectional(field) ? polderViews : 1 };
  });
  if (fields.length === 0) throw unexpected("par_fields", value, "at least one field", place);
  const names = fields.map(({ group, name }) => `${group}/${name}`);
  const twice = names.findIndex((name, i) => names.indexOf(name) !== i);
  if (twice >= 0) throw unexpected(`par_fields[${twice}]`, names[twice], "each field once", place);
  return fields;
}

/** By the documentation of the product; a field that it does not know by the name of its group. */
function isDirectional({ group, name }: Omit<StoredField, "angles">): boolean {
  const documented = polderFields.get(name);
  return documented?.directional ?? /directional/i.test(group);
}

/** `2008_6_3`, or `2008-06-03` as it is. */
function parseDay(value: unknown, place: Place): string {
  const match = typeof value === "string" ? /^(\d{4})[_-](\d{1,2})[_-](\d{1,2})$/.exec(value) : null;
  if (match === null) throw unexpected("a day of date_list", value, "a text such as 2008_6_3", place);
  return `${match[1]}-${match[2]!.padStart(2, "0")}-${match[3]!.padStart(2, "0")}`;
}
