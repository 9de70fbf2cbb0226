import { DamagedFileError, HdfError } from "../errors.ts";
import type { AttributeInfo } from "../types.ts";
import { type AttributeEntry, type AttributeReference, decodeAttribute } from "./attributes.ts";
import type { Hdf4Container } from "./container.ts";
import type { Descriptor } from "./descriptors.ts";
import { tags } from "./tags.ts";
import { parseVdataHeader, type VdataHeader } from "./vdata-header.ts";
import { parseVgroupHeader, type VgroupHeader } from "./vgroup-header.ts";

/** Class of Vdatas that hold an attribute of an SDS or of the file. */
export const attributeClass = "Attr0.0";

/** Class of Vdatas that hold the size of a dimension. */
export const dimensionSizeClasses: readonly string[] = ["DimVal0.0", "DimVal0.1"];

/** Vgroups and Vdatas that the library keeps for itself (hdf.h: HDF_INTERNAL_VGS, HDF_INTERNAL_VDS). */
export const internalVgroups: readonly string[] = ["CDF0.0", "Var0.0", "Dim0.0", "UDim0.0", "RI0.0"];
export const internalVdatas: readonly string[] = [
  ...dimensionSizeClasses,
  "SDSVar",
  "CoordVar",
  "RIATTR0.0",
  "_HDF_CHK_TBL_",
];

export function isInternalVgroup(header: VgroupHeader): boolean {
  return internalVgroups.includes(header.className) || isRasterRoot(header);
}

/** Does it list the images of the GR interface? The library gives it this name and class, and finds it by name (Vfind). */
export function isRasterRoot({ name, className }: VgroupHeader): boolean {
  return name === "RIG0.0" || className === "RIG0.0";
}

/** The headers of all Vgroups and Vdatas by ref, in the order of the file; a damaged one is its error. */
export class Catalog {
  readonly container: Hdf4Container;
  readonly vgroups: ReadonlyMap<number, VgroupHeader | HdfError>;
  readonly vdatas: ReadonlyMap<number, VdataHeader | HdfError>;
  /** Attributes of HDF-EOS2, by ref. */
  readonly #eosAttributes: ReadonlySet<number>;
  /** Attributes that were used, by ref: a file may refer to one attribute from everywhere. */
  readonly #attributes = new Map<number, AttributeInfo>();

  private constructor(container: Hdf4Container) {
    this.container = container;
    this.vgroups = parseAll(container, tags.vgroup, parseVgroupHeader);
    this.vdatas = parseAll(container, tags.vdataHeader, parseVdataHeader);
    this.#eosAttributes = findEosAttributes(this.vgroups, this.vdatas);
  }

