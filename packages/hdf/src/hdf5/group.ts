import { GroupBase, joinPath, uniqueKeys } from "../_group.ts";
import type {
  Annotation,
  AttributeInfo,
  Attributes,
  Dataset,
  Hdf5Info,
  HdfFile,
  Member,
  Node,
  Table,
} from "../types.ts";
import { Hdf5Dataset } from "./dataset.ts";
import { toHdfError } from "./failure.ts";
import { AttributeReader, type Location, noAnnotations } from "./hdf5-node.ts";
import type { OpenFile } from "./open-file.ts";
import { type Link, rootId } from "./session.ts";
import { Hdf5Table } from "./table.ts";

/**
 * A group of an HDF5 file. Its members are what its links lead to: soft links are followed; links that lead nowhere or
 * into other files, and committed datatypes, are left out. A group may contain itself.
 */
export class Hdf5Group extends GroupBase {
  readonly format = "hdf5" as const;
  readonly name: string;
  readonly path: string;
  readonly hdf5: Hdf5Info;
  readonly annotations: readonly Annotation[] = noAnnotations;
  protected readonly fileName: string;
  protected readonly location: Location;
  readonly #attributes: AttributeReader;
  #links: readonly Link[] = [];
  #members: ReadonlyMap<string, Member> | undefined;

  constructor(location: Location) {
    super();
    this.name = location.name;
    this.path = location.path;
    this.hdf5 = { id: location.id };
    this.fileName = location.file.name;
    this.location = location;
    this.#attributes = new AttributeReader(location);
  }

  get attributes(): Attributes {
    return this.#attributes.attributes;
  }

  attributeInfos(): AttributeInfo[] {
    return this.#attributes.infos();
  }

  /** The members with the links that lead to them. @internal */
  listing(): { link: Link; member: Member }[] {
    const members = [...this.members().values()];
    return this.#links.map((link, i) => ({ link, member: members[i]! }));
  }

  protected members(): ReadonlyMap<string, Member> {
    const { file, id } = this.location;
    // Also known members are gone when the file is closed.
    const { metadata } = file;
    if (this.#members === undefined) {
      this.#links = metadata.links(id);
      this.#members = uniqueKeys(
        this.#links.map((link) => ({
          name: link.name,
          make: (key) => openLink(file, link, joinPath(this.path, key)),
        })),
      );
    }
    return this.#members;
  }
}

/** An open HDF5 file. */
export class Hdf5File extends Hdf5Group implements HdfFile {
  declare readonly fileName: string;

  constructor(file: OpenFile) {
    super({ file, id: rootId, name: "", path: "" });
  }

  datasets(): Dataset[] {
    return this.#all().filter((node) => node.kind === "dataset");
  }

  tables(): Table[] {
    return this.#all().filter((node) => node.kind === "table");
  }

  close(): Promise<void> {
    return this.location.file.close();
  }

  [Symbol.dispose](): void {
    // Nobody waits: a failure to close has nobody to tell.
    this.close().catch(() => {});
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Every object once, by the first path that leads to it; groups may be in a circle. */
  #all(): Node[] {
    const nodes: Node[] = [];
    const seen = new Set([rootId]);
    const groups: Hdf5Group[] = [this];
    for (let group = groups.pop(); group !== undefined; group = groups.pop()) {
      const inner: Hdf5Group[] = [];
      for (const { link, member } of group.listing()) {
        if (link.kind !== "damaged") {
          if (seen.has(link.id)) continue;
          seen.add(link.id);
        }
        const node = member.load();
        if (node instanceof Hdf5Group) inner.push(node);
        else nodes.push(node);
      }
      groups.push(...inner.reverse());
    }
    return nodes;
  }
}

function openLink(file: OpenFile, link: Link, path: string): Node {
  if (link.kind === "damaged") throw toHdfError(link.problem, file.name);
  const location = { file, id: link.id, name: link.name, path };
  if (link.kind === "group") return new Hdf5Group(location);
  const description = file.metadata.dataset(link.id);
  const isTable = description.type.fields !== null && description.shape.length === 1;
  return isTable ? new Hdf5Table(location, description) : new Hdf5Dataset(location, description);
}
