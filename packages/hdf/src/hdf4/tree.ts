import { HdfError } from "../errors.ts";
import type { Attributes } from "../types.ts";
import { type Catalog, isInternalVgroup } from "./catalog.ts";
import type { AnnotationIndex, ImageEntry } from "./container.ts";
import { type DatasetContext, Hdf4Dataset } from "./dataset.ts";
import { Hdf4Group } from "./group.ts";
import type { NodeEntry } from "./node-entries.ts";
import { imageTags } from "./raster-description.ts";
import { Hdf4Table } from "./table.ts";
import { tags } from "./tags.ts";
import type { Variable, VariableDimension, VariableEntry } from "./variables.ts";
import type { VgroupHeader } from "./vgroup-header.ts";
import { findRoots } from "./vgroup-roots.ts";

/** Tags by which Vgroups name data sets and images; old and new tags of one object share its ref. */
const datasetTags: readonly number[] = [tags.numericDataGroup, tags.scientificDataGroup];

/** The objects of a file that users see, and which of them are in which group. */
export class ObjectTree {
  readonly catalog: Catalog;
  readonly annotations: AnnotationIndex;
  /** Data sets in the order of the SD interface. */
  readonly datasets: readonly NodeEntry[];
  /** Vdatas in the order of the file. */
  readonly tables: readonly NodeEntry[];
  readonly images: readonly NodeEntry[];
  readonly #groups = new Map<number, NodeEntry>();
  readonly #tablesByRef = new Map<number, NodeEntry>();
  readonly #datasetsByRef = new Map<number, NodeEntry>();
  readonly #imagesByRef = new Map<number, NodeEntry>();

