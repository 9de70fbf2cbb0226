import { checkOptions } from "../../_check-options.ts";
import type { NumericDtype } from "../../types.ts";
import { createDatasetNode } from "./dataset-node.ts";
import { Hdf5DatasetWriter } from "./dataset-writer.ts";
import type { FileSpace } from "./file-space.ts";
import { createGroupNode, type DatasetNode, findPlace, type GroupNode, nameOf } from "./nodes.ts";
import type { Hdf5AttributeInput, Hdf5DatasetOptions, Hdf5GroupOptions } from "./types.ts";

/** A group of a file that is being written. Readers list its members in the order of their creation. */
export class Hdf5GroupWriter {
  readonly #node: GroupNode;
  readonly #space: FileSpace;

  /** @internal */
  constructor(node: GroupNode, space: FileSpace) {
    this.#node = node;
    this.#space = space;
  }

  /** Name in its group; "" for the root. */
  get name(): string {
    return nameOf(this.#node.path);
  }

  /** Names from the root, joined with "/"; the root's path is "". */
  get path(): string {
    return this.#node.path;
  }

  /**
   * Create a group, with the groups above it that do not exist yet.
   * @param path names joined with "/", relative to this group; names may hold any characters except "/" and NUL
   * @throws TypeError for a path that is none or exists, or a wrong attribute; RangeError, LimitError, ClosedError
   */
  createGroup(path: string, options: Hdf5GroupOptions = {}): Hdf5GroupWriter {
    this.#space.assertOpen(path);
    checkOptions(`group ${JSON.stringify(path)}`, options, ["attributes"]);
    const place = findPlace(this.#node, path, this.#space.name);
    const node = createGroupNode(place.path, this.#space.name);
    node.attributes.setAll(options.attributes);
    place.attach(node);
    return new Hdf5GroupWriter(node, this.#space);
  }

  /**
   * Create a data set, with the groups above it that do not exist yet.
   * @param path as for `createGroup`
   * @throws TypeError, RangeError for wrong options; LimitError for what the format cannot hold: a chunk of 4 GiB, an
   * attribute of 64 KiB, more than 32 axes; ClosedError
   */
  createDataset<D extends NumericDtype>(path: string, options: Hdf5DatasetOptions<D>): Hdf5DatasetWriter<D> {
    this.#space.assertOpen(path);
    const place = findPlace(this.#node, path, this.#space.name);
    const dimensions = this.#dimensionNodes(place.path, options?.dimensions ?? []);
    const node = createDatasetNode(place.path, options, dimensions, this.#space);
    place.attach(node);
    return new Hdf5DatasetWriter<D>(node, this.#space);
  }

  /**
   * Create an axis without coordinates for the `dimensions` of data sets: netCDF readers show a dimension and no
   * variable. To HDF5 readers it is a data set without data.
   * @throws as `createDataset`
   */
  createDimension(path: string, length: number): Hdf5DatasetWriter<"float32"> {
    return this.createDataset(path, { dtype: "float32", shape: [length], scale: netcdfDimensionName(length) });
  }

  /** Set an attribute, or replace its value: attributes are written when the file is closed. */
  setAttribute(name: string, value: Hdf5AttributeInput): void {
    this.#space.assertOpen(this.path);
    this.#node.attributes.set(name, value);
  }

  #dimensionNodes(path: string, dimensions: readonly unknown[]): (DatasetNode | null)[] {
    if (!Array.isArray(dimensions)) throw new TypeError(`"${path}": expected dimensions to be an array`);
    return dimensions.map((dimension, axis) => {
      const node = dimension === null ? null : Hdf5DatasetWriter.nodeOf(dimension, this.#space);
      if (node !== undefined) return node;
      throw new TypeError(`"${path}": dimension ${axis}: expected a data set of this file, or null`);
    });
  }
}

/** By this NAME the netCDF library tells that a scale has no values. */
function netcdfDimensionName(length: number): string {
  return `This is a netCDF dimension but not a netCDF variable.${String(length).padStart(10)}`;
}
