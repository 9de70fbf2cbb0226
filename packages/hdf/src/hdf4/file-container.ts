import { ByteCache } from "../_byte-cache.ts";
import type { OpenContext } from "../open.ts";
import { defaultCacheBytes } from "../options.ts";
import type { ByteReader } from "../source/byte-reader.ts";
import { nodeModule } from "../source/path.ts";
import type { OpenedSource } from "../source/resolve.ts";
import type { DataElement, Hdf4Container } from "./container.ts";
import { type DescriptorTable, readDescriptors } from "./descriptors.ts";
import { makeElement, openElement, readElement } from "./elements.ts";
import { MetadataCache } from "./metadata.ts";

/** The container of a file that is open, and what must be closed with it. */
export class Hdf4FileContainer implements Hdf4Container {
  readonly reader: ByteReader;
  readonly context: OpenContext;
  readonly descriptors: DescriptorTable;
  readonly metadata: MetadataCache;
  readonly decoded: ByteCache<object | string, Uint8Array>;
  readonly externalFiles: Map<string, Promise<ByteReader>> = new Map();
  readonly directory: string | undefined;
  #closed = false;
  readonly #closing: (() => Promise<void>)[] = [];

  private constructor(
    reader: ByteReader,
    context: OpenContext,
    descriptors: DescriptorTable,
    directory: string | undefined,
  ) {
    this.reader = reader;
    this.context = context;
    this.descriptors = descriptors;
    this.directory = directory;
    this.decoded = new ByteCache(context.cacheBytes ?? defaultCacheBytes);
    this.metadata = new MetadataCache(reader, (descriptor) => makeElement(this, descriptor));
  }

  static async open(reader: ByteReader, context: OpenContext, opened: OpenedSource): Promise<Hdf4FileContainer> {
    const descriptors = await readDescriptors(reader, context.signal);
    return new Hdf4FileContainer(reader, context, descriptors, directoryOf(opened));
  }

  openElement(tag: number, ref: number, object?: string, signal?: AbortSignal): Promise<DataElement> {
    return openElement(this, tag, ref, object, signal);
  }

  readElement(tag: number, ref: number, object?: string, signal?: AbortSignal): Promise<Uint8Array> {
    return readElement(this, tag, ref, object, signal);
  }

  onClose(action: () => Promise<void>): void {
    // What was still being opened when the file was closed: nobody waits for it.
    if (this.#closed) action().catch(() => {});
    else this.#closing.push(action);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.decoded.close();
    this.externalFiles.clear();
    await Promise.all([this.reader.close(), ...this.#closing.splice(0).map((action) => action())]);
  }
}

function directoryOf(opened: OpenedSource): string | undefined {
  if (opened.kind !== "path") return undefined;
  const path = nodeModule("node:path");
  return path?.dirname(path.resolve(opened.path));
}
