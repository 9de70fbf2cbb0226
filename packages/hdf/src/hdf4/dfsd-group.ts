import { DamagedFileError, HdfError, type HdfErrorDetails } from "../errors.ts";
import { type AttributeEntry, damagedAttribute, decodeAttribute } from "./attributes.ts";
import { keepError } from "./catalog.ts";
import type { Hdf4Container } from "./container.ts";
import { Cursor } from "./cursor.ts";
import type { Descriptor } from "./descriptors.ts";
import { TextSplitter } from "./dfsd-strings.ts";
import { type NumberType, parseNumberType, parseNumberTypeElement } from "./number-types.ts";
import { tags } from "./tags.ts";

/** What the members of a scientific data group say. */
export interface DfsdGroup {
  readonly shape: readonly number[];
  readonly type: NumberType;
  readonly scaleTypes: readonly NumberType[];
  /** Coordinate system, calibration and range, in the order of the file. */
  readAttributes(): AttributeEntry[];
  /** Ref of the member with a tag. */
  readonly refs: ReadonlyMap<number, number>;
  /** Content of the member with a tag, undefined when there is none. @throws HdfError when it is damaged */
  content(tag: number): Uint8Array | undefined;
}

/** What groups share, because DFSD writes the description of equal dimensions once. */
export class DfsdShared {
  readonly texts: TextSplitter = new TextSplitter();
  readonly #records = new Map<Uint8Array, DimensionRecord>();

  record(bytes: Uint8Array, parse: () => DimensionRecord): DimensionRecord {
    const record = this.#records.get(bytes) ?? parse();
    this.#records.set(bytes, record);
    return record;
  }
}

interface DimensionRecord {
  readonly shape: readonly number[];
  /** Of the data, then of each scale. */
  readonly types: readonly NumberType[];
}

const maxRank = 32;

/** Parse a group (DFTAG_NDG or DFTAG_SDG): pairs of tag and ref. */
export function parseGroup(
  container: Hdf4Container,
  { tag, ref }: Descriptor,
  object: string,
  shared: DfsdShared,
): DfsdGroup {
  const { descriptors, metadata, reader } = container;
  const where = { file: reader.name, object };
  const list = new Cursor(metadata.content(descriptors.get(tag, ref)), where);
  const refs = new Map<number, number>();
  while (list.remaining > 0) refs.set(list.uint16(), list.uint16());
  const content = (member: number): Uint8Array | undefined => {
    const memberRef = refs.get(member);
    return memberRef === undefined ? undefined : metadata.content(descriptors.get(member, memberRef, object));
  };
  const record = content(tags.dimensionRecord);
  if (record === undefined) throw new DamagedFileError("the group has no dimension record (tag 701)", where);
  const { shape, types } = shared.record(record, () => parseDimensionRecord(container, record, where));
  const [type, ...scaleTypes] = types as [NumberType, ...NumberType[]];
  const readAttributes = (): AttributeEntry[] => {
    return [...refs.keys()].flatMap((member) => parseMember(member, content, type, shared.texts, where));
  };
  return { shape, type, scaleTypes, readAttributes, refs, content };
}

/** DFTAG_SDD: rank, sizes, then the number types of the data and of each scale. */
function parseDimensionRecord(
  { descriptors, metadata }: Hdf4Container,
  bytes: Uint8Array,
  where: HdfErrorDetails,
): DimensionRecord {
  const record = new Cursor(bytes, where);
  const rank = record.uint16();
  if (rank > maxRank) record.fail(`${rank} dimensions, expected at most ${maxRank}`);
  const shape = Array.from({ length: rank }, () => record.count("the size of a dimension"));
  const types = Array.from({ length: rank + 1 }, () => {
    const descriptor = descriptors.get(record.uint16(), record.uint16(), where.object);
    if (descriptor.tag !== tags.numberType) record.fail(`a number type with tag ${descriptor.tag}`);
    return parseNumberTypeElement(metadata.content(descriptor), where);
  });
  return { shape, types };
}

/** The members that the SD library shows as attributes, under the names it gives them. */
function parseMember(
  tag: number,
  content: (tag: number) => Uint8Array | undefined,
  type: NumberType,
  texts: TextSplitter,
  where: HdfErrorDetails,
): AttributeEntry[] {
  const bytes = (needed: number): Uint8Array => {
    const found = content(tag) ?? new Uint8Array(0);
    if (found.length >= needed) return found;
    throw new DamagedFileError(`the element with tag ${tag} has ${found.length} bytes, expected ${needed}`, where);
  };
  const number = (name: string, start: number, numberType: NumberType): AttributeEntry => ({
    name,
    load: () =>
      decodeAttribute(name, numberType, bytes(start + numberType.size).subarray(start, start + numberType.size)),
  });
  switch (tag) {
    case tags.coordinateSystem:
      return textMember("coordsys", () => texts.split(content(tag), "coordsys")[0] ?? []);
    case tags.calibration:
      return calibration(() => bytes(0).length, number, where);
    case tags.range:
      return [number("valid_max", 0, type), number("valid_min", type.size, type)];
    case tags.fillValue:
      return [number("_FillValue", 0, type)];
    default:
      return [];
  }
}

/** An attribute of text, if there is any; that of a damaged element throws its error. */
function textMember(name: string, read: () => AttributeEntry[]): AttributeEntry[] {
  const attributes = keepError(read);
  return attributes instanceof HdfError ? [damagedAttribute(name, attributes)] : attributes;
}

/** DFTAG_CAL: four float64 and an int32, in files of early versions four float32 and an int16. */
function calibration(
  readLength: () => number,
  number: (name: string, start: number, type: NumberType) => AttributeEntry,
  where: HdfErrorDetails,
): AttributeEntry[] {
  // A damaged element throws when one of its attributes is used.
  const wide = keepError(readLength) === 36;
  const value = parseNumberType(wide ? 6 : 5, where);
  const code = parseNumberType(wide ? 24 : 22, where);
  const names = ["scale_factor", "scale_factor_err", "add_offset", "add_offset_err"];
  return [
    ...names.map((name, i) => number(name, i * value.size, value)),
    number("calibrated_nt", 4 * value.size, code),
  ];
}
