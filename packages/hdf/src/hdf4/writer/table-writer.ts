import type { AttributeInput, AttributeInputs } from "../../_attribute-values.ts";
import { checkOptions } from "../../_check-options.ts";
import { type AnyTypedArray, newArray, toTypedArray } from "../../_typed-array.ts";
import { LimitError } from "../../errors.ts";
import { internalVdatas } from "../catalog.ts";
import { tags } from "../tags.ts";
import { AttributeList } from "./_attributes.ts";
import type { Hdf4Values } from "./_input.ts";
import { checkClassName, checkName, nameLimits } from "./_names.ts";
import type { Job, Session } from "./_session.ts";
import { fieldBytes, maxRecordBytes, putVdataHeader, type Reference, recordBytes, type VdataField } from "./_vdata.ts";
import type { ElementStore } from "./element-store.ts";
import { checkDtype, type Hdf4Dtype, toBigEndian } from "./number-types.ts";

/** One column of a table to write. */
export interface Hdf4FieldOptions {
  readonly name: string;
  readonly dtype: Hdf4Dtype;
  /** Values per record; characters for text (`char8`). @default 1 */
  readonly order?: number;
  readonly attributes?: AttributeInputs;
}

/** Description of a table to write. */
export interface Hdf4TableOptions {
  /**
   * Not one that begins like those of HDF4 itself, e.g. "SDSVar". "Attr0.0" makes an attribute of HDF-EOS2, which must be
   * in a group: elsewhere nobody sees it. @default ""
   */
  readonly className?: string;
  readonly fields: readonly Hdf4FieldOptions[];
  readonly attributes?: AttributeInputs;
}

/**
 * Columns by field name: `count * order` numbers; text fields (`char8`, `uchar8`) take one string per record, filled up
 * with NUL, or their bytes.
 */
export type Hdf4Columns = Readonly<Record<string, Hdf4Values | readonly string[]>>;

const maxFields = 256;
const maxTableBytes = 2 ** 31 - 1;
/** Records are put together in pieces of about this size. */
const pieceBytes = 2 ** 20;
const encoder = new TextEncoder();

interface Column {
  readonly field: VdataField;
  readonly values: AnyTypedArray;
}

/** Writes one table (Vdata), record by record in full interlace. */
export class Hdf4TableWriter {
  readonly name: string;
  /** How Vgroups refer to it. @internal */
  readonly reference: Reference;
  readonly #store: ElementStore;
  readonly #className: string;
  readonly #fields: readonly VdataField[];
  readonly #attributes: AttributeList;
  readonly #fieldAttributes: readonly AttributeList[];
  readonly #session: Session;
  #claimed = false;
  #count = 0;