  constructor(
    catalog: Catalog,
    variables: readonly VariableEntry[],
    images: readonly ImageEntry[],
    annotations: AnnotationIndex,
  ) {
    this.catalog = catalog;
    this.annotations = annotations;
    const context = new ScaleFinder(catalog, variables);
    this.datasets = variables.map((variable) => this.#addDataset(variable, context));
    this.tables = [...catalog.vdatas.keys()].flatMap((ref) => this.#addTable(ref));
    this.images = images.map((image) => this.#addImage(image));
    for (const ref of catalog.vgroups.keys()) this.#addGroup(ref);
  }

  /** The objects that a Vgroup lists. Objects that were deleted from the file, and other tags, are left out. */
  membersOf({ members }: VgroupHeader): NodeEntry[] {
    const entries = new Set<NodeEntry>();
    for (const { tag, ref } of members) {
      const entry = this.#find(tag, ref);
      if (entry !== undefined) entries.add(entry);
    }
    return [...entries];
  }

  /** What the root lists: Vgroups that are in no other, then everything else that is in no Vgroup. */
  rootEntries(): NodeEntry[] {
    const headers = [...this.catalog.vgroups.values()].filter(isReadable);
    const visible = headers.filter((header) => !isInternalVgroup(header));
    const held = new Set(visible.flatMap((header) => this.membersOf(header)));
    const roots = findRoots(visible).map(({ ref }) => this.#groups.get(ref) as NodeEntry);
    const others = [...this.datasets, ...this.tables, ...this.images].filter((entry) => !held.has(entry));
    return [...roots, ...this.#damagedGroups(headers), ...others];
  }

  /** Vgroups that cannot be read, unless the library's own hold them: those are data sets or dimensions. */
  #damagedGroups(headers: readonly VgroupHeader[]): NodeEntry[] {
    const held = new Set<number>();
    for (const { members } of headers) {
      for (const { tag, ref } of members) if (tag === tags.vgroup) held.add(ref);
    }
    const damaged = [...this.catalog.vgroups].filter(([ref, header]) => header instanceof HdfError && !held.has(ref));
    return damaged.map(([ref]) => this.#groups.get(ref) as NodeEntry);
  }

  #find(tag: number, ref: number): NodeEntry | undefined {
    if (tag === tags.vgroup) return this.#groups.get(ref);
    if (tag === tags.vdataHeader) return this.#tablesByRef.get(ref);
    if (datasetTags.includes(tag)) return this.#datasetsByRef.get(ref);
    return imageTags.includes(tag) ? this.#imagesByRef.get(ref) : undefined;
  }

  #addGroup(ref: number): void {
    const header = this.catalog.vgroups.get(ref);
    if (header === undefined) return;
    if (header instanceof HdfError) {
      this.#groups.set(ref, damagedEntry("group", `Vgroup ${ref}`, header));
    } else if (!isInternalVgroup(header)) {
      const make = (path: string): Hdf4Group => new Hdf4Group(this, header, path);
      this.#groups.set(ref, { kind: "group", name: header.name, make });
    }
  }

  #addDataset(variable: VariableEntry, context: DatasetContext): NodeEntry {
    const { name, tag, ref } = variable;
    const make = (path: string): Hdf4Dataset => {
      if (variable.variable instanceof HdfError) throw variable.variable;
      const hdf4 = { tag, ref, className: "" };
      return new Hdf4Dataset(context, variable.variable, path, hdf4, this.annotations.of(tag, ref));
    };
    const entry: NodeEntry = { kind: "dataset", name, make };
    if (datasetTags.includes(tag) && !this.#datasetsByRef.has(ref)) this.#datasetsByRef.set(ref, entry);
    return entry;
  }

  #addTable(ref: number): NodeEntry[] {
    const header = this.catalog.vdatas.get(ref);
    if (header === undefined || (!(header instanceof HdfError) && this.catalog.isInternalVdata(header))) return [];
    const entry: NodeEntry =
      header instanceof HdfError
        ? damagedEntry("table", `Vdata ${ref}`, header)
        : {
            kind: "table",
            name: header.name,
            make: (path) => new Hdf4Table(this.catalog, header, path, this.annotations.of(tags.vdataHeader, ref)),
          };
    this.#tablesByRef.set(ref, entry);
    return [entry];
  }

  #addImage(image: ImageEntry): NodeEntry {
    const entry: NodeEntry = { kind: "image", name: image.name, make: (path) => image.load(path) };
    if (!this.#imagesByRef.has(image.ref)) this.#imagesByRef.set(image.ref, entry);
    return entry;
  }
}

function isReadable(header: VgroupHeader | HdfError): header is VgroupHeader {
  return !(header instanceof HdfError);
}

function damagedEntry(kind: NodeEntry["kind"], name: string, error: HdfError): NodeEntry {
  return {
    kind,
    name,
    make: () => {
      throw error;
    },
  };
}

interface Scale {
  readonly variable: Variable;
  readonly dataset: Hdf4Dataset;
}

/** Finds the coordinate data sets of dimensions, by name as the SD interface does. */
class ScaleFinder implements DatasetContext {
  readonly container: DatasetContext["container"];
  readonly #variables: readonly VariableEntry[];
  #scales: ReadonlyMap<string, Scale> | undefined;

  constructor(catalog: Catalog, variables: readonly VariableEntry[]) {
    this.container = catalog.container;
    this.#variables = variables;
  }

  findScale({ name, size, unlimited }: VariableDimension): Hdf4Dataset | null {
    const found = this.#find(name);
    if (found?.variable.data === undefined) return null;
    // Values for an axis of another length would be attached to the wrong places.
    return unlimited || found.dataset.shape[0] === size ? found.dataset : null;
  }

  findDimensionAttributes({ name }: VariableDimension): Attributes {
    return this.#find(name)?.dataset.attributes ?? Object.freeze(Object.create(null));
  }

  #find(name: string): Scale | undefined {
    this.#scales ??= this.#collect();
    return this.#scales.get(name);
  }

  #collect(): Map<string, Scale> {
    const scales = new Map<string, Scale>();
    for (const { name, tag, ref, variable } of this.#variables) {
      if (variable instanceof HdfError || !variable.isScale || scales.has(name)) continue;
      scales.set(name, { variable, dataset: new Hdf4Dataset(this, variable, name, { tag, ref, className: "" }, []) });
    }
    return scales;
  }
}
