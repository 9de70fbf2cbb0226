import type {
  AttributeInfo,
  Attributes,
  AxisSelection,
  Column,
  DataArray,
  Dataset,
  Dtype,
  Field,
  Group,
  NdArray,
  Node,
  RecordRange,
  Table,
} from "@atcs/hdf";

/** Attributes of a fake object: values, or an error that reading it throws. */
export type FakeAttributes = Record<string, AttributeInfo["value"] | Error>;

function attributesOf(values: FakeAttributes): { attributes: Attributes; attributeInfos: () => AttributeInfo[] } {
  const attributes = Object.create(null) as Record<string, AttributeInfo["value"]>;
  for (const [name, value] of Object.entries(values)) {
    const get = (): AttributeInfo["value"] => {
      if (value instanceof Error) throw value;
      return value;
    };
    Object.defineProperty(attributes, name, { enumerable: true, get });
  }
  const attributeInfos = (): AttributeInfo[] =>
    Object.keys(attributes).map((name) => {
      const value = attributes[name]!;
      const count = typeof value === "string" || typeof value === "object" ? value.length : 1;
      return { name, dtype: dtypeOfAttribute(value), shape: [count], value };
    });
  return { attributes, attributeInfos };
}

function dtypeOfAttribute(value: AttributeInfo["value"]): Dtype {
  if (typeof value === "string") return "char8";
  if (value instanceof Int16Array) return "int16";
  return typeof value === "bigint" ? "int64" : "float32";
}

/** A C-order ndarray without its methods. */
export function fakeArray<D>(data: D, shape: readonly number[]): NdArray<never> {
  const stride = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, length) => product * length, 1));
  return { data, shape, stride, offset: 0, dimension: shape.length } as unknown as NdArray<never>;
}

/** Properties of a fake data set that differ from a plain one. */
export type DatasetProperties = Partial<Omit<Dataset, "attributes">> & {
  values?: DataArray;
  texts?: readonly string[];
  attributes?: FakeAttributes;
};

/** A data set in memory that can be read by selections. */
export function fakeDataset(name: string, shape: readonly number[], properties: DatasetProperties = {}): Dataset {
  const { values = new Float32Array(0), texts = [], attributes = {}, ...rest } = properties;
  const textShape = properties.dtype === "char8" ? shape.slice(0, -1) : shape;
  return {
    kind: "dataset",
    format: "hdf4",
    name,
    path: name,
    annotations: [],
    ...attributesOf(attributes),
    shape,
    dtype: "float32",
    typeName: properties.dtype ?? "float32",
    chunks: null,
    compression: [],
    dimensions: shape.map((size) => ({ name: "", size, unlimited: false, scale: null, attributes: {} })),
    isScale: false,
    fillValue: null,
    read: async (selection: readonly AxisSelection[] = []) => {
      const { indices, kept } = select(shape, selection);
      const data = (values.constructor as unknown as { from(values: unknown[]): DataArray }).from(
        indices.map((i) => values[i]),
      );
      return fakeArray(data, kept);
    },
    readText: async (selection: readonly AxisSelection[] = []) => {
      const { indices, kept } = select(textShape, selection);
      return fakeArray(
        indices.map((i) => texts[i]),
        kept,
      );
    },
    ...rest,
  } as Dataset;
}

/** Flat indices in C order of what a selection takes: the plain reading of its definition. */
export function select(
  shape: readonly number[],
  selection: readonly AxisSelection[],
): { indices: number[]; kept: number[] } {
  let indices = [0];
  const kept: number[] = [];
  for (const [axis, size] of shape.entries()) {
    const entry = selection[axis] ?? null;
    const [start, stop, step = 1] = typeof entry === "number" ? [entry, entry + 1] : (entry ?? [0, size]);
    const positions: number[] = [];
    for (let i = start; i < stop; i += step) positions.push(i);
    if (typeof entry !== "number") kept.push(positions.length);
    indices = indices.flatMap((index) => positions.map((position) => index * size + position));
  }
  return { indices, kept };
}

/** A table in memory. */
export function fakeTable(
  name: string,
  columns: Record<string, { data: DataArray | string[]; order?: number; dtype: Dtype; attributes?: FakeAttributes }>,
  properties: Partial<Table> = {},
): Table {
  const fields: Field[] = Object.entries(columns).map(([field, { dtype, order = 1, attributes = {} }]) => {
    return { name: field, dtype, order, ...attributesOf(attributes) };
  });
  const width = (field: string): number => (Array.isArray(columns[field]!.data) ? 1 : (columns[field]!.order ?? 1));
  const first = fields[0]?.name;
  const count = first === undefined ? 0 : columns[first]!.data.length / width(first);
  const column = (field: string, start = 0, stop = count): Column => {
    const n = width(field);
    return fakeArray(columns[field]!.data.slice(start * n, stop * n), n === 1 ? [stop - start] : [stop - start, n]);
  };
  return {
    kind: "table",
    format: "hdf4",
    name,
    path: name,
    annotations: [],
    ...attributesOf({}),
    count,
    fields,
    read: async ({ start, stop, fields: names = Object.keys(columns) } = {}) =>
      Object.fromEntries(names.map((field) => [field, column(field, start, stop)])),
    readField: (async (field: string, { start, stop }: RecordRange = {}) =>
      column(field, start, stop)) as Table["readField"],
    ...properties,
  };
}

/** A group of these members; an error is a damaged one. */
export function fakeGroup(
  name: string,
  members: Record<string, Node | Error> | (() => Record<string, Node | Error>),
  properties: Partial<Omit<Group, "attributes">> & { attributes?: FakeAttributes } = {},
): Group {
  const { attributes = {}, ...rest } = properties;
  const load = (member: Node | Error | undefined): Node | undefined => {
    if (member instanceof Error) throw member;
    return member;
  };
  const all = (): Record<string, Node | Error> => (typeof members === "function" ? members() : members);
  return {
    kind: "group",
    format: "hdf4",
    name,
    path: name,
    annotations: [],
    ...attributesOf(attributes),
    keys: () => Object.keys(all()),
    children: () => Object.values(all()).map((member) => load(member)!),
    entries: () => Object.entries(all()).map(([key, member]) => ({ key, load: () => load(member)! })),
    get: (path: string) => load(all()[path]),
    ...rest,
  } as Group;
}
