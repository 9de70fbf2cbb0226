import { checkOptions } from "../../_check-options.ts";
import { openSink, targetName, type WriteTarget } from "../../sink.ts";
import { FileSpace } from "./file-space.ts";
import { Hdf5GroupWriter } from "./group-writer.ts";
import { writeMetadata } from "./metadata.ts";
import { createGroupNode, type GroupNode } from "./nodes.ts";
import { superblockSize } from "./object-header.ts";
import type { Hdf5GroupOptions } from "./types.ts";

/** An HDF5 file that is being written; also its root group. It is a file only when `close` has resolved. */
export class Hdf5FileWriter extends Hdf5GroupWriter {
  readonly #root: GroupNode;
  readonly #space: FileSpace;

  /** @internal */
  constructor(root: GroupNode, space: FileSpace) {
    super(root, space);
    this.#root = root;
    this.#space = space;
  }

  /**
   * Wait for what is being written, write the index structures and complete the file. A second call gives the same
   * promise.
   * @throws SourceError when the target cannot be written, now or before: then nothing is left of the file;
   * ClosedError after `abort`
   */
  close(): Promise<void> {
    return this.#space.finish(() => writeMetadata(this.#root, this.#space));
  }

  /** Give up: no file is left. Does nothing after `close`. */
  abort(): Promise<void> {
    return this.#space.abort();
  }

  /**
   * What `await using` calls: `close`, or nothing after `close` or `abort`. It cannot tell whether the block was left
   * by an error, so a block that may fail half-way should call `abort` itself.
   */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#space.isOpen) await this.close();
  }
}

/**
 * Write an HDF5 file that libhdf5 since 1.8 and everything built on it reads (h5py, netCDF-4, MATLAB, IDL, h5wasm).
 *
 * Data goes to the target as it comes; memory holds the chunk at hand and an index entry per stored chunk. The same
 * calls in the same order give the same bytes on one platform: no times are stored, but what `deflate` gives may differ
 * with the version of zlib. Readers list objects and attributes in the order of their creation.
 *
 * Nothing appears under a path before `close`, which replaces what is there; a symbolic link stays and what it leads to
 * is replaced. `abort` leaves nothing behind. A writer that is neither closed nor aborted leaves a file that ends in
 * ".part" beside the path.
 *
 * Where HDF5 differs from HDF4 (`createHdf4`): names are paths, in which "/" makes groups, and an object is in the group
 * that created it; dimensions are data sets (`scale`, `createDimension`); `deflate` needs `chunks`; there are 64-bit
 * integers and `shuffle`. Tables and data sets of text are not written.
 *
 * @param target a path or file: URL (Node; the file appears there when it is complete), or a sink such as `MemorySink`
 * @throws SourceError when the target cannot be created; TypeError, RangeError, LimitError for a wrong target or attributes
 *
 * @example
 * ```ts
 * import { createHdf5 } from "@atcs/hdf/write";
 *
 * const file = await createHdf5("scene.h5", { attributes: { Conventions: "CF-1.8" } });
 * try {
 *   // Coordinates: data sets over these axes refer to them.
 *   const lat = file.createDataset("lat", {
 *     dtype: "float32",
 *     shape: [180],
 *     scale: true,
 *     attributes: { units: "degrees_north" },
 *   });
 *   const lon = file.createDataset("lon", {
 *     dtype: "float32",
 *     shape: [360],
 *     scale: true,
 *     attributes: { units: "degrees_east" },
 *   });
 *   await lat.write(Float32Array.from({ length: 180 }, (_, i) => 89.5 - i));
 *   await lon.write(Float32Array.from({ length: 360 }, (_, i) => i - 179.5));
 *
 *   const fields = file.createGroup("Data_Fields", { attributes: { title: "gridded fields" } });
 *   const reflectance = fields.createDataset("I670P", {
 *     dtype: "int16",
 *     shape: [180, 360],
 *     chunks: [45, 90],
 *     shuffle: true,
 *     deflate: 6,
 *     fillValue: 32767,
 *     dimensions: [lat, lon],
 *     attributes: {
 *       units: "1",
 *       scale_factor: 1e-4,
 *       _FillValue: { dtype: "int16", value: 32767 },
 *       valid_range: new Int16Array([0, 20000]),
 *     },
 *   });
 *   // Only the chunks that hold data; everything else has the fill value.
 *   await reflectance.writeChunk([1, 2], new Int16Array(45 * 90).fill(1234));
 *   await reflectance.writeChunk([0, 0], new Int16Array(45 * 90).fill(4321));
 *
 *   // Contiguous data in rows, as it becomes known.
 *   const count = fields.createDataset("count", { dtype: "uint32", shape: [180, 360], dimensions: [lat, lon] });
 *   for (let row = 0; row < 180; row++) await count.writeRows(row, new Uint32Array(360).fill(row));
 *   count.setAttribute("actual_range", new Uint32Array([0, 179]));
 *
 *   await file.close();
 * } catch (error) {
 *   await file.abort();
 *   throw error;
 * }
 * ```
 */
export async function createHdf5(target: WriteTarget, options: Hdf5GroupOptions = {}): Promise<Hdf5FileWriter> {
  checkOptions("createHdf5", options, ["attributes"]);
  const root = createGroupNode("", targetName(target));
  root.attributes.setAll(options.attributes);
  return new Hdf5FileWriter(root, new FileSpace(await openSink(target, "createHdf5"), superblockSize));
}
