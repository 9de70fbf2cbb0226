import { toAttributes } from "./_group.ts";
import { type HdfError, isHdfError, LimitError, NotFoundError } from "./errors.ts";
import type { AttributeInfo, Attributes, HdfFile, Node, OperationOptions, Table } from "./types.ts";

/** Attributes of HDF-EOS2 structures: by swath (grid, point), then by field, then by name; all without prototype. */
export type EosAttributes = Readonly<Record<string, Readonly<Record<string, Attributes>>>>;

/** Classes of the Vgroups of structures, and the names of the Vgroups in them that hold their attributes. */
const attributeGroups: ReadonlyMap<string, string> = new Map([
  ["SWATH", "Swath Attributes"],
  ["GRID", "Grid Attributes"],
  ["POINT", "Point Attributes"],
]);

/** The field of a Vdata that holds an attribute (EHattr); index maps, which lie beside them, have another. */
const valuesField = "AttrValues";

/** SWsetfillvalue and GDsetfillvalue keep the fill value of a field as an attribute of this name and the field's. */
const fillValuePrefix = "_FV_";

/** A granule has some hundred attributes of some characters each; more than this is not meant to be read at once. */
const maxValues = 2 ** 20;

/**
 * The attributes that HDF-EOS2 files (CloudSat, MODIS, AIRS, ...) keep of swaths, grids and points and of their fields.
 * They are not attributes of the data sets in the sense of HDF4, so `dataset.attributes` does not have them.
 *
 * The result has an entry for each structure, by its key in the root of the file. In it, "" holds the attributes of
 * the structure itself, and the name of a field those of the field: "Height.factor" is `factor` of "Height" (names
 * are split at their last dot), and the fill value that HDF-EOS2 keeps for a field is its `_FillValue`. Values are
 * as in `attributes`: text is exact, and using a damaged one throws its error.
 *
 * @throws NotFoundError when the file has no swath, grid or point; LimitError for more than 1048576 values (for text:
 * characters); DamagedFileError when a description is damaged; SourceError
 * @example
 * ```ts
 * import { open, readEosAttributes, unpack } from "@atcs/hdf";
 *
 * await using file = await open("2B-GEOPROF.hdf");
 * const eos = await readEosAttributes(file);
 * const dataset = file.dataset("Radar_Reflectivity");
 * const attributes = { ...dataset.attributes, ...eos["2B-GEOPROF"]?.Radar_Reflectivity };
 * const raw = await dataset.read();
 * const { values, valid } = unpack({ name: dataset.name, dtype: dataset.dtype, attributes }, raw);
 * console.log(eos["2B-GEOPROF"]?.[""]?.start_time, values.get(0, 0), valid.get(0, 0));
 * ```
 */
export async function readEosAttributes(file: HdfFile, options: OperationOptions = {}): Promise<EosAttributes> {
  const reader = new AttributeReader(file.fileName, options);
  const keys = file.keys();
  const found = Object.create(null) as Record<string, EosAttributes[string]>;
  for (const [i, node] of file.children().entries()) {
    const groupName = attributeGroups.get(node.hdf4?.className ?? "");
    if (node.kind === "group" && groupName !== undefined) {
      found[keys[i] as string] = await reader.readGroup(node.get(groupName));
    }
  }
  if (Object.keys(found).length > 0) return found;
  const problem = "no Vgroup of class SWATH, GRID or POINT is in its root: this is not an HDF-EOS2 file";
  throw new NotFoundError(problem, { file: file.fileName });
}

type Entry = AttributeInfo | { name: string; error: HdfError };

class AttributeReader {
  readonly #fileName: string;
  readonly #options: OperationOptions;
  #left = maxValues;

  constructor(fileName: string, options: OperationOptions) {
    this.#fileName = fileName;
    this.#options = options;
  }

  /** @param group the attributes of a structure; undefined when it has none */
  async readGroup(group: Node | undefined): Promise<EosAttributes[string]> {
    const byField = new Map<string, Entry[]>();
    for (const table of group?.kind === "group" ? group.children() : []) {
      if (table.kind !== "table" || table.fields[0]?.name !== valuesField) continue;
      const [field, name] = splitName(table.name);
      const entries = byField.get(field) ?? [];
      byField.set(field, entries);
      entries.push(await this.#read(table, name));
    }
    const attributes = Object.create(null) as Record<string, Attributes>;
    for (const [field, entries] of byField) attributes[field] = toAttributes(entries);
    return attributes;
  }

  async #read(table: Table, name: string): Promise<Entry> {
    const { dtype, order } = table.fields[0]!;
    const count = table.count * order;
    // Empty ones count too: they take time.
    this.#left -= Math.max(1, count);
    if (this.#left < 0) {
      const problem = `the attributes up to this one have more than ${maxValues} values`;
      throw new LimitError(problem, { file: this.#fileName, object: table.path });
    }
    try {
      const { data } = await table.readField(valuesField, {}, this.#options);
      const values = Array.isArray(data) ? data.join("") : data;
      const value = typeof values !== "string" && values.length === 1 ? values[0]! : values;
      return { name, dtype, shape: [count], value };
    } catch (error) {
      if (isHdfError(error, "HDF_DAMAGED", "HDF_UNSUPPORTED", "HDF_LIMIT")) return { name, error };
      throw error;
    }
  }
}

/** The field and the attribute that the name of a Vdata means; the field is "" for the structure itself. */
function splitName(name: string): [field: string, attribute: string] {
  if (name.startsWith(fillValuePrefix)) return [name.slice(fillValuePrefix.length), "_FillValue"];
  const dot = name.lastIndexOf(".");
  return dot <= 0 ? ["", name] : [name.slice(0, dot), name.slice(dot + 1)];
}
