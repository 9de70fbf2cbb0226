import { HdfError } from "../errors.ts";
import type { Annotation, AttributeInfo, Attributes, Dataset, HdfFile, Node, Table } from "../types.ts";
import { type AttributeEntry, AttributeList } from "./attributes.ts";
import type { Hdf4FileContainer } from "./file-container.ts";
import { Hdf4GroupBase } from "./group.ts";
import type { NodeEntry } from "./node-entries.ts";
import type { ObjectTree } from "./tree.ts";

/** An open HDF4 file, and its root. */
export class Hdf4File extends Hdf4GroupBase implements HdfFile {
  readonly name = "";
  readonly path = "";
  readonly fileName: string;
  readonly #container: Hdf4FileContainer;
  readonly #tree: ObjectTree;
  readonly #attributes: AttributeList;
  readonly #damage: HdfError | undefined;
  #objects: readonly NodeEntry[] | undefined;
  #byName: ReadonlyMap<string, NodeEntry> | undefined;
  #locations: Map<NodeEntry, () => Node> | undefined;

  /** @param damage why data sets and attributes are not known, if that is so */
  constructor(
    container: Hdf4FileContainer,
    tree: ObjectTree,
    attributes: readonly AttributeEntry[],
    damage: HdfError | undefined,
  ) {
    super();
    this.fileName = container.reader.name;
    this.#container = container;
    this.#tree = tree;
    this.#damage = damage;
    this.#attributes = new AttributeList(attributes);
  }

  get attributes(): Attributes {
    if (this.#damage !== undefined) throw this.#damage;
    return this.#attributes.values;
  }

  attributeInfos(): AttributeInfo[] {
    if (this.#damage !== undefined) throw this.#damage;
    return this.#attributes.infos();
  }

  get annotations(): readonly Annotation[] {
    return this.#tree.annotations.file;
  }

  objects(): readonly NodeEntry[] {
    this.#objects ??= this.#tree.rootEntries();
    return this.#objects;
  }

  override get(path: string): Node | undefined {
    return super.get(path) ?? this.#findByName(path);
  }

  datasets(): Dataset[] {
    if (this.#damage !== undefined) throw this.#damage;
    return this.#tree.datasets.map((entry) => this.#load(entry) as Dataset);
  }

  tables(): Table[] {
    return this.#tree.tables.map((entry) => this.#load(entry) as Table);
  }

  close(): Promise<void> {
    return this.#container.close();
  }

  [Symbol.dispose](): void {
    // Without waiting; a source that fails to close has nothing left to lose.
    this.close().catch(() => {});
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /**
   * An object by its name alone, as the SD and VS interfaces find it.
   * @throws HdfError when there is none, but some objects have no readable name
   */
  #findByName(name: string): Node | undefined {
    const { datasets, tables, images, catalog } = this.#tree;
    this.#byName ??= firstOfEachName([...datasets, ...tables, ...images]);
    const found = this.#byName.get(name);
    if (found !== undefined) return this.#load(found);
    for (const headers of [catalog.vgroups, catalog.vdatas]) {
      for (const header of headers.values()) if (header instanceof HdfError) throw header;
    }
    return undefined;
  }

  /** The node of an object at the shortest path that leads to it. */
  #load(entry: NodeEntry): Node {
    this.#locations ??= this.#locate();
    const load = this.#locations.get(entry);
    return load === undefined ? entry.make(entry.name) : load();
  }

  #locate(): Map<NodeEntry, () => Node> {
    const locations = new Map<NodeEntry, () => Node>();
    const groups: Hdf4GroupBase[] = [this];
    for (const group of groups) {
      for (const { entry, member } of group.listing()) {
        if (locations.has(entry)) continue;
        locations.set(entry, member.load);
        const node = entry.kind === "group" ? loadGroup(member.load) : undefined;
        if (node !== undefined) groups.push(node);
      }
    }
    return locations;
  }
}

/** A group, or undefined for a damaged one, whose members nobody knows. */
function loadGroup(load: () => Node): Hdf4GroupBase | undefined {
  try {
    const node = load();
    return node instanceof Hdf4GroupBase ? node : undefined;
  } catch (error) {
    if (error instanceof HdfError) return undefined;
    throw error;
  }
}

function firstOfEachName(entries: readonly NodeEntry[]): Map<string, NodeEntry> {
  const byName = new Map<string, NodeEntry>();
  for (const entry of entries) if (!byName.has(entry.name)) byName.set(entry.name, entry);
  return byName;
}
