import type { AttributeInput, AttributeInputs } from "../../_attribute-values.ts";
import { ByteBuilder } from "../../_byte-builder.ts";
import { checkOptions } from "../../_check-options.ts";
import { ClosedError } from "../../errors.ts";
import { openSink, type WriteTarget } from "../../sink.ts";
import { AttributeList } from "./_attributes.ts";
import { DimensionTable } from "./_dimensions.ts";
import { encodeScale, type Hdf4ScaleOptions, type Scale } from "./_scale.ts";
import { putSdInterface, type Variable } from "./_sd-interface.ts";
import { Session } from "./_session.ts";
import { type Hdf4DatasetOptions, Hdf4DatasetWriter } from "./dataset-writer.ts";
import { ElementStore } from "./element-store.ts";
import { type Hdf4GroupOptions, Hdf4GroupWriter } from "./group-writer.ts";
import type { Hdf4Dtype } from "./number-types.ts";
import { type Hdf4TableOptions, Hdf4TableWriter } from "./table-writer.ts";

/** Options of {@link createHdf4}. */
export interface CreateHdf4Options {
  /** Attributes of the file. */
  readonly attributes?: AttributeInputs;
}

/** Library version 4.2.0, then a text; fixed, so that the same calls give the same bytes. */
const version = { numbers: [4, 2, 0], text: "HDF Version 4.2, written by @atcs/hdf", textBytes: 80 } as const;
const versionTag = 30;

/**
 * Start an HDF4 file. It is written as the values arrive: memory holds the descriptions of the objects and what is
 * being written. The same calls in the same order give the same bytes on one platform; what `deflate` gives may differ
 * with the version of zlib.
 *
 * Nothing appears under a path before `close`, which replaces what is there; a symbolic link stays and what it leads to
 * is replaced. `abort` leaves nothing behind. A writer that is neither closed nor aborted leaves a file that ends in
 * ".part" beside the path.
 *
 * Where HDF4 differs from HDF5 (`createHdf5`): a name is a name, in which "/" is a character like others; objects are
 * put into groups by `add`, into several if wanted; dimensions are names; there are tables and text (`char8`), but no
 * 64-bit integers, no `shuffle`, and no more than 2 GiB.
 *
 * Names and text are stored as UTF-8. Objects may have equal names, as HDF4 allows it. Attribute values follow the
 * rules of {@link AttributeInput}, where 64-bit integers, several strings and empty values are TypeErrors or
 * RangeErrors; text, and every attribute of a table, field or group, has at most 65535 bytes.
 *
 * @param target a path or file: URL (Node), or a sink such as `MemorySink`
 * @throws TypeError or RangeError for wrong arguments; SourceError when the file cannot be written; LimitError beyond
 * 2^31 - 1 bytes or 65535 objects and attributes (or chunks)
 * @example
 * ```ts
 * import { createHdf4 } from "@atcs/hdf/write";
 *
 * const file = await createHdf4("granule.hdf", { attributes: { title: "Simulated granule" } });
 * const scenario = file.createDataset("cloud_scenario", {
 *   dtype: "int16",
 *   shape: [400, 125],
 *   chunks: [50, 125],
 *   deflate: 6,
 *   fillValue: -32768,
 *   dimensions: ["nray", "nbin"],
 *   attributes: { long_name: "Cloud scenario", factor: 1 },
 * });
 * for (let i = 0; i < 8; i++) await scenario.writeChunk([i, 0], new Int16Array(50 * 125));
 * file.setDimensionScale("nbin", { dtype: "float32", values: Float32Array.from({ length: 125 }, (_, i) => 240 * i) });
 *
 * const latitude = file.createTable("Latitude", { fields: [{ name: "Latitude", dtype: "float32" }] });
 * await latitude.write({ Latitude: new Float32Array(400) });
 *
 * const swath = file.createGroup("2B-CLDCLASS", { className: "SWATH" });
 * swath.add(latitude, scenario);
 * await file.close();
 * ```
 */
export async function createHdf4(target: WriteTarget, options: CreateHdf4Options = {}): Promise<Hdf4FileWriter> {
  checkOptions("createHdf4", options, ["attributes"]);
  const attributes = new AttributeList(options.attributes, "sd", "file");
  return new Hdf4FileWriter(new ElementStore(await openSink(target, "createHdf4")), attributes);
}

