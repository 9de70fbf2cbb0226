import { treeRecords } from "./btree2.ts";
import { checkLength, readDatatype, type TypeFormat } from "./datatype-message.ts";
import { Failure } from "./failure.ts";
import { readFractalHeap, readHeapObject } from "./fractal-heap.ts";
import { committedType, type FileBytes, getUint, isUndefined, messageType, part, readHeader } from "./object-header.ts";

/** A type is a message, and no message is longer. */
const maxMessage = 2 ** 17;
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * The types of the attributes of the object whose header is at `address`, by name. Those that cannot be found are
 * missing: in damaged places, and in the heap of shared messages.
 * @throws Failure when the source fails
 */
export function readAttributeTypes(file: FileBytes, address: number): ReadonlyMap<string, TypeFormat> {
  const types = new Map<string, TypeFormat>();
  const add = (message: DataView): void => {
    const found = checkLength(() => readAttributeType(file, message));
    if (found !== undefined) types.set(found.name, found.type);
  };
  attempt(() => {
    for (const { type, bytes } of readHeader(file, address)) {
      if (type === messageType.attribute) attempt(() => add(bytes));
      else if (type === messageType.attributeInfo) attempt(() => eachDense(file, bytes, add));
    }
  });
  return types;
}

/** Many or large attributes are in a heap with an index of them (attribute info message, IV.A.2.v). */
function eachDense(file: FileBytes, info: DataView, action: (message: DataView) => void): void {
  const { offsetSize } = file.superblock;
  const addressesAt = (info.getUint8(1) & 1) === 0 ? 2 : 4;
  const heapAddress = Number(getUint(info, addressesAt, offsetSize));
  if (isUndefined(heapAddress, offsetSize)) return;
  const heap = readFractalHeap(file, heapAddress);
  for (const record of treeRecords(file, Number(getUint(info, addressesAt + offsetSize, offsetSize)))) {
    attempt(() => {
      const isShared = (record.getUint8(heap.idLength) & 2) !== 0;
      if (!isShared) action(readHeapObject(file, heap, record, maxMessage));
    });
  }
}

/** Name and type of an attribute message (IV.A.2.m); undefined when the type is in the heap of shared messages. */
function readAttributeType(file: FileBytes, message: DataView): { name: string; type: TypeFormat } | undefined {
  const version = message.getUint8(0);
  // Version 1 pads both to multiples of eight bytes; version 3 adds the character set of the name.
  const pad = (length: number): number => (version === 1 ? Math.ceil(length / 8) * 8 : length);
  const nameAt = version === 3 ? 9 : 8;
  const nameLength = message.getUint16(2, true);
  // Without the NUL at its end.
  const name = decoder.decode(part(message, nameAt, Math.max(0, nameLength - 1)));
  const stored = part(message, nameAt + pad(nameLength), message.getUint16(4, true));
  const isShared = version > 1 && (message.getUint8(1) & 1) !== 0;
  const datatype = isShared ? committedType(file, stored) : stored;
  return datatype === undefined ? undefined : { name, type: readDatatype(datatype) };
}

/** What is damaged, or of an unknown kind, is left out. */
function attempt(action: () => void): void {
  try {
    checkLength(action);
  } catch (error) {
    if (!(error instanceof Failure) || error.code === "HDF_IO") throw error;
  }
}
