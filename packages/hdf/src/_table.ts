import { checkOptions } from "./_check-options.ts";
import { NotFoundError } from "./errors.ts";
import type {
  Annotation,
  ArrayOf,
  AttributeInfo,
  Attributes,
  Column,
  Field,
  Hdf4Info,
  Hdf5Info,
  NdArray,
  NumericDtype,
  OperationOptions,
  RecordRange,
  Table,
  TableSelection,
} from "./types.ts";

/** What both formats share of a table: which records and columns a selection means. */
export abstract class TableBase implements Table {
  readonly kind = "table" as const;
  abstract readonly format: "hdf4" | "hdf5";
  abstract readonly name: string;
  abstract readonly path: string;
  abstract readonly attributes: Attributes;
  abstract readonly annotations: readonly Annotation[];
  abstract readonly count: number;
  abstract readonly fields: readonly Field[];
  declare readonly hdf4?: Hdf4Info;
  declare readonly hdf5?: Hdf5Info;

  abstract attributeInfos(): AttributeInfo[];
  /** Name of the file, for errors. */
  protected abstract readonly fileName: string;
  /** Read records [start, stop) of the fields with these indices. */
  protected abstract readColumns(
    fields: readonly number[],
    start: number,
    stop: number,
    signal: AbortSignal | undefined,
  ): Promise<Column[]>;

  async read(selection: TableSelection = {}, { signal }: OperationOptions = {}): Promise<Record<string, Column>> {
    checkOptions("read", selection, ["start", "stop", "fields"]);
    const [start, stop] = this.#range(selection);
    const readable = this.fields.filter(({ dtype }) => dtype !== "other").map(({ name }) => name);
    const names = [...new Set(selection.fields ?? readable)];
    const read = await this.readColumns(
      names.map((name) => this.#indexOf(name)),
      start,
      stop,
      signal,
    );
    const columns = Object.create(null) as Record<string, Column>;
    for (const [i, name] of names.entries()) columns[name] = read[i] as Column;
    return columns;
  }

  readField<D extends NumericDtype>(
    name: string,
    range: RecordRange & { readonly dtype: D },
    options?: OperationOptions,
  ): Promise<NdArray<ArrayOf[D]>>;
  readField(name: string, range?: RecordRange, options?: OperationOptions): Promise<Column>;
  async readField(
    name: string,
    range: RecordRange & { readonly dtype?: NumericDtype } = {},
    { signal }: OperationOptions = {},
  ): Promise<Column> {
    checkOptions("readField", range, ["start", "stop", "dtype"]);
    const [start, stop] = this.#range(range);
    const index = this.#indexOf(name);
    const found = this.fields[index]?.dtype;
    if (range.dtype !== undefined && range.dtype !== found) {
      throw this.#notFound(`the field ${JSON.stringify(name)} holds ${found}, not ${range.dtype}`);
    }
    const [column] = await this.readColumns([index], start, stop, signal);
    return column as Column;
  }

  #range({ start = 0, stop = this.count }: RecordRange): [number, number] {
    const whole = Number.isSafeInteger(start) && Number.isSafeInteger(stop);
    if (whole && start >= 0 && start <= stop && stop <= this.count) return [start, stop];
    throw new RangeError(`records: expected 0 <= start <= stop <= ${this.count}, got start ${start}, stop ${stop}`);
  }

  #indexOf(name: string): number {
    const index = this.fields.findIndex((field) => field.name === name);
    if (index >= 0) return index;
    const names = this.fields.map((field) => JSON.stringify(field.name)).join(", ");
    throw this.#notFound(`there is no field ${JSON.stringify(name)}; the fields are ${names}`);
  }

  #notFound(problem: string): NotFoundError {
    return new NotFoundError(problem, { file: this.fileName, object: this.path });
  }
}
