import { ByteBuilder } from "../../_byte-builder.ts";
import { elementSize } from "../../_typed-array.ts";
import { LimitError } from "../../errors.ts";
import { tags } from "../tags.ts";
import type { AttributeList } from "./_attributes.ts";
import type { Dimension } from "./_dimensions.ts";
import { cutName, nameLimits } from "./_names.ts";
import { putVdata, type Reference } from "./_vdata.ts";
import { putVgroup } from "./_vgroup.ts";
import type { ElementStore } from "./element-store.ts";
import { type Hdf4Dtype, numberTypeCode } from "./number-types.ts";

/** A data set or the scale of a dimension, when everything about it is known. */
export interface Variable {
  readonly name: string;
  readonly dtype: Hdf4Dtype;
  readonly dimensions: readonly Dimension[];
  readonly attributes: AttributeList;
  readonly isScale: boolean;
  /** Reference number of its group of elements (NDG), by which Vgroups refer to it. */
  readonly ref: number;
  /** The element with the values; null when there is none. */
  readonly data: Reference | null;
}

/** What libhdf4 holds in one file (hlimits.h: H4_MAX_NC_VARS, H4_MAX_NC_DIMS, H4_MAX_NC_ATTRS). */
const limits = { variables: 5000, dimensions: 5000, attributes: 3000 } as const;

const classes = { file: "CDF0.0", variable: "Var0.0", dimension: "Dim0.0", unlimited: "UDim0.0", size: "DimVal0.1" };

/** Tag 721 marks the group of elements (NDG) of an SD variable (mfhdf: BOGUS_TAG). */
const variableMark = 721;

/**
 * Write the Vgroups and Vdatas by which libhdf4's SD interface finds data sets, dimensions and file attributes, in its
 * order. Nothing is written when there is none of them.
 */
export async function putSdInterface(
  store: ElementStore,
  dimensions: readonly Dimension[],
  variables: readonly Variable[],
  attributes: AttributeList,
): Promise<void> {
  checkLimit("data sets and scales", variables.length, limits.variables, store);
  checkLimit("dimensions", dimensions.length, limits.dimensions, store);
  checkLimit("file attributes", attributes.size, limits.attributes, store);
  const members: Reference[] = [];
  for (const dimension of dimensions) members.push(await putDimension(store, dimension));
  for (const variable of variables) members.push(await putVariable(store, variable));
  members.push(...(await attributes.put(store)));
  if (members.length > 0) await putVgroup(store, { name: "SD", className: classes.file, members });
}

async function putDimension(store: ElementStore, dimension: Dimension): Promise<Reference> {
  const { name, size, unlimited } = dimension;
  const header = {
    name: cutName(name, nameLimits.table),
    className: classes.size,
    fields: [{ name: "Values", dtype: "int32" as const, order: 1 }],
    count: 1,
  };
  const members = [await putVdata(store, header, new ByteBuilder("big-endian").u32(size).finish())];
  const className = unlimited ? classes.unlimited : classes.dimension;
  dimension.reference = await putVgroup(store, { name, className, members });
  return dimension.reference;
}

async function putVariable(store: ElementStore, variable: Variable): Promise<Reference> {
  const { name, dimensions, attributes, data } = variable;
  checkLimit(`attributes of "${name}"`, attributes.size, limits.attributes, store);
  const members = dimensions.map((dimension) => dimension.reference!);
  members.push(...(await attributes.put(store)));
  members.push(await putKind(store, variable.isScale));
  if (data !== null) members.push(data);
  const ref = store.newRef();
  const numberType = { tag: tags.numberType, ref };
  const dimensionRecord = { tag: tags.dimensionRecord, ref };
  await store.put(tags.numberType, ref, encodeNumberType(variable.dtype));
  await store.put(tags.dimensionRecord, ref, encodeDimensionRecord(dimensions, numberType));
  members.push(numberType, dimensionRecord, await putDataGroup(store, variable, numberType, dimensionRecord));
  return putVgroup(store, { name, className: classes.variable, members });
}

/** An empty Vdata whose class tells data sets from scales; it has no name in libhdf4's files either. */
function putKind(store: ElementStore, isScale: boolean): Promise<Reference> {
  const className = isScale ? "CoordVar" : "SDSVar";
  const field = isScale ? "Coordinate variable" : "SDS variable";
  return putVdata(
    store,
    { name: "", className, fields: [{ name: field, dtype: "float32", order: 1 }], count: 0 },
    new Uint8Array(),
  );
}

function encodeNumberType(dtype: Hdf4Dtype): Uint8Array {
  const version = 1;
  const standardOrder = 1;
  return new Uint8Array([version, numberTypeCode(dtype), elementSize(dtype) * 8, standardOrder]);
}

/** Rank and sizes, then the number type of the data and of each (old-style) scale. */
function encodeDimensionRecord(dimensions: readonly Dimension[], numberType: Reference): Uint8Array {
  const record = new ByteBuilder("big-endian").u16(dimensions.length).u32(...dimensions.map(({ size }) => size));
  for (let i = 0; i <= dimensions.length; i++) record.u16(numberType.tag, numberType.ref);
  return record.finish();
}

async function putDataGroup(
  store: ElementStore,
  { ref, data }: Variable,
  numberType: Reference,
  dimensionRecord: Reference,
): Promise<Reference> {
  const mark = { tag: variableMark, ref: dimensionRecord.ref };
  const record = new ByteBuilder("big-endian");
  for (const member of [...(data === null ? [] : [data]), numberType, dimensionRecord, mark]) {
    record.u16(member.tag, member.ref);
  }
  await store.put(tags.numericDataGroup, ref, record.finish());
  return { tag: tags.numericDataGroup, ref };
}

function checkLimit(things: string, count: number, limit: number, store: ElementStore): void {
  if (count <= limit) return;
  throw new LimitError(`the file has ${count} ${things}, libhdf4 reads at most ${limit}`, { file: store.fileName });
}
