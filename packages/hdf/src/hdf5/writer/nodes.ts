import { joinPath } from "../../_group.ts";
import { LimitError } from "../../errors.ts";
import { AttributeList } from "./attributes.ts";
import type { ChunkedStorage } from "./chunked-storage.ts";
import type { ContiguousStorage } from "./contiguous-storage.ts";
import type { DatasetLayout } from "./dataset-layout.ts";

/** What a link message has room for, with its other fields. */
const maxNameBytes = 65000;

/** The file's objects, kept until `close` writes their headers. */
export type TreeNode = GroupNode | DatasetNode;

export interface GroupNode {
  readonly kind: "group";
  /** Names from the root, joined with "/"; "" for the root. */
  readonly path: string;
  readonly attributes: AttributeList;
  /** In the order of creation. */
  readonly members: Map<string, TreeNode>;
}

export interface DatasetNode {
  readonly kind: "dataset";
  readonly path: string;
  readonly attributes: AttributeList;
  readonly layout: DatasetLayout;
  readonly storage: ChunkedStorage | ContiguousStorage;
  /** NAME of a dimension scale, null for another data set. */
  readonly scaleName: string | null;
  /** Per axis its scale; empty without any. */
  readonly dimensions: readonly (DatasetNode | null)[];
  /** The axes that use this scale. */
  readonly uses: { readonly dataset: DatasetNode; readonly axis: number }[];
}

export function createGroupNode(path: string, file: string | undefined): GroupNode {
  return { kind: "group", path, attributes: new AttributeList(path === "" ? "/" : path, file), members: new Map() };
}

/** The last name of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Where an object of a path goes: the parents that are missing are created when it is attached. */
export interface Place {
  readonly path: string;
  readonly attach: (node: TreeNode) => void;
}

/**
 * Find the place of a new object.
 * @param path names relative to `group`, joined with "/"
 * @throws TypeError for a path that is none, exists, or leads through a data set; LimitError for names that are too long
 */
export function findPlace(group: GroupNode, path: string, file: string | undefined): Place {
  const names = typeof path === "string" ? path.split("/") : [];
  // "." is the group itself to HDF5 libraries, so no member can have that name; ".." is a name like others.
  if (names.length === 0 || names.some((name) => name === "" || name === "." || name.includes("\0"))) {
    const found = typeof path === "string" ? JSON.stringify(path) : typeof path;
    throw new TypeError(`expected names joined with "/", none of them empty, "." or with NUL, got ${found}`);
  }
  const tooLong = names.find((name) => new TextEncoder().encode(name).length > maxNameBytes);
  if (tooLong !== undefined) {
    throw new LimitError(`a name has at most ${maxNameBytes} bytes, got one of ${tooLong.length} characters`, { file });
  }
  const parents = names.slice(0, -1);
  const last = names.at(-1)!;
  let at: GroupNode | undefined = group;
  for (const name of parents) {
    const next: TreeNode | undefined = at.members.get(name);
    if (next?.kind === "dataset") throw new TypeError(`"${next.path}" is a data set, so "${path}" cannot be within it`);
    at = next;
    if (at === undefined) break;
  }
  const whole = names.reduce(joinPath, group.path);
  if (at?.members.has(last)) throw new TypeError(`"${whole}" exists already`);
  return { path: whole, attach: (node) => createParents(group, parents, file).members.set(last, node) };
}

function createParents(group: GroupNode, names: readonly string[], file: string | undefined): GroupNode {
  let at = group;
  for (const name of names) {
    const next = at.members.get(name) ?? createGroupNode(joinPath(at.path, name), file);
    // `findPlace` has seen that no data set is on the way.
    if (next.kind === "dataset") throw new TypeError(`"${next.path}" is a data set`);
    at.members.set(name, next);
    at = next;
  }
  return at;
}
