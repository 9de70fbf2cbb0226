import { DamagedFileError, HdfError } from "../errors.ts";
import { type AttributeEntry, damagedAttribute } from "./attributes.ts";
import { keepError } from "./catalog.ts";
import type { AnnotationIndex, DataElement, Hdf4Container } from "./container.ts";
import { Cursor } from "./cursor.ts";
import { type Descriptor, isUnwritten } from "./descriptors.ts";
import { type DfsdGroup, DfsdShared, parseGroup } from "./dfsd-group.ts";
import { type TextSplitter, textAttribute } from "./dfsd-strings.ts";
import { makeElement, sliceElement } from "./elements.ts";
import { tags } from "./tags.ts";
import { LazyVariable, type Variable, type VariableDimension, type VariableEntry } from "./variables.ts";

const groupTags = [tags.numericDataGroup, tags.scientificDataGroup];
const memberTags = [
  tags.dimensionRecord,
  tags.scales,
  tags.labels,
  tags.units,
  tags.formats,
  tags.range,
  tags.coordinateSystem,
  tags.groupLink,
  tags.calibration,
  tags.fillValue,
];

/** Dimensions of all data sets of a file: each may be a coordinate set of its own, which takes no byte of the file. */
const maxDimensions = 2 ** 16;

/**
 * The data sets of a file that was written without the SD interface (by DFSD), as the SD library shows them: sets and
 * dimensions have made-up names, and their labels, units and formats are attributes.
 */
export async function readDfsdModel(
  container: Hdf4Container,
  annotations: AnnotationIndex,
  signal?: AbortSignal,
): Promise<VariableEntry[]> {
  const { descriptors, metadata } = container;
  const groups = groupTags.flatMap((tag) => descriptors.withTag(tag));
  if (groups.length === 0) return [];
  await metadata.load([...groups, ...memberTags.flatMap((tag) => descriptors.withTag(tag))], signal);
  await metadata.loadStored(
    descriptors.withTag(tags.scientificData).filter(({ special }) => special),
    signal,
  );
  const linked = linkedGroups(container);
  const names = new DimensionNames();
  const shared = new DfsdShared();
  return groups
    .filter(({ tag, ref }) => tag === tags.numericDataGroup || !linked.has(ref))
    .flatMap((descriptor) => makeEntries(container, descriptor, annotations, names, shared));
}

/** A set that both old and new libraries can read has an SDG and an NDG, which a DFTAG_SDLNK element ties together. */
function linkedGroups({ descriptors, metadata }: Hdf4Container): Set<number> {
  const refs = new Set<number>();
  for (const descriptor of descriptors.withTag(tags.groupLink)) {
    const link = keepError(() => new Cursor(metadata.content(descriptor), {}));
    if (link instanceof HdfError || link.remaining < 8) continue;
    link.skip(6);
    refs.add(link.uint16());
  }
  return refs;
}

/** Dimensions are numbered through the whole file. */
class DimensionNames {
  #count = 0;

  /** Has the file too many? Then no further data set is looked at. */
  get isFull(): boolean {
    return this.#count > maxDimensions;
  }

  next(rank: number): string[] {
    return Array.from({ length: rank }, () => `fakeDim${this.#count++}`);
  }
}

/** The coordinate sets of a group, then the set itself. */
function makeEntries(
  container: Hdf4Container,
  descriptor: Descriptor,
  annotations: AnnotationIndex,
  names: DimensionNames,
  shared: DfsdShared,
): VariableEntry[] {
  const { tag, ref } = descriptor;
  const name = `Data-Set-${ref}`;
  if (names.isFull) return [refusedEntry(container, name, tag, ref)];
  const group = keepError(() => parseGroup(container, descriptor, name, shared));
  if (group instanceof HdfError) return [{ name, tag, ref, variable: group }];
  const own = names.next(group.shape.length);
  const dimensions = group.shape.map((size, axis) => ({ name: own[axis]!, size, unlimited: false }));
  const strings = keepError(() => readStrings(group, shared.texts));
  const makeVariable = (): Variable => ({
    name,
    type: group.type,
    dimensions,
    isScale: false,
    attributes: [
      ...group.readAttributes(),
      ...annotationAttributes(annotations, tag, ref),
      ...(strings instanceof HdfError ? [damagedAttribute("long_name", strings)] : strings[0]!),
    ],
    data: keepError(() => findData(container, group, name)),
  });
  return [...makeScales(container, group, dimensions, strings), new LazyVariable(name, tag, ref, makeVariable)];
}

