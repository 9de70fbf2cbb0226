import { LimitError, NotFoundError } from "./errors.ts";
import type {
  Annotation,
  AttributeInfo,
  Attributes,
  Dataset,
  Dtype,
  Group,
  Hdf4Info,
  Image,
  Member,
  Node,
  Table,
} from "./types.ts";

/** What both formats share of a group: keys, paths and the typed look-ups. */
export abstract class GroupBase implements Group {
  readonly kind = "group" as const;
  abstract readonly format: "hdf4" | "hdf5";
  abstract readonly name: string;
  abstract readonly path: string;
  abstract readonly attributes: Attributes;
  abstract readonly annotations: readonly Annotation[];
  declare readonly hdf4?: Hdf4Info;

  abstract attributeInfos(): AttributeInfo[];
  /** Name of the file, for errors. */
  protected abstract readonly fileName: string;
  /** The members in the order of the file, with keys made unique by `uniqueKeys`. */
  protected abstract members(): ReadonlyMap<string, Member>;

  keys(): string[] {
    return [...this.members().keys()];
  }

  children(): Node[] {
    return [...this.members().values()].map((member) => member.load());
  }

  entries(): Member[] {
    return [...this.members().values()];
  }

  get(path: string): Node | undefined {
    if (typeof path !== "string") throw new TypeError(`get: expected a path, got ${typeof path}`);
    return this.#resolve(path) ?? this.#resolve(path.replace(/^\/+|\/+$/g, ""));
  }

  dataset(path: string): Dataset;
  dataset<D extends Dtype>(path: string, dtype: D): Dataset<D>;
  dataset(path: string, dtype?: Dtype): Dataset {
    const node = this.#find(path, "dataset");
    if (dtype !== undefined && node.dtype !== dtype) {
      throw new NotFoundError(`the data set holds ${node.dtype}, not ${dtype}`, { file: this.fileName, object: path });
    }
    return node;
  }

  image(path: string): Image {
    return this.#find(path, "image");
  }

  table(path: string): Table {
    return this.#find(path, "table");
  }

  group(path: string): Group {
    return this.#find(path, "group");
  }

  /** Names may contain "/" or be empty, so every split of the path is tried, the longest first name first. */
  #resolve(path: string): Node | undefined {
    const open: { load: () => Node; rest: string }[] = [{ load: () => this as unknown as Node, rest: path }];
    for (let steps = 0; open.length > 0; steps++) {
      // Only names made for it lead here: each of many equal beginnings leads to a dead end.
      if (steps > maxSteps) {
        throw new LimitError(`the path can be split in more than ${maxSteps} ways`, {
          file: this.fileName,
          object: path,
        });
      }
      const { load, rest } = open.pop() as { load: () => Node; rest: string };
      const group = load();
      if (!(group instanceof GroupBase)) continue;
      const members = group.members();
      const whole = members.get(rest);
      if (whole !== undefined) return whole.load();
      if (rest === "") return group;
      for (const member of beginnings(members, rest)) {
        open.push({ load: member.load, rest: rest.slice(member.key.length + 1) });
      }
    }
    return undefined;
  }

  #find<Kind extends Node["kind"]>(path: string, kind: Kind): Extract<Node, { kind: Kind }> {
    const node = this.get(path);
    if (node?.kind === kind) return node as Extract<Node, { kind: Kind }>;
    const problem =
      node === undefined
        ? `there is no such ${kind}; this group holds ${listKeys(this.keys())}`
        : `it is a ${node.kind}, not a ${kind}: use ${node.kind}(path)`;
    throw new NotFoundError(problem, { file: this.fileName, object: path });
  }
}

const maxSteps = 10_000;

/** Members whose key is followed by "/" at the beginning of a path, the shortest key first. */
function beginnings(members: ReadonlyMap<string, Member>, path: string): Member[] {
  const found: Member[] = [];
  for (let slash = path.indexOf("/"); slash >= 0; slash = path.indexOf("/", slash + 1)) {
    const member = members.get(path.slice(0, slash));
    if (member !== undefined) found.push(member);
    // In a deep path, most of its beginnings are longer than any name here.
    if (found.length === members.size) break;
  }
  return found;
}

/**
 * Members by key; further members of the same name get "name#2", "name#3", ... Each is made once, when it is first
 * used; one that cannot be made throws each time.
 */
export function uniqueKeys(members: Iterable<{ name: string; make: (key: string) => Node }>): Map<string, Member> {
  const unique = new Map<string, Member>();
  // The last number given to each name: a file may hold thousands of one name.
  const numbers = new Map<string, number>();
  for (const { name, make } of members) {
    let key = name;
    for (let n = (numbers.get(name) ?? 1) + 1; unique.has(key); n++) {
      key = `${name}#${n}`;
      numbers.set(name, n);
    }
    let node: Node | undefined;
    const load = (): Node => {
      node ??= make(key);
      return node;
    };
    unique.set(key, { key, load });
  }
  return unique;
}

/** Attributes as an object without a prototype; reading a damaged one throws its error. The first of a name counts. */
export function toAttributes(entries: Iterable<AttributeInfo | { name: string; error: Error }>): Attributes {
  const attributes = Object.create(null) as Record<string, AttributeInfo["value"]>;
  for (const entry of entries) {
    if (Object.hasOwn(attributes, entry.name)) continue;
    if ("error" in entry) {
      Object.defineProperty(attributes, entry.name, {
        enumerable: true,
        get: () => {
          throw entry.error;
        },
      });
    } else {
      Object.defineProperty(attributes, entry.name, { enumerable: true, value: entry.value });
    }
  }
  return Object.freeze(attributes);
}

/** Join a path; the root's path is "". */
export function joinPath(parent: string, key: string): string {
  return parent === "" ? key : `${parent}/${key}`;
}

function listKeys(keys: string[]): string {
  const shown = keys.slice(0, 20).map((key) => JSON.stringify(key));
  if (keys.length > shown.length) shown.push(`and ${keys.length - shown.length} more`);
  return shown.length === 0 ? "nothing" : shown.join(", ");
}