/** An HDF4 file being written. */
export class Hdf4FileWriter {
  readonly #store: ElementStore;
  readonly #attributes: AttributeList;
  readonly #dimensions = new DimensionTable();
  /** Data sets and scales in the order in which they were created, by which libhdf4 numbers them. */
  readonly #variables: (Hdf4DatasetWriter | Scale)[] = [];
  readonly #tables: Hdf4TableWriter[] = [];
  readonly #groups: Hdf4GroupWriter[] = [];
  /** What groups may hold. */
  readonly #members = new Set<unknown>();
  readonly #session: Session;
  #closing: Promise<void> | null = null;

  /** @internal */
  constructor(store: ElementStore, attributes: AttributeList) {
    this.#store = store;
    this.#session = new Session(store.fileName);
    this.#attributes = attributes;
    const { numbers, text, textBytes } = version;
    const padded = new Uint8Array(textBytes);
    padded.set(new TextEncoder().encode(text));
    store.put(
      versionTag,
      store.newRef(),
      new ByteBuilder("big-endian")
        .u32(...numbers)
        .bytes(padded)
        .finish(),
    );
  }

  /** Add a data set. @throws TypeError, RangeError for a wrong description; LimitError when it is too large for HDF4 */
  createDataset<D extends Hdf4Dtype>(name: string, options: Hdf4DatasetOptions<D>): Hdf4DatasetWriter<D> {
    this.#session.checkOpen();
    const dataset = new Hdf4DatasetWriter(this.#store, this.#dimensions, name, options, this.#session);
    this.#variables.push(dataset);
    this.#members.add(dataset);
    return dataset;
  }

  /**
   * Give a dimension that a data set already has coordinate values, attributes, or both.
   * @throws RangeError when there is no such dimension, or the number of values is not its size
   */
  setDimensionScale<D extends Hdf4Dtype>(dimension: string, options: Hdf4ScaleOptions<D>): void {
    this.#session.checkOpen();
    const found = this.#dimensions.get(dimension);
    if (found === undefined) {
      throw new RangeError(`dimension ${JSON.stringify(dimension)}: no data set has it; create the data set first`);
    }
    if (this.#variables.some((variable) => "dimension" in variable && variable.dimension === found)) {
      throw new RangeError(`dimension ${JSON.stringify(dimension)}: it has a scale already`);
    }
    this.#variables.push(encodeScale(this.#store, found, options));
  }

  /** Add a table (Vdata). @throws TypeError, RangeError for a wrong description */
  createTable(name: string, options: Hdf4TableOptions): Hdf4TableWriter {
    this.#session.checkOpen();
    const table = new Hdf4TableWriter(this.#store, name, options, this.#session);
    this.#tables.push(table);
    this.#members.add(table);
    return table;
  }

  /** Add an empty group (Vgroup); it is in no other group until one adds it. @throws TypeError, RangeError */
  createGroup(name: string, options: Hdf4GroupOptions = {}): Hdf4GroupWriter {
    this.#session.checkOpen();
    const group = new Hdf4GroupWriter(this.#store, name, options, this.#session, this.#members);
    this.#groups.push(group);
    this.#members.add(group);
    return group;
  }

  /** Set an attribute of the file, or replace its value. @throws TypeError, RangeError */
  setAttribute(name: string, value: AttributeInput): void {
    this.#session.checkOpen();
    this.#attributes.set(name, value);
  }

  /**
   * Wait for what is being written and complete the file. When that fails, nothing is left behind. A second call gives
   * the same promise.
   * @throws SourceError when the target cannot be written, now or before; LimitError; ClosedError after `abort`
   */
  close(): Promise<void> {
    this.#closing ??= this.#finish();
    return this.#closing;
  }

  /** Give up and leave nothing behind. Does nothing after `close`. */
  async abort(): Promise<void> {
    if (this.#closing !== null) return;
    this.#closing = Promise.reject(new ClosedError({ file: this.#store.fileName }, "the file was given up"));
    this.#closing.catch(() => {});
    // First the store, so that operations under way end soon.
    await Promise.all([this.#store.abort(), this.#session.end()]);
  }

  /**
   * What `await using` calls: `close`, or nothing after `close` or `abort`. It cannot tell whether the block was left
   * by an error, so a block that may fail half-way should call `abort` itself.
   */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#session.isOpen) await this.close();
  }

  async #finish(): Promise<void> {
    await this.#session.end();
    try {
      const variables: Variable[] = [];
      for (const variable of this.#variables) variables.push(await variable.finish());
      await putSdInterface(this.#store, this.#dimensions.all, variables, this.#attributes);
      for (const object of [...this.#tables, ...this.#groups]) await object.finish();
      await this.#store.finish();
    } catch (error) {
      // The first error is the one to tell.
      await this.#store.abort().catch(() => {});
      throw error;
    }
  }
}