/** Of its own, so that it keeps nothing else in memory: a small file may have very many. */
function refusedEntry(container: Hdf4Container, name: string, tag: number, ref: number): VariableEntry {
  const problem = `the data sets have more than ${maxDimensions} dimensions`;
  const where = { file: container.reader.name, object: name };
  return new LazyVariable(name, tag, ref, () => new DamagedFileError(problem, where));
}

/** The attributes that the strings of the set (first) and of its dimensions are. */
function readStrings(group: DfsdGroup, texts: TextSplitter): AttributeEntry[][] {
  const lists = [
    texts.split(group.content(tags.labels), "long_name"),
    texts.split(group.content(tags.units), "units"),
    texts.split(group.content(tags.formats), "format"),
  ];
  return Array.from({ length: group.shape.length + 1 }, (_, i) => lists.flatMap((list) => list[i] ?? []));
}

/**
 * One coordinate set for each dimension that has a scale or no strings. (That dimensions without a scale have one
 * unless they have strings is a slip of the library; programs rely on the list of sets that it gives.)
 */
function makeScales(
  container: Hdf4Container,
  group: DfsdGroup,
  dimensions: readonly VariableDimension[],
  strings: readonly AttributeEntry[][] | HdfError,
): VariableEntry[] {
  const rank = dimensions.length;
  const ref = group.refs.get(tags.scales) ?? 0;
  const content = keepError(() => group.content(tags.scales));
  // One byte for each dimension tells whether it has a scale; behind them are the values of those that do.
  let dataOffset = rank;
  const entries: VariableEntry[] = [];
  for (const [axis, dimension] of dimensions.entries()) {
    const type = group.scaleTypes[axis]!;
    const own = strings instanceof HdfError ? strings : strings[axis + 1]!;
    const written = !(content instanceof HdfError) && (content?.[axis] ?? 0) !== 0;
    if (!written && (own instanceof HdfError || own.length > 0)) continue;
    const { name } = dimension;
    const start = dataOffset;
    const makeData = (): DataElement => {
      const scales = makeElement(container, container.descriptors.get(tags.scales, ref, name), name);
      return sliceElement(scales, start, dimension.size * type.size);
    };
    const makeVariable = (): Variable | HdfError => {
      if (own instanceof HdfError) return own;
      const data = content instanceof HdfError ? content : written ? keepError(makeData) : undefined;
      return { name, type, dimensions: [dimension], isScale: true, attributes: own, data };
    };
    if (written) dataOffset += dimension.size * type.size;
    entries.push(new LazyVariable(name, tags.scales, ref, makeVariable));
  }
  return entries;
}

function annotationAttributes(annotations: AnnotationIndex, tag: number, ref: number): Variable["attributes"] {
  const own = annotations.of(tag, ref);
  const encoder = new TextEncoder();
  const list = (kind: "description" | "label", name: string): Variable["attributes"] =>
    own
      .filter((annotation) => annotation.kind === kind)
      .flatMap(({ text }, i) => textAttribute(`${name}-${i + 1}`, encoder.encode(text)));
  return [...list("description", "remarks"), ...list("label", "anno_label")];
}

function findData(container: Hdf4Container, { refs }: DfsdGroup, object: string): DataElement | undefined {
  const ref = refs.get(tags.scientificData);
  if (ref === undefined) return undefined;
  const descriptor = container.descriptors.get(tags.scientificData, ref, object);
  return isUnwritten(descriptor) ? undefined : makeElement(container, descriptor, object);
}
