import { DamagedFileError, type HdfErrorDetails, UnsupportedError } from "../errors.ts";
import { makeChunkedElement } from "./chunks.ts";
import { CompressedElement } from "./compressed.ts";
import type { DataElement, Hdf4Container, LinearElement } from "./container.ts";
import { Cursor } from "./cursor.ts";
import { type Descriptor, isUnwritten } from "./descriptors.ts";
import { checkExtent, checkRange } from "./extents.ts";
import { makeExternalElement } from "./external.ts";
import { makeLinkedElement } from "./linked-blocks.ts";
import { readWhole } from "./read-whole.ts";

/** Codes of special elements, the first field of their description (hfile.h: SPECIAL_*). */
const special = { linked: 1, external: 2, compressed: 3, chunked: 5 } as const;

/**
 * Open an element for reading by ranges.
 * @param object what it belongs to, for errors
 * @throws DamagedFileError when it is missing or its description is damaged, UnsupportedError for a kind of storage
 * that the reader does not know
 */
export async function openElement(
  container: Hdf4Container,
  tag: number,
  ref: number,
  object?: string,
  signal?: AbortSignal,
): Promise<DataElement> {
  const descriptor = container.descriptors.get(tag, ref, object);
  if (descriptor.special) await container.metadata.loadStored([descriptor], signal);
  return makeElement(container, descriptor, object);
}

/** Like `openElement`, for an element whose description is loaded (`metadata.loadStored`) or that has none. */
export function makeElement(container: Hdf4Container, descriptor: Descriptor, object?: string): DataElement {
  const where: HdfErrorDetails = { file: container.reader.name, offset: descriptor.offset, object };
  if (!descriptor.special) return makeContiguousElement(container, descriptor, where);
  const description = container.metadata.stored(descriptor);
  const header = new Cursor(description, where);
  const code = header.uint16();
  switch (code) {
    case special.linked:
      return makeLinkedElement(container, header, where);
    case special.external:
      return makeExternalElement(container, header, where);
    case special.compressed:
      return new CompressedElement(container, description, where);
    case special.chunked:
      return makeChunkedElement(container, header, where);
    default:
      throw new UnsupportedError(
        `special element code ${code}, expected 1 (linked blocks), 2 (external), 3 (compressed) or 5 (chunked)`,
        where,
      );
  }
}

/**
 * The whole content of a linear element.
 * @throws LimitError above `maxBytes`; UnsupportedError for a chunked one
 */
export async function readElement(
  container: Hdf4Container,
  tag: number,
  ref: number,
  object?: string,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const element = await openElement(container, tag, ref, object, signal);
  return readWhole(element, container.context.maxBytes, signal);
}

/** A part of a linear element as an element of its own. @throws DamagedFileError when it is longer than the element */
export function sliceElement(element: DataElement, offset: number, length: number): LinearElement {
  if (element.layout === "chunked") {
    throw new UnsupportedError("a chunked element, expected one that is a run of bytes", element.where);
  }
  checkRange(offset, length, element.length, element.where);
  return {
    layout: "linear",
    where: element.where,
    length,
    compression: element.compression,
    indivisible: element.indivisible === true,
    check: () => element.check(),
    verify: async (signal) => element.verify?.(signal),
    read: async (start, count, signal) => {
      checkRange(start, count, length, element.where);
      return element.read(offset + start, count, signal);
    },
  };
}

function makeContiguousElement(
  container: Hdf4Container,
  descriptor: Descriptor,
  where: HdfErrorDetails,
): LinearElement {
  const { reader } = container;
  const { offset } = descriptor;
  const length = isUnwritten(descriptor) ? 0 : descriptor.length;
  if (length < 0) throw new DamagedFileError(`the element has length ${length}, expected 0 or more`, where);
  return {
    layout: "linear",
    where,
    length,
    compression: [],
    check: () => {
      if (length > 0) checkExtent(reader, { offset, length }, where);
    },
    read: async (start, count, signal) => {
      checkRange(start, count, length, where);
      if (count === 0) return new Uint8Array(0);
      const extent = { offset: offset + start, length: count };
      checkExtent(reader, extent, where);
      return reader.read(extent.offset, count, signal);
    },
    readInto: async (target, start, signal) => {
      checkRange(start, target.length, length, where);
      const extent = { offset: offset + start, length: target.length };
      checkExtent(reader, extent, where);
      await reader.readInto(target, extent.offset, signal);
    },
  };
}
