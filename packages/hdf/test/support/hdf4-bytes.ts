/** An element of a file that a test puts together. */
export interface RawElement {
  readonly tag: number;
  readonly ref: number;
  readonly bytes: Uint8Array;
}

/**
 * An HDF4 file of elements as they are, in one descriptor block: for what the official library does not write.
 * @param share elements that are given the same array are stored once
 */
export function makeHdf4(elements: readonly RawElement[], { share = false }: { share?: boolean } = {}): Uint8Array {
  const start = 4 + 6 + 12 * elements.length;
  const contents = elements.map(({ bytes }) => bytes);
  const length = [...(share ? new Set(contents) : contents)].reduce((sum, bytes) => sum + bytes.length, start);
  const file = new Uint8Array(length);
  const places = new Map<Uint8Array, number>();
  const view = new DataView(file.buffer);
  view.setUint32(0, 0x0e031301);
  view.setInt16(4, elements.length);
  let offset = start;
  for (const [i, { tag, ref, bytes }] of elements.entries()) {
    const at = 10 + 12 * i;
    view.setUint16(at, tag);
    view.setUint16(at + 2, ref);
    const place = share ? (places.get(bytes) ?? offset) : offset;
    view.setInt32(at + 4, place);
    view.setInt32(at + 8, bytes.length);
    if (place !== offset) continue;
    places.set(bytes, offset);
    file.set(bytes, offset);
    offset += bytes.length;
  }
  return file;
}

/** A record of numbers: each with its length in bytes, or text as it is. Big-endian. */
export function record(...fields: ([bytes: 1 | 2 | 4, value: number] | string)[]): Uint8Array {
  const parts = fields.map((field) => {
    if (typeof field === "string") return new TextEncoder().encode(field);
    const view = new DataView(new ArrayBuffer(4));
    view.setInt32(0, field[1]);
    return new Uint8Array(view.buffer).slice(4 - field[0]);
  });
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** A data set as DFSD wrote it: NDG, dimension record, number type, and its data as given. */
export function dfsdElements(shape: readonly number[], numberType: number, data: RawElement): RawElement[] {
  return manyDfsdElements(shape, numberType, [data]);
}

/** Several data sets of one shape and type, `Data-Set-<ref>`, each with data of a ref of its own. */
export function manyDfsdElements(
  shape: readonly number[],
  numberType: number,
  data: readonly RawElement[],
): RawElement[] {
  const sizes = shape.map((size): [4, number] => [4, size]);
  const types = Array.from({ length: shape.length + 1 }, (): [2, number][] => [
    [2, 106],
    [2, 1],
  ]).flat();
  return [
    { tag: 106, ref: 1, bytes: record([1, 1], [1, numberType], [1, 16], [1, 1]) },
    { tag: 701, ref: 1, bytes: record([2, shape.length], ...sizes, ...types) },
    ...data.map(({ ref }) => ({ tag: 720, ref, bytes: record([2, 701], [2, 1], [2, 702], [2, ref]) })),
    ...data,
  ];
}

type Numbers = [bytes: 1 | 2 | 4, value: number][];

/** Numbers of 16 bits. */
export const words = (...values: number[]): Numbers => values.map((value) => [2, value]);

const named = (name: string): (Numbers[number] | string)[] => [[2, name.length], name];

/** Header of a Vgroup. */
export function vgroupHeader(
  members: readonly (readonly [tag: number, ref: number])[],
  name: string,
  className: string,
  attributeRefs: readonly number[] = [],
): Uint8Array {
  const attributes: Numbers = [[4, 1], [4, attributeRefs.length], ...attributeRefs.flatMap((ref) => words(1962, ref))];
  const hasAttributes = attributeRefs.length > 0;
  return record(
    [2, members.length],
    ...words(...members.map(([tag]) => tag), ...members.map(([, ref]) => ref)),
    ...named(name),
    ...named(className),
    ...words(0, 0),
    ...(hasAttributes ? attributes : []),
    ...words(hasAttributes ? 4 : 3, 0),
    [1, 0],
  );
}

/** Header of a Vdata with fields of one number type, one behind the other; `size` is that of an element. */
export function vdataHeader(
  fields: readonly { readonly name: string; readonly type: number; readonly size: number; readonly order: number }[],
  count: number,
  name: string,
  className: string,
): Uint8Array {
  const sizes = fields.map(({ size, order }) => size * order);
  const offsets = sizes.map((_, i) => sizes.slice(0, i).reduce((sum, size) => sum + size, 0));
  return record(
    [2, 0],
    [4, count],
    ...words(
      sizes.reduce((sum, size) => sum + size, 0),
      fields.length,
    ),
    ...words(...fields.map(({ type }) => type), ...sizes, ...offsets, ...fields.map(({ order }) => order)),
    ...fields.flatMap((field) => named(field.name)),
    ...named(name),
    ...named(className),
    ...words(0, 0, 3, 0),
    [1, 0],
  );
}

/** An attribute: a Vdata of one record. */
export function attributeHeader(name: string, type: number, size: number, order: number, count = 1): Uint8Array {
  return vdataHeader([{ name: "VALUES", type, size, order }], count, name, "Attr0.0");
}

/** Description of a compressed element whose coded bytes are element (40, `dataRef`). */
export function compressedHeader(length: number, dataRef: number, coder: number, ...parameters: Numbers): Uint8Array {
  return record(...words(3, 0), [4, length], ...words(dataRef, 0, coder), ...parameters);
}

/** Description of a chunked element, and its table, which lists nothing; the table has ref 9. */
export function emptyChunks(
  tag: number,
  ref: number,
  shape: readonly number[],
  chunkShape: readonly number[],
  elementSize: number,
  fill: number,
  table: { readonly count: number; readonly content?: RawElement } = { count: 0 },
): RawElement[] {
  const axes = shape.flatMap(
    (length, axis): Numbers => [
      [4, 0],
      [4, length],
      [4, chunkShape[axis]!],
    ],
  );
  const head = record(
    [1, 0],
    [4, 0],
    [4, 0],
    [4, chunkShape.reduce((product, length) => product * length, 1)],
    [4, elementSize],
    ...words(1962, 9, 0, 0),
    [4, shape.length],
    ...axes,
    [4, elementSize],
    ...Array.from({ length: elementSize }, (): Numbers[number] => [1, fill]),
  );
  const fields = [
    { name: "origin", type: 24, size: 4, order: shape.length },
    { name: "chk_tag", type: 23, size: 2, order: 1 },
    { name: "chk_ref", type: 23, size: 2, order: 1 },
  ];
  return [
    { tag: tag | 0x4000, ref, bytes: Uint8Array.of(...record([2, 5], [4, head.length]), ...head) },
    { tag: 1962, ref: 9, bytes: vdataHeader(fields, table.count, "t", "_HDF_CHK_TBL_0") },
    ...(table.content === undefined ? [] : [table.content]),
  ];
}
