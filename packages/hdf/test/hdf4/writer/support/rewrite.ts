import {
  type AttributeInputs,
  createHdf4,
  type Hdf4Columns,
  type Hdf4Dtype,
  type Hdf4Member,
} from "../../../../src/write.ts";
import {
  type LibraryAttribute,
  type LibraryAttributes,
  type LibraryDataset,
  type LibraryFile,
  type LibraryVdata,
  toNumbers,
} from "./library.ts";

/** Write what libhdf4 read from a file again, with our writer. */
export async function rewrite(path: string, content: LibraryFile): Promise<void> {
  const file = await createHdf4(path, { attributes: toInputs(content.attrs) });
  const members = new Map<number, Hdf4Member>();
  for (const dataset of content.datasets) {
    const { name, dtype, shape, unlimited, dims, ref } = dataset;
    const attributes = toInputs(dataset.attrs);
    const values = toNumbers(dataset.values);
    if (dataset.coordinate) {
      file.setDimensionScale(name, { dtype: dtype as Hdf4Dtype, values, attributes });
      continue;
    }
    const writer = file.createDataset(name, {
      dtype: dtype as Hdf4Dtype,
      shape,
      unlimited,
      dimensions: dims.map((dim) => dim.name),
      attributes,
      ...storageOptions(dataset),
    });
    await writer.write(values);
    members.set(ref, writer);
  }
  for (const vdata of content.vdatas) {
    const fields = vdata.fields.map(({ name, dtype, order, attrs = {} }) => {
      return { name, dtype: dtype as Hdf4Dtype, order, attributes: toInputs(attrs) };
    });
    const table = file.createTable(vdata.name, {
      className: vdata.class,
      fields,
      attributes: toInputs(vdata.attrs ?? {}),
    });
    await table.write(toColumns(vdata));
    members.set(vdata.ref, table);
  }
  const groups = content.vgroups.map((vgroup) => {
    const options = { className: vgroup.class, attributes: toInputs(vgroup.attrs ?? {}) };
    const group = file.createGroup(vgroup.name, options);
    members.set(vgroup.ref, group);
    return { group, vgroup };
  });
  for (const { group, vgroup } of groups) for (const { ref } of vgroup.members) group.add(members.get(ref)!);
  await file.close();
}

/** Without what may differ between a file and its copy: references, byte order, other coders. */
export function comparable(content: LibraryFile): unknown {
  return {
    attrs: plainAttributes(content.attrs),
    datasets: content.datasets.map(({ ref: _ref, storage: { chunk, compression }, dims, attrs, ...rest }) => ({
      ...withoutFlags(rest),
      storage: { chunk: chunk ?? null, deflate: compression === "deflate" },
      dims: dims.map((dim) => ({
        ...dim,
        name: dim.name.replace(/^fakeDim\d+$/, "fakeDim"),
        attrs: plainAttributes(dim.attrs ?? {}),
      })),
      attrs: plainAttributes(attrs),
    })),
    vdatas: content.vdatas.map(({ ref: _ref, interlace: _interlace, fields, attrs = {}, ...rest }) => ({
      ...rest,
      attrs: plainAttributes(attrs),
      fields: fields.map((field) => ({ ...withoutFlags(field), attrs: plainAttributes(field.attrs ?? {}) })),
    })),
    vgroups: content.vgroups.map(({ ref: _ref, members, attrs = {}, ...rest }) => ({
      ...rest,
      attrs: plainAttributes(attrs),
      members: members.map(({ tag, type, name }) => ({ tag, type, name })),
    })),
  };
}

/** Number type codes without the flags "little-endian" and "native". */
function withoutFlags<T extends object>(item: T): T {
  return "nt" in item ? { ...item, nt: (item.nt as number) & 0xff } : item;
}

function plainAttributes(attributes: LibraryAttributes): unknown[] {
  return Object.entries(attributes).map(([name, attribute]) => [name, withoutFlags(attribute)]);
}

function storageOptions({ storage: { chunk, compression } }: LibraryDataset): { chunks?: number[]; deflate?: 6 } {
  return { ...(chunk && { chunks: chunk }), ...(compression === "deflate" && { deflate: 6 }) };
}

function toInputs(attributes: LibraryAttributes): AttributeInputs {
  return Object.fromEntries(Object.entries(attributes).map(([name, attribute]) => [name, toInput(attribute)]));
}

function toInput({ dtype, values, values_hex }: LibraryAttribute): AttributeInputs[string] {
  if (values_hex !== undefined) return { dtype: "char8", value: new Uint8Array(Buffer.from(values_hex, "hex")) };
  return { dtype: dtype as Hdf4Dtype, value: typeof values === "string" ? values : toNumbers(values) };
}

function toColumns({ fields, records }: LibraryVdata): Hdf4Columns {
  return Object.fromEntries(
    fields.map(({ name, dtype }, i) => {
      const cells = records.flatMap((record) => record[i]!);
      return [name, dtype === "char8" ? cells.map(String) : toNumbers(cells)];
    }),
  );
}
