import { DamagedFileError, HdfError } from "../errors.ts";
import type { AttributeEntry } from "./attributes.ts";
import { attributeClass, type Catalog, dimensionSizeClasses, keepError } from "./catalog.ts";
import type { DataElement } from "./container.ts";
import { Cursor } from "./cursor.ts";
import { isUnwritten } from "./descriptors.ts";
import { makeElement } from "./elements.ts";
import { type NumberType, parseNumberTypeElement } from "./number-types.ts";
import { tags } from "./tags.ts";
import { LazyVariable, type Variable, type VariableDimension, type VariableEntry } from "./variables.ts";
import type { VgroupHeader } from "./vgroup-header.ts";

/** The data sets of the SD interface and the attributes of the file. */
export interface SdModel {
  readonly entries: readonly VariableEntry[];
  readonly attributes: readonly AttributeEntry[];
  /** Why nothing is known of data sets and attributes, if that is so. */
  readonly damage?: HdfError | undefined;
}

/** Classes of the Vgroups and Vdatas that describe data sets (hdf.h: _HDF_CDF, ...). */
const classes = { file: "CDF0.0", variable: "Var0.0", dimension: "Dim0.0", unlimited: "UDim0.0" } as const;
/** No data set has more dimensions (hlimits.h: H4_MAX_VAR_DIMS). */
const maxRank = 32;
const markers = { dataSet: "SDSVar", coordinate: "CoordVar" } as const;

/**
 * The data sets in the order of the SD interface: the members of class Var0.0 of the first Vgroup of class CDF0.0.
 * @returns undefined when there is no such Vgroup: then the file is older than the SD interface, or has no data sets
 */
export async function readSdModel(catalog: Catalog, signal?: AbortSignal): Promise<SdModel | undefined> {
  const root = [...catalog.vgroups.values()].find(
    (header): header is VgroupHeader => !(header instanceof HdfError) && header.className === classes.file,
  );
  if (root === undefined) return undefined;
  const { descriptors, metadata } = catalog.container;
  await metadata.load(descriptors.withTag(tags.dimensionRecord), signal);
  await metadata.loadStored(
    descriptors.withTag(tags.scientificData).filter(({ special }) => special),
    signal,
  );
  const entries: VariableEntry[] = [];
  const dimensions = new DimensionReader(catalog);
  const refs = new Set(root.members.filter(({ tag }) => tag === tags.vgroup).map(({ ref }) => ref));
  for (const ref of refs) {
    const header = catalog.vgroups.get(ref);
    if (header === undefined) continue;
    // Without its header nobody knows whether it is a data set or a dimension.
    if (header instanceof HdfError) {
      entries.push({ name: `Vgroup ${ref}`, tag: tags.vgroup, ref, variable: header });
    } else if (header.className === classes.variable) {
      entries.push(makeEntry(catalog, header, dimensions));
    }
  }
  return { entries, attributes: readAttributes(catalog, root, "the file") };
}

function makeEntry(catalog: Catalog, header: VgroupHeader, dimensions: DimensionReader): VariableEntry {
  const group = header.members.find(({ tag }) => tag === tags.numericDataGroup || tag === tags.scientificDataGroup);
  const { tag, ref } = group ?? { tag: tags.vgroup, ref: header.ref };
  return new LazyVariable(header.name, tag, ref, () => keepError(() => readVariable(catalog, header, dimensions)));
}

function readVariable(catalog: Catalog, header: VgroupHeader, reader: DimensionReader): Variable {
  const { name } = header;
  const type = readType(catalog, header);
  const dimensions: VariableDimension[] = [];
  let marker = "";
  for (const { tag, ref } of header.members) {
    if (tag === tags.vdataHeader) {
      const { className } = catalog.vdata(ref);
      if (className === markers.dataSet || className === markers.coordinate) marker = className;
    } else if (tag === tags.vgroup) {
      const member = catalog.vgroup(ref);
      if (member.className === classes.dimension || member.className === classes.unlimited) {
        if (dimensions.length === maxRank) {
          const problem = `more than ${maxRank} dimensions`;
          throw new DamagedFileError(problem, { file: catalog.container.reader.name, object: name });
        }
        dimensions.push(reader.read(member));
      }
    }
  }
  const recorded = checkDimensions(catalog, header, dimensions);
  const data = keepError(() => findData(catalog, header));
  const [first, ...others] = dimensions;
  if (first?.unlimited && !(data instanceof HdfError)) {
    dimensions[0] = { ...first, size: countRecords(data, type, others, recorded?.[0] ?? 0) };
  }
  return {
    name,
    type,
    dimensions,
    // Files of early versions have no marker.
    isScale: marker === markers.coordinate || (marker === "" && dimensions.length === 1 && first?.name === name),
    attributes: readAttributes(catalog, header, name),
    data,
  };
}

