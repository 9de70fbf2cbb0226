import { makeNdArray } from "../_ndarray.ts";
import { TableBase } from "../_table.ts";
import { decodeText } from "../_text.ts";
import { DamagedFileError, LimitError } from "../errors.ts";
import type { Annotation, AttributeInfo, Attributes, Column, DataArray, Dtype, Field, Hdf4Info } from "../types.ts";
import { AttributeList, type AttributeReference } from "./attributes.ts";
import type { Catalog } from "./catalog.ts";
import type { LinearElement } from "./container.ts";
import { readColumns } from "./table-columns.ts";
import { tags } from "./tags.ts";
import { decodeTexts, smallestString } from "./texts.ts";
import type { VdataField, VdataHeader } from "./vdata-header.ts";

/** A Vdata. */
export class Hdf4Table extends TableBase {
  readonly format = "hdf4" as const;
  readonly name: string;
  readonly path: string;
  override readonly hdf4: Hdf4Info;
  readonly annotations: readonly Annotation[];
  readonly count: number;
  readonly fields: readonly Field[];
  readonly #catalog: Catalog;
  readonly #header: VdataHeader;
  readonly #attributes: AttributeList;

  constructor(catalog: Catalog, header: VdataHeader, path: string, annotations: readonly Annotation[]) {
    super();
    this.#catalog = catalog;
    this.#header = header;
    this.name = header.name;
    this.path = path;
    this.hdf4 = { tag: tags.vdataHeader, ref: header.ref, className: header.className };
    this.annotations = annotations;
    this.count = header.count;
    const references = referencesByField(header);
    const attributesOf = (field: number, owner: string): AttributeList => {
      return new AttributeList(catalog.attributes(references.get(field) ?? [], owner));
    };
    this.#attributes = attributesOf(-1, header.name);
    this.fields = header.fields.map(
      (field, i) => new Hdf4Field(field, attributesOf(i, `${header.name}.${field.name}`)),
    );
  }

  get attributes(): Attributes {
    return this.#attributes.values;
  }

  attributeInfos(): AttributeInfo[] {
    return this.#attributes.infos();
  }

  protected get fileName(): string {
    return this.#catalog.container.reader.name;
  }

  protected async readColumns(
    indices: readonly number[],
    start: number,
    stop: number,
    signal: AbortSignal | undefined,
  ): Promise<Column[]> {
    const { reader, context } = this.#catalog.container;
    reader.check(0, 0);
    signal?.throwIfAborted();
    const element = await this.#openData(signal);
    const fields = indices.map((index) => this.#header.fields[index] as VdataField);
    const length = (stop - start) * fields.reduce((sum, field) => sum + resultSize(field), 0);
    if (length > context.maxBytes) {
      const problem = `the records take ${length} bytes, more than maxBytes (${context.maxBytes}): read a part at a time`;
      throw new LimitError(problem, { file: reader.name, object: this.name });
    }
    const arrays = await readColumns(this.#catalog.container, element, this.#header, fields, start, stop, signal);
    reader.check(0, 0);
    const columns: Column[] = [];
    for (const [i, field] of fields.entries()) {
      columns.push(await toColumn(field, arrays[i] as DataArray, stop - start, signal));
    }
    return columns;
  }

  /** The data, which is missing when there are no records. @throws DamagedFileError when it is shorter than the records */
  async #openData(signal: AbortSignal | undefined): Promise<LinearElement | undefined> {
    const { container } = this.#catalog;
    const { ref, recordSize, name, count } = this.#header;
    const length = count * recordSize;
    if (length === 0) return undefined;
    const element = await container.openElement(tags.vdata, ref, name, signal);
    if (element.layout === "linear" && element.length >= length) {
      element.check();
      await element.verify?.(signal);
      return element;
    }
    const problem = `${count} records of ${recordSize} bytes need ${length} bytes, but the data has ${element.length}`;
    throw new DamagedFileError(problem, element.where);
  }
}

class Hdf4Field implements Field {
  readonly name: string;
  readonly dtype: Dtype;
  readonly order: number;
  readonly #attributes: AttributeList;

  constructor({ name, type, order }: VdataField, attributes: AttributeList) {
    this.name = name;
    this.dtype = type.dtype;
    this.order = order;
    this.#attributes = attributes;
  }

  get attributes(): Attributes {
    return this.#attributes.values;
  }

  attributeInfos(): AttributeInfo[] {
    return this.#attributes.infos();
  }
}

/** Bytes that a record of a field takes in the result. */
function resultSize({ type, size }: VdataField): number {
  return type.dtype === "char8" ? Math.max(size, smallestString) : size;
}

/** The attributes of the Vdata (-1) and of its fields. */
function referencesByField({ attributes }: VdataHeader): Map<number, AttributeReference[]> {
  const references = new Map<number, AttributeReference[]>();
  for (const attribute of attributes) {
    const list = references.get(attribute.field);
    if (list === undefined) references.set(attribute.field, [attribute]);
    else list.push(attribute);
  }
  return references;
}

async function toColumn(
  { type, order }: VdataField,
  array: DataArray,
  count: number,
  signal: AbortSignal | undefined,
): Promise<Column> {
  if (type.dtype === "char8") {
    return makeNdArray(await decodeTexts(array as Uint8Array, count, order, decodeText, signal), [count]);
  }
  return makeNdArray(array, order === 1 ? [count] : [count, order]);
}