  /** @internal */
  constructor(store: ElementStore, name: string, options: Hdf4TableOptions, session: Session) {
    this.name = checkName(name, nameLimits.table, "table");
    const what = this.#what;
    checkOptions(what, options, ["className", "fields", "attributes"]);
    this.#className = checkClassName(options.className, internalVdatas, what);
    this.#fields = checkFields(options.fields, what);
    this.#attributes = new AttributeList(options.attributes, "vset", what);
    this.#fieldAttributes = options.fields.map(({ name, attributes }) => {
      return new AttributeList(attributes, "vset", `${what}, field ${JSON.stringify(name)}`);
    });
    this.#store = store;
    this.#session = session;
    this.reference = { tag: tags.vdataHeader, ref: store.newRef() };
  }

  /**
   * Write all records, given as columns. Only once; a table never written has no records.
   * @throws TypeError for missing, unknown or wrongly typed columns, RangeError for lengths that do not agree
   */
  async write(columns: Hdf4Columns): Promise<void> {
    await this.#session.run(() => this.#write(columns));
  }

  /** Set an attribute, or replace its value. @throws TypeError, RangeError for values that HDF4 attributes cannot have */
  setAttribute(name: string, value: AttributeInput): void {
    this.#session.checkOpen();
    this.#attributes.set(name, value);
  }

  /** Write the description. @internal */
  async finish(): Promise<void> {
    const { ref } = this.reference;
    const count = this.#count;
    if (count === 0) this.#store.putEmpty(tags.vdata, ref);
    const attributes = [];
    // Index -1 stands for the table itself.
    for (const [i, list] of [this.#attributes, ...this.#fieldAttributes].entries()) {
      for (const reference of await list.put(this.#store)) attributes.push({ field: i - 1, reference });
    }
    const header = { name: this.name, className: this.#className, fields: this.#fields, count, attributes };
    await putVdataHeader(this.#store, ref, header);
  }

  #write(columns: Hdf4Columns): Job {
    if (this.#claimed) throw new RangeError(`${this.#what}: it has been written already`);
    const { count, checked } = this.#checkColumns(columns);
    const size = recordBytes(this.#fields);
    if (count * size > maxTableBytes) {
      const problem = `the table has ${count * size} bytes, HDF4 allows ${maxTableBytes}`;
      throw new LimitError(problem, { file: this.#store.fileName, object: this.name });
    }
    this.#claimed = true;
    return async () => {
      if (count === 0) return;
      const offset = this.#store.reserve(tags.vdata, this.reference.ref, count * size);
      this.#count = count;
      const step = Math.max(1, Math.floor(pieceBytes / size));
      for (let first = 0; first < count; first += step) {
        const records = interleave(checked, size, first, Math.min(first + step, count));
        await this.#store.write(offset + first * size, records);
      }
    };
  }

  get #what(): string {
    return `table ${JSON.stringify(this.name)}`;
  }

  #checkColumns(columns: Hdf4Columns): { count: number; checked: Column[] } {
    const names = this.#fields.map(({ name }) => name);
    const unknown = Object.keys(columns).filter((name) => !names.includes(name));
    if (unknown.length > 0) throw new TypeError(`${this.#what}: there is no field ${JSON.stringify(unknown[0])}`);
    const checked = this.#fields.map((field) => {
      const what = `${this.#what}, field ${JSON.stringify(field.name)}`;
      if (!Object.hasOwn(columns, field.name)) throw new TypeError(`${what}: its column is missing`);
      return { field, values: columnValues(field, columns[field.name], what) };
    });
    const counts = checked.map(({ field, values }) => values.length / field.order);
    for (const [i, count] of counts.entries()) {
      if (count !== counts[0] || !Number.isInteger(count)) {
        const { name, order } = this.#fields[i]!;
        throw new RangeError(
          `${this.#what}, field ${JSON.stringify(name)}: got ${checked[i]!.values.length} values, expected ${order} for each of ${counts[0]} records`,
        );
      }
    }
    return { count: counts[0]!, checked };
  }
}

function checkFields(fields: readonly Hdf4FieldOptions[] | undefined, what: string): VdataField[] {
  if (!Array.isArray(fields) || fields.length === 0) throw new TypeError(`${what}: expected at least one field`);
  if (fields.length > maxFields)
    throw new RangeError(`${what}: it has ${fields.length} fields, HDF4 allows ${maxFields}`);
  const seen = new Set<string>();
  const checked = fields.map((field: Hdf4FieldOptions) => {
    checkOptions(`${what}: field`, field, ["name", "dtype", "order", "attributes"]);
    const { name, dtype, order = 1 } = field;
    checkName(name, nameLimits.field, `${what}: field`);
    // libhdf4 takes lists of field names, separated by commas.
    if (name.includes(",")) throw new TypeError(`${what}: field ${JSON.stringify(name)}: the name has a comma`);
    if (seen.has(name)) throw new TypeError(`${what}: there are two fields ${JSON.stringify(name)}`);
    seen.add(name);
    const owner = `${what}, field ${JSON.stringify(name)}`;
    if (!Number.isInteger(order) || order < 1)
      throw new RangeError(`${owner}: expected an order of at least 1, got ${order}`);
    return { name, dtype: checkDtype(dtype, owner), order };
  });
  const bytes = recordBytes(checked);
  if (bytes > maxRecordBytes)
    throw new RangeError(`${what}: a record has ${bytes} bytes, HDF4 allows ${maxRecordBytes}`);
  return checked;
}

function columnValues(field: VdataField, values: unknown, what: string): AnyTypedArray {
  const isText = field.dtype === "char8" || field.dtype === "uchar8";
  if (isText && Array.isArray(values) && typeof values[0] === "string") return textBytes(field.order, values, what);
  return toTypedArray(field.dtype, values, what);
}

function textBytes(order: number, texts: readonly unknown[], what: string): Uint8Array<ArrayBuffer> {
  const bytes = newArray("char8", texts.length * order);
  for (const [i, text] of texts.entries()) {
    if (typeof text !== "string") throw new TypeError(`${what}: record ${i} is a ${typeof text}, expected a string`);
    const encoded = encoder.encode(text);
    if (encoded.length > order) {
      throw new RangeError(`${what}: record ${i} has ${encoded.length} bytes of text, the field holds ${order}`);
    }
    bytes.set(encoded, i * order);
  }
  return bytes;
}

/** The records [first, end) as stored. */
function interleave(columns: readonly Column[], size: number, first: number, end: number): Uint8Array {
  const records = new Uint8Array((end - first) * size);
  let offset = 0;
  for (const { field, values } of columns) {
    const bytes = toBigEndian(values.subarray(first * field.order, end * field.order));
    const width = fieldBytes(field);
    for (let i = 0; i < end - first; i++) {
      records.set(bytes.subarray(i * width, (i + 1) * width), i * size + offset);
    }
    offset += width;
  }
  return records;
}
