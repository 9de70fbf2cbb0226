import { describeDataset } from "./describe-dataset.ts";
import { Failure, toLastingProblem } from "./failure.ts";
import { guardGlobalHeap } from "./global-heap.ts";
import type { H5wasmModule } from "./h5wasm-module.ts";
import { type Library, notFound } from "./library.ts";
import { guardLocalHeaps } from "./local-heap.ts";
import { type FileBytes, readSuperblock } from "./object-header.ts";
import { type ByteBudget, readAttributes } from "./read-attributes.ts";
import { readSlab } from "./read-slab.ts";
import {
  type AttributeEntry,
  type AxisDescription,
  type DatasetDescription,
  type Link,
  type Metadata,
  type Payload,
  rootId,
} from "./session.ts";
import type { Slab } from "./slabs.ts";
import { guardSource, type SyncSource } from "./sync-source.ts";

/** An open file with what is needed to ask libhdf5 about it. */
export interface EngineFile extends FileBytes {
  readonly library: Library;
  readonly handle: bigint;
  readonly maxBytes: number;
}

/** A file opened by libhdf5 in this thread. Everything throws Failure. */
export class Engine implements Metadata {
  readonly #file: EngineFile;
  readonly #unmount: () => void;
  readonly #idByAddress = new Map<number, string>();
  readonly #datasets = new Map<string, DatasetDescription>();

  constructor(library: Library, unguarded: SyncSource, maxBytes: number) {
    const source = guardSource(unguarded);
    const superblock = readSuperblock(source);
    const guarded = guardLocalHeaps(guardGlobalHeap(source, superblock), superblock);
    const { path, unmount } = library.mount(guarded);
    this.#unmount = unmount;
    let handle = 0n;
    try {
      // H5F_ACC_RDONLY, and no bounds on the library version.
      handle = library.call("/", (module) => module.open(path, 0, false, -1, -1), false);
      // libhdf5 answers with a negative id, h5wasm passes it on without a word.
      if (handle <= 0n) throw library.failure("/");
      this.#file = { library, handle, source, superblock, maxBytes };
      this.#id(rootId);
    } catch (error) {
      if (handle > 0n && library.usable) library.call("/", (module) => module.close_file(handle), false);
      unmount();
      throw error;
    }
  }

  links(group: string): Link[] {
    const names = this.#call(group, (module, file) => module.get_names(file, group, false));
    const links: Link[] = [];
    for (const name of names) {
      try {
        const link = this.#link(group, name);
        if (link !== undefined) links.push(link);
      } catch (error) {
        if (this.#file.library.stopped) throw error;
        links.push({ name, kind: "damaged", problem: toLastingProblem(error) });
      }
    }
    return links;
  }

  attributes(object: string, budget: ByteBudget = { left: Number.POSITIVE_INFINITY }): AttributeEntry[] {
    return readAttributes(this.#file, object, this.#address(object), budget);
  }

  dataset(dataset: string): DatasetDescription {
    let description = this.#datasets.get(dataset);
    if (description === undefined) {
      description = describeDataset(this.#file, dataset, this.#address(dataset));
      this.#datasets.set(dataset, description);
    }
    return description;
  }

  axes(dataset: string): AxisDescription[] {
    const { shape } = this.dataset(dataset);
    const names = this.#call(dataset, (module, file) => module.get_attribute_names(file, dataset));
    const labels = names.includes("DIMENSION_LABELS")
      ? this.#call(dataset, (module, file) => module.get_dimension_labels(file, dataset))
      : [];
    const hasScales = names.includes("DIMENSION_LIST");
    return shape.map((_, axis) => {
      const path = hasScales ? this.#scalePath(dataset, axis) : undefined;
      const name = labels[axis] || (path?.split("/").at(-1) ?? "");
      return { name, scale: path === undefined ? null : { id: this.#id(path), path: path.slice(1) } };
    });
  }

  /** Path of the first scale of an axis. Copies of a data set often keep references to scales that were left behind. */
  #scalePath(dataset: string, axis: number): string | undefined {
    try {
      return this.#call(dataset, (module, file) => module.get_attached_scales(file, dataset, axis))[0] || undefined;
    } catch (error) {
      if (error instanceof Failure && error.code === "HDF_DAMAGED" && this.#file.library.usable) return undefined;
      throw error;
    }
  }

  read(dataset: string, slab: Slab, fields: readonly number[] | null): Payload[] {
    return readSlab(this.#file, dataset, this.dataset(dataset), slab, fields);
  }

  close(): void {
    const { library, handle, source } = this.#file;
    try {
      library.call("/", (module) => module.close_file(handle), false);
    } catch {
      // After a trap there is nothing to close.
    } finally {
      this.#unmount();
      source.close();
    }
  }

  /** A link that leads to a group or data set; undefined for one that leads nowhere, out of the file, or to a type. */
  #link(group: string, name: string): Link | undefined {
    const path = group === "/" ? `/${name}` : `${group}/${name}`;
    const type = this.#call(path, (module, file) => module.get_type(file, path));
    if (type === 0) return { name, kind: "group", id: this.#id(path) };
    if (type === 1) return { name, kind: "dataset", id: this.#id(path) };
    if (type > 1) return undefined;
    throw new Failure("HDF_DAMAGED", notFound, path);
  }

  /** The first path by which an object was reached stands for it. */
  #id(path: string): string {
    const address = this.#address(path);
    const known = this.#idByAddress.get(address);
    if (known !== undefined) return known;
    this.#idByAddress.set(address, path);
    return path;
  }

  /** Address of the object's header. */
  #address(path: string): number {
    const bytes = this.#call(path, (module, file) => module.create_object_reference(file, path));
    return bytes.reduceRight((sum, byte) => sum * 256 + byte, 0);
  }

  #call<T>(object: string, action: (module: H5wasmModule, file: bigint) => T): T {
    return this.#file.library.call(object, (module) => action(module, this.#file.handle));
  }
}
