import { joinPath, uniqueKeys } from "../_group.ts";
import type { Member, Node } from "../types.ts";

/** An object of the file as groups list it; in each group that holds it, it is a node with a path of its own. */
export interface NodeEntry {
  readonly kind: "group" | "dataset" | "table" | "image";
  readonly name: string;
  /** @throws HdfError when its description is damaged */
  make(path: string): Node;
}

/** Members of a group: keys made unique, nodes made when they are first used. */
export function bindMembers(entries: readonly NodeEntry[], parentPath: string): Map<string, Member> {
  return uniqueKeys(
    entries.map((entry) => ({ name: entry.name, make: (key) => entry.make(joinPath(parentPath, key)) })),
  );
}
