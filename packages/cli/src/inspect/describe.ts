import {
  type ArrayNode,
  type Dimension,
  type Field,
  type Group,
  type HdfError,
  isHdfError,
  type Node,
  type NodeBase,
  type Table,
} from "@atcs/hdf";
import type {
  AttributeDescription,
  DamagedDescription,
  DimensionDescription,
  ErrorDescription,
  FieldDescription,
  FileDescription,
  NodeDescription,
} from "./description.ts";

/** What to describe. */
export interface DescribeOptions {
  /** Levels of members below the start. @default Infinity */
  readonly depth?: number;
  /** @default true */
  readonly attributes?: boolean;
  readonly signal?: AbortSignal;
}

/** Deeper groups are left out: a damaged or hostile file may nest (or link) them without end. */
const maxDepth = 100;
/** Links within a file can make its tree exponentially larger than the file. */
const maxObjects = 1_000_000;

/** Describe an object and everything below it. Damage of an object stays in its place; other errors are thrown. */
export function describeTree(start: Node, options: DescribeOptions = {}): Pick<FileDescription, "tree" | "errors"> {
  const describer = new Describer(options);
  const tree = describer.node(start, start.name);
  return { tree, errors: describer.errors };
}

class Describer {
  readonly errors: (ErrorDescription & { path: string })[] = [];
  readonly #depth: number;
  readonly #attributes: boolean;
  readonly #signal: AbortSignal | undefined;
  readonly #seen = new Map<unknown, string>();
  #objects = 0;

  constructor({ depth = Number.POSITIVE_INFINITY, attributes = true, signal }: DescribeOptions) {
    this.#depth = Math.min(depth, maxDepth);
    this.#attributes = attributes;
    this.#signal = signal;
  }

  node(node: Node, key: string, level = 0, path: string = node.path): NodeDescription {
    this.#signal?.throwIfAborted();
    const identity = identityOf(node);
    const target = this.#seen.get(identity);
    if (target !== undefined) return { kind: "reference", key, path, target };
    this.#seen.set(identity, path);
    this.#objects++;
    return this.#guard(key, path, () => this.#describe(node, key, level, path));
  }

  #describe(node: Node, key: string, level: number, path: string): NodeDescription {
    // Attributes first: where the file is damaged, errors are listed in the order in which they are shown.
    const attributes = this.#attributesOf(node, path);
    const base = { key, path, hdf4: node.hdf4, annotations: node.annotations, attributes };
    if (node.kind === "group") return { kind: "group", ...base, ...this.#members(node, level, path) };
    if (node.kind === "table") return { kind: "table", ...base, ...this.#table(node, path) };
    return { kind: node.kind, ...base, ...describeDataset(node) };
  }

  #members(group: Group, level: number, path: string): { memberCount: number; members?: NodeDescription[] } {
    const entries = group.entries();
    if (level >= this.#depth || this.#objects > maxObjects) return { memberCount: entries.length };
    const members = entries.map((entry) => {
      const { key } = entry;
      const memberPath = path === "" ? key : `${path}/${key}`;
      return this.#guard(key, memberPath, () => this.node(entry.load(), key, level + 1, memberPath));
    });
    return { memberCount: entries.length, members };
  }

  #table(table: Table, path: string): { count: number; fields: FieldDescription[] } {
    const fields = table.fields.map((field) => {
      const { name, dtype, order } = field;
      return { name, dtype, order, attributes: this.#attributesOf(field, `${path}, field ${name}`) };
    });
    return { count: table.count, fields };
  }

  #attributesOf(owner: NodeBase | Field, path: string): AttributeDescription[] | undefined {
    if (!this.#attributes) return undefined;
    try {
      return owner.attributeInfos().map(({ name, dtype, shape, value }) => ({ name, dtype, shape, value }));
    } catch (error) {
      rethrowUnlessDamage(error);
    }
    // One of them is damaged: the others are still there by name.
    return Object.keys(owner.attributes).map((name) => {
      try {
        return { name, dtype: null, shape: null, value: owner.attributes[name]! };
      } catch (error) {
        return { name, error: this.#report(error, `${path}@${name}`) };
      }
    });
  }

  #guard(key: string, path: string, describe: () => NodeDescription): NodeDescription {
    try {
      return describe();
    } catch (error) {
      return { kind: "damaged", key, path, error: this.#report(error, path) } satisfies DamagedDescription;
    }
  }

  #report(error: unknown, path: string): ErrorDescription {
    rethrowUnlessDamage(error);
    const description = { code: error.code, message: messageInPlace(error), offset: error.offset };
    this.errors.push({ path, ...description });
    return description;
  }
}

/** Equal for two nodes that are the same object of the file. Old HDF4 files keep several objects under one number. */
function identityOf(node: Node): unknown {
  const { kind, name, hdf4, hdf5 } = node;
  if (hdf5 !== undefined) return hdf5.id;
  return hdf4 === undefined ? node : `${kind} ${hdf4.tag}/${hdf4.ref} ${name}`;
}

function describeDataset(
  dataset: ArrayNode,
): Pick<
  Extract<NodeDescription, { kind: "dataset" | "image" }>,
  "dtype" | "typeName" | "shape" | "chunks" | "compression" | "dimensions" | "isScale" | "fillValue"
> {
  const { dtype, typeName, shape, chunks, compression, isScale, fillValue } = dataset;
  return {
    dtype,
    typeName,
    shape,
    chunks,
    compression,
    dimensions: dataset.dimensions.map(describeDimension),
    isScale,
    fillValue,
  };
}

function describeDimension({ name, size, unlimited, scale }: Dimension): DimensionDescription {
  return { name, size, unlimited, scale: scale?.path ?? null };
}

/** The message without the names of file and object, which show in the tree. */
function messageInPlace({ message, file, object }: HdfError): string {
  const place = [file, object === undefined ? undefined : `"${object}"`]
    .filter((part) => part !== undefined)
    .join(", ");
  return place !== "" && message.startsWith(place) ? message.slice(place.length).replace(/^[,:] /, "") : message;
}

function rethrowUnlessDamage(error: unknown): asserts error is HdfError {
  if (!isHdfError(error, "HDF_DAMAGED", "HDF_UNSUPPORTED", "HDF_LIMIT", "HDF_NOT_FOUND")) throw error;
}
