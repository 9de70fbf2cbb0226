import { GroupBase } from "../_group.ts";
import type { Annotation, AttributeInfo, Attributes, Hdf4Info, Member } from "../types.ts";
import { AttributeList } from "./attributes.ts";
import { bindMembers, type NodeEntry } from "./node-entries.ts";
import { tags } from "./tags.ts";
import type { ObjectTree } from "./tree.ts";
import type { VgroupHeader } from "./vgroup-header.ts";

/** What the root and the Vgroups of an HDF4 file share: members are bound when they are first used. */
export abstract class Hdf4GroupBase extends GroupBase {
  readonly format = "hdf4" as const;
  #members: Map<string, Member> | undefined;

  /** The objects in the group, in the order of its keys. */
  abstract objects(): readonly NodeEntry[];

  /** The members with the objects that they are, in the same order. */
  listing(): { entry: NodeEntry; member: Member }[] {
    const members = [...this.members().values()];
    return this.objects().map((entry, i) => ({ entry, member: members[i] as Member }));
  }

  protected members(): ReadonlyMap<string, Member> {
    this.#members ??= bindMembers(this.objects(), this.path);
    return this.#members;
  }
}

/** A Vgroup at one of the paths that lead to it. */
export class Hdf4Group extends Hdf4GroupBase {
  readonly name: string;
  readonly path: string;
  readonly annotations: readonly Annotation[];
  override readonly hdf4: Hdf4Info;
  protected readonly fileName: string;
  readonly #tree: ObjectTree;
  readonly #header: VgroupHeader;
  readonly #attributes: AttributeList;
  #objects: readonly NodeEntry[] | undefined;

  constructor(tree: ObjectTree, header: VgroupHeader, path: string) {
    super();
    const { ref, name, className } = header;
    this.name = name;
    this.path = path;
    this.hdf4 = { tag: tags.vgroup, ref, className };
    this.fileName = tree.catalog.container.reader.name;
    this.annotations = tree.annotations.of(tags.vgroup, ref);
    this.#tree = tree;
    this.#header = header;
    this.#attributes = new AttributeList(tree.catalog.attributes(header.attributes, name));
  }

  get attributes(): Attributes {
    return this.#attributes.values;
  }

  attributeInfos(): AttributeInfo[] {
    return this.#attributes.infos();
  }

  objects(): readonly NodeEntry[] {
    this.#objects ??= this.#tree.membersOf(this.#header);
    return this.#objects;
  }
}