/** Attributes are the members of class Attr0.0; a member without a readable header may be one. */
function readAttributes(catalog: Catalog, { members }: VgroupHeader, owner: string): AttributeEntry[] {
  const references = members.filter(({ tag, ref }) => {
    const header = tag === tags.vdataHeader ? catalog.vdatas.get(ref) : undefined;
    return header instanceof HdfError || header?.className === attributeClass;
  });
  return catalog.attributes(references, owner);
}

function readType({ container }: Catalog, { name, members }: VgroupHeader): NumberType {
  const ref = members.find(({ tag }) => tag === tags.numberType)?.ref;
  if (ref === undefined)
    throw new DamagedFileError("it has no number type", { file: container.reader.name, object: name });
  const descriptor = container.descriptors.get(tags.numberType, ref, name);
  return parseNumberTypeElement(container.metadata.content(descriptor), {
    file: container.reader.name,
    offset: descriptor.offset,
    object: name,
  });
}

/** Reads each dimension once, however many data sets have it. */
class DimensionReader {
  readonly #catalog: Catalog;
  readonly #known = new Map<number, VariableDimension | HdfError>();

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
  }

  /** @throws HdfError when the dimension is damaged */
  read(header: VgroupHeader): VariableDimension {
    const known = this.#known.get(header.ref) ?? keepError(() => readDimension(this.#catalog, header));
    this.#known.set(header.ref, known);
    if (known instanceof HdfError) throw known;
    return known;
  }
}

/**
 * A dimension's Vgroup has a Vdata with its size: as its only value (DimVal0.1, and unlimited dimensions), or as the
 * number of its records (DimVal0.0).
 */
function readDimension(catalog: Catalog, { name, members, className }: VgroupHeader): VariableDimension {
  const unlimited = className === classes.unlimited;
  const sizes = members
    .filter(({ tag }) => tag === tags.vdataHeader)
    .map(({ ref }) => catalog.vdata(ref))
    .filter((header) => dimensionSizeClasses.includes(header.className));
  const where = { file: catalog.container.reader.name, object: name };
  // The library writes both kinds for old readers; the newer one counts.
  const size = sizes.find((header) => header.className === "DimVal0.1") ?? sizes[0];
  if (size === undefined) throw new DamagedFileError("the dimension has no size", where);
  if (size.className === "DimVal0.0" && !unlimited) return { name, size: size.count, unlimited };
  const value = new Cursor(catalog.records(size, name), where).count("the size of the dimension");
  return { name, size: value, unlimited };
}

function findData({ container }: Catalog, { name, members }: VgroupHeader): DataElement | undefined {
  const ref = members.find(({ tag }) => tag === tags.scientificData)?.ref;
  // The library reserves the ref when the data set is made, and the element when something is written.
  const descriptor = ref === undefined ? undefined : container.descriptors.find(tags.scientificData, ref);
  if (descriptor === undefined || isUnwritten(descriptor)) return undefined;
  return makeElement(container, descriptor, name);
}

/**
 * The file has the sizes twice, for old programs in a dimension record. Where the two differ, nothing tells which is
 * right, and the values would be in the wrong places.
 * @returns the sizes of the dimension record, undefined when there is none
 */
function checkDimensions(
  { container }: Catalog,
  { name, members }: VgroupHeader,
  dimensions: readonly VariableDimension[],
): number[] | undefined {
  const ref = members.find(({ tag }) => tag === tags.dimensionRecord)?.ref;
  const descriptor = ref === undefined ? undefined : container.descriptors.find(tags.dimensionRecord, ref);
  if (descriptor === undefined) return undefined;
  const place = { file: container.reader.name, offset: descriptor.offset, object: name };
  const record = new Cursor(container.metadata.content(descriptor), place);
  const rank = record.int16();
  const sizes = rank === dimensions.length ? dimensions.map(() => record.int32()) : undefined;
  const agrees = sizes?.every((size, axis) => dimensions[axis]?.unlimited || dimensions[axis]?.size === size);
  if (agrees) return sizes;
  const found = sizes === undefined ? `${rank} dimensions` : `dimensions ${sizes.join(" x ")}`;
  const expected = dimensions.map(({ size }) => size).join(" x ");
  return record.fail(`its dimension record has ${found}, but its dimensions are ${expected}`);
}

/**
 * The length of an unlimited dimension follows from that of the data. A last record that was written in part does not
 * count, as in the library.
 * @param recorded the length in the dimension record, which may be out of date
 */
function countRecords(
  data: DataElement | undefined,
  type: NumberType,
  others: readonly VariableDimension[],
  recorded: number,
): number {
  if (data === undefined) return 0;
  if (data.layout === "chunked") return data.shape[0] ?? 0;
  const recordLength = others.reduce((length, { size }) => length * size, type.size);
  if (recordLength > data.length && data.length > 0 && recorded > 1) {
    const problem = `its data has ${data.length} bytes, but each of its ${recorded} records needs ${recordLength}`;
    throw new DamagedFileError(problem, data.where);
  }
  return recordLength === 0 ? 0 : Math.floor(data.length / recordLength);
}
