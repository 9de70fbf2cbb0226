import { ByteBuilder } from "../../_byte-builder.ts";
import { LimitError } from "../../errors.ts";
import { encodeAttribute } from "./attributes.ts";
import {
  encodeReferenceListType,
  encodeReferenceSequenceType,
  encodeTextType,
  referenceListEntrySize,
} from "./datatypes.ts";
import type { HeapId } from "./global-heap.ts";
import { isAscii, maxMessageSize } from "./messages.ts";

// The attributes of the HDF5 Dimension Scale Specification, with exactly the types that libhdf5 writes and checks.
const overhead = 256;
const maxUses = Math.floor((maxMessageSize - overhead) / referenceListEntrySize);

export const scaleAttributes: readonly string[] = ["CLASS", "NAME", "REFERENCE_LIST"];
export const dimensionAttributes: readonly string[] = ["DIMENSION_LIST"];

/** An axis of a data set that uses a scale; `dataset` is the address of its object header. */
interface ScaleUse {
  readonly dataset: number;
  readonly axis: number;
}

/** @throws LimitError when a scale is used by more axes than its object header can list */
export function checkUses(count: number, details: { file: string | undefined; object: string }): void {
  if (count > maxUses) throw new LimitError(`a dimension scale can serve ${maxUses} axes, asked for ${count}`, details);
}

export function encodeScaleClass(): Uint8Array {
  return encodeTerminatedText("CLASS", "DIMENSION_SCALE");
}

export function encodeScaleName(name: string): Uint8Array {
  return encodeTerminatedText("NAME", name);
}

export function encodeReferenceList(uses: readonly ScaleUse[]): Uint8Array {
  const data = new ByteBuilder("little-endian");
  for (const { dataset, axis } of uses) data.address(dataset).u32(axis).u32(0);
  return encodeAttribute("REFERENCE_LIST", {
    datatype: encodeReferenceListType(),
    shape: [uses.length],
    data: data.finish(),
  });
}

/** What the heap keeps for an axis: a reference to the scale whose object header is at this address. */
export function encodeReference(header: number): Uint8Array {
  return new ByteBuilder("little-endian").address(header).finish();
}

/** @param scales per axis the heap object with the reference to its scale, or null */
export function encodeDimensionList(scales: readonly (HeapId | null)[]): Uint8Array {
  const data = new ByteBuilder("little-endian");
  for (const scale of scales) {
    if (scale === null) data.zeros(16);
    else data.u32(1).address(scale.collection).u32(scale.index);
  }
  return encodeAttribute("DIMENSION_LIST", {
    datatype: encodeReferenceSequenceType(),
    shape: [scales.length],
    data: data.finish(),
  });
}

function encodeTerminatedText(name: string, text: string): Uint8Array {
  const data = new TextEncoder().encode(`${text}\0`);
  return encodeAttribute(name, { datatype: encodeTextType(data.length, "terminated", isAscii(data)), shape: [], data });
}
