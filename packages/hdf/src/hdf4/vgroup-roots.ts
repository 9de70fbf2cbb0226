import { tags } from "./tags.ts";
import type { VgroupHeader } from "./vgroup-header.ts";

/**
 * The Vgroups from which all others can be reached: those that no other one holds and, for each cycle that is left,
 * its member of the lowest ref.
 * @param groups all Vgroups that are shown, in the order of the file
 */
export function findRoots(groups: readonly VgroupHeader[]): VgroupHeader[] {
  const byRef = new Map(groups.map((group) => [group.ref, group]));
  const held = new Set<number>();
  for (const group of groups) {
    for (const ref of memberGroups(group)) if (ref !== group.ref) held.add(ref);
  }
  const roots = new Set(groups.filter(({ ref }) => !held.has(ref)));
  const reached = new Set<number>();
  for (const root of roots) reach(root, byRef, reached);
  for (const group of [...groups].sort((a, b) => a.ref - b.ref)) {
    if (reached.has(group.ref)) continue;
    roots.add(group);
    reach(group, byRef, reached);
  }
  return groups.filter((group) => roots.has(group));
}

function reach(root: VgroupHeader, byRef: ReadonlyMap<number, VgroupHeader>, reached: Set<number>): void {
  // A list instead of recursion: Vgroups may be nested thousands deep.
  const open = [root];
  for (let group = open.pop(); group !== undefined; group = open.pop()) {
    if (reached.has(group.ref)) continue;
    reached.add(group.ref);
    for (const ref of memberGroups(group)) {
      const member = byRef.get(ref);
      if (member !== undefined) open.push(member);
    }
  }
}

function memberGroups({ members }: VgroupHeader): number[] {
  return members.filter(({ tag }) => tag === tags.vgroup).map(({ ref }) => ref);
}
