import { breathe } from "../_breathe.ts";
import { makeNdArray } from "../_ndarray.ts";
import { TableBase } from "../_table.ts";
import { elementSize } from "../_typed-array.ts";
import { UnsupportedError } from "../errors.ts";
import type { Annotation, AttributeInfo, Attributes, Column, Field, Hdf5Info } from "../types.ts";
import type { FieldDescription } from "./datatype.ts";
import { toArray } from "./decode.ts";
import { AttributeReader, type Location, noAnnotations } from "./hdf5-node.ts";
import { allocate, checkSize, type ReadTarget } from "./read-array.ts";
import type { DatasetDescription, Payload } from "./session.ts";
import { chooseExtent, cutSelection } from "./slabs.ts";

const slabBytes = 2 ** 23;

/** A data set of compound type and rank 1. */
export class Hdf5Table extends TableBase {
  readonly format = "hdf5" as const;
  readonly name: string;
  readonly path: string;
  override readonly hdf5: Hdf5Info;
  readonly annotations: readonly Annotation[] = noAnnotations;
  readonly count: number;
  readonly fields: readonly Field[];
  readonly #location: Location;
  readonly #description: DatasetDescription;
  readonly #members: readonly FieldDescription[];
  readonly #attributes: AttributeReader;

  constructor(location: Location, description: DatasetDescription) {
    super();
    this.name = location.name;
    this.path = location.path;
    this.hdf5 = { id: location.id };
    this.count = description.shape[0] ?? 0;
    this.#members = description.type.fields ?? [];
    this.fields = this.#members.map(({ name, dtype, order }) => ({
      name,
      dtype,
      order,
      attributes: noAttributes,
      attributeInfos: () => [],
    }));
    this.#location = location;
    this.#description = description;
    this.#attributes = new AttributeReader(location);
  }

  get attributes(): Attributes {
    return this.#attributes.attributes;
  }

  attributeInfos(): AttributeInfo[] {
    return this.#attributes.infos();
  }

  protected get fileName(): string {
    return this.#location.file.name;
  }

  protected async readColumns(
    places: readonly number[],
    start: number,
    stop: number,
    signal: AbortSignal | undefined,
  ): Promise<Column[]> {
    signal?.throwIfAborted();
    const members = places.map((place) => this.#readableMember(place));
    const { file, id } = this.#location;
    const { unsupported, type, chunks } = this.#description;
    if (unsupported !== null) throw new UnsupportedError(unsupported, { file: file.name, object: this.path });
    const count = stop - start;
    const target = { file, id, path: this.path, description: this.#description };
    checkSize(target, count * members.reduce((sum, member) => sum + bytesOf(member), 0));
    const columns = members.map((member) => new ColumnBuilder(target, member, count));
    const ranges = [{ start, count, step: 1, dropped: false }];
    const extent = chooseExtent(ranges, chunks, Math.max(1, Math.floor(slabBytes / type.size)));
    for (const piece of members.length === 0 ? [] : cutSelection(ranges, extent)) {
      const payloads = await file.wait(file.session.read(id, piece, places), signal);
      for (const [i, payload] of payloads.entries()) columns[i]!.add(piece.at[0]!, payload);
      await breathe(signal);
    }
    return columns.map((column) => column.build());
  }

  #readableMember(place: number): FieldDescription {
    const member = this.#members[place]!;
    if (member.dtype !== "other") return member;
    throw new UnsupportedError(
      `the field ${JSON.stringify(member.name)} is ${member.typeName}, which has no typed array`,
      { file: this.#location.file.name, object: this.path },
    );
  }
}

/** Collects a column slab by slab. */
class ColumnBuilder {
  readonly #member: FieldDescription;
  readonly #shape: readonly number[];
  readonly #strings: string[] = [];
  readonly #bytes: Uint8Array<ArrayBuffer>;

  /** @throws LimitError */
  constructor(target: ReadTarget, member: FieldDescription, count: number) {
    this.#member = member;
    this.#shape = member.order === 1 ? [count] : [count, member.order];
    this.#bytes = allocate(target, "uint8", member.layout.kind === "number" ? count * bytesOf(member) : 0);
  }

  add(record: number, payload: Payload): void {
    if (payload instanceof Uint8Array) this.#bytes.set(payload, record * bytesOf(this.#member));
    else for (const text of payload) this.#strings.push(text);
  }

  build(): Column {
    const { layout } = this.#member;
    if (layout.kind !== "number") return makeNdArray(this.#strings, this.#shape);
    return makeNdArray(toArray(layout.dtype, this.#bytes), this.#shape);
  }
}

/** Bytes of a field of one record in the result. */
function bytesOf({ layout, order }: FieldDescription): number {
  if (layout.kind === "other") return 0;
  return order * (layout.kind === "number" ? elementSize(layout.dtype) : layout.size);
}

const noAttributes: Attributes = Object.freeze(Object.create(null) as Attributes);