  /** Read all headers, and the values of attributes and dimension sizes. */
  static async read(container: Hdf4Container, signal?: AbortSignal): Promise<Catalog> {
    const { descriptors, metadata } = container;
    const headers = [tags.vgroup, tags.vdataHeader, tags.numberType].flatMap((tag) => descriptors.withTag(tag));
    await metadata.load(headers, signal);
    const catalog = new Catalog(container);
    await metadata.load(catalog.#valueDescriptors(), signal);
    return catalog;
  }

  /** The error of the first Vgroup that cannot be read, if there is one. */
  get damagedVgroup(): HdfError | undefined {
    return [...this.vgroups.values()].find((header) => header instanceof HdfError);
  }

  /** @throws HdfError when the Vgroup is missing or damaged */
  vgroup(ref: number): VgroupHeader {
    return this.#get(this.vgroups, tags.vgroup, ref);
  }

  /** @throws HdfError when the Vdata is missing or damaged */
  vdata(ref: number): VdataHeader {
    return this.#get(this.vdatas, tags.vdataHeader, ref);
  }

  /** Is it none of the user's Vdatas? */
  isInternalVdata({ className, ref }: VdataHeader): boolean {
    if (className.startsWith(attributeClass)) return !this.#eosAttributes.has(ref);
    return internalVdatas.some((prefix) => className.startsWith(prefix));
  }

  /**
   * The attributes that references name, each once.
   * @param owner for errors
   * @param nameOf the name of an attribute, in images that of its only field
   */
  attributes(
    references: readonly AttributeReference[],
    owner: string,
    nameOf: (header: VdataHeader) => string | undefined = ({ name }) => name,
  ): AttributeEntry[] {
    return Array.from(new Set(references.map(({ ref }) => ref)), (ref) => {
      const header = this.vdatas.get(ref);
      const known = header === undefined || header instanceof HdfError ? undefined : nameOf(header);
      const name = known ?? `attribute ${ref}`;
      return { name, load: () => this.#loadAttribute(ref, name, `${owner}:${name}`) };
    });
  }

  /** The records of a small Vdata as stored. @throws HdfError when they are not in the file */
  records({ ref, count, recordSize }: VdataHeader, object: string): Uint8Array {
    const length = count * recordSize;
    if (length === 0) return new Uint8Array(0);
    const descriptor = this.container.descriptors.get(tags.vdata, ref, object);
    const content = this.container.metadata.content(descriptor);
    if (content.length >= length) return content.subarray(0, length);
    throw new DamagedFileError(`${count} records of ${recordSize} bytes, but the data has ${content.length} bytes`, {
      file: this.container.reader.name,
      offset: descriptor.offset,
      object,
    });
  }

  #loadAttribute(ref: number, name: string, object: string): AttributeInfo {
    const known = this.#attributes.get(ref);
    if (known?.name === name) return known;
    const header = this.vdata(ref);
    const [field] = header.fields;
    if (field === undefined || header.fields.length !== 1 || field.size !== header.recordSize) {
      throw new DamagedFileError(`an attribute with ${header.fields.length} fields, expected 1`, {
        file: this.container.reader.name,
        object,
      });
    }
    const attribute = decodeAttribute(name, field.type, this.records(header, object));
    this.#attributes.set(ref, attribute);
    return attribute;
  }

  #get<Header>(all: ReadonlyMap<number, Header | HdfError>, tag: number, ref: number): Header {
    const found = all.get(ref);
    if (found instanceof HdfError) throw found;
    if (found !== undefined) return found;
    throw new DamagedFileError(`tag ${tag}, ref ${ref} is missing`, { file: this.container.reader.name });
  }

  /** The values of all Vdatas that describe other objects. */
  #valueDescriptors(): Descriptor[] {
    const refs = new Set<number>();
    for (const header of this.vgroups.values()) {
      if (!(header instanceof HdfError)) for (const { ref } of header.attributes) refs.add(ref);
    }
    for (const header of this.vdatas.values()) {
      if (header instanceof HdfError) continue;
      for (const { ref } of header.attributes) refs.add(ref);
      if (header.className === attributeClass || dimensionSizeClasses.includes(header.className)) refs.add(header.ref);
    }
    return this.container.descriptors.withTag(tags.vdata).filter(({ ref }) => refs.has(ref));
  }
}

/**
 * The class Attr0.0 does not tell whose a Vdata is: HDF-EOS2 gives it to the attributes of swaths, grids and points as
 * well (EHattr), which are members of an ordinary Vgroup and nothing else leads to them. All others are hidden: what
 * the library uses as an attribute is one in our model too, and what nothing refers to is a rest of an object that was
 * deleted (VSdelete leaves its attributes), which the library and pyhdf do not list either.
 */
function findEosAttributes(vgroups: Catalog["vgroups"], vdatas: Catalog["vdatas"]): Set<number> {
  const found = new Set<number>();
  const used = new Set<number>();
  for (const header of vgroups.values()) {
    if (header instanceof HdfError) continue;
    const refs = isInternalVgroup(header) ? used : found;
    for (const { tag, ref } of header.members) if (tag === tags.vdataHeader) refs.add(ref);
    for (const { ref } of header.attributes) used.add(ref);
  }
  for (const header of vdatas.values()) {
    if (!(header instanceof HdfError)) for (const { ref } of header.attributes) used.add(ref);
  }
  for (const ref of used) found.delete(ref);
  return found;
}

function parseAll<Header>(
  { descriptors, metadata, reader }: Hdf4Container,
  tag: number,
  parse: (bytes: Uint8Array, ref: number, where: { file: string; offset: number }) => Header,
): Map<number, Header | HdfError> {
  const headers = new Map<number, Header | HdfError>();
  for (const { ref } of descriptors.withTag(tag)) {
    headers.set(
      ref,
      keepError(() => {
        const descriptor = descriptors.get(tag, ref);
        return parse(metadata.content(descriptor), ref, { file: reader.name, offset: descriptor.offset });
      }),
    );
  }
  return headers;
}

/** The result, or the error that the file is to blame for. */
export function keepError<T>(make: () => T): T | HdfError {
  try {
    return make();
  } catch (error) {
    if (error instanceof HdfError) return error;
    throw error;
  }
}
