import { checkLength, readDatatype, type TypeFormat } from "./datatype-message.ts";
import { Failure } from "./failure.ts";
import { getUint, type HeaderMessage, messageType, type Superblock } from "./object-header.ts";

/** What the header of a data set tells beyond h5wasm. */
export interface StorageDetails {
  /** Fill value in the bytes of the file, [] for the default (zero), null when there is none or it is not known. */
  readonly fillBytes: Uint8Array | null;
  /** The element type, or why it is not known. */
  readonly type: TypeFormat | { readonly problem: string };
  /** Is the data in other files (external file list)? */
  readonly external: boolean;
  /** Has the data a place in the file? It gets one with the first element that is written. */
  readonly allocated: boolean;
}

/**
 * Read the details out of an object header.
 * @param sizes bytes of an address and of a length in this file
 * @throws Failure for a header that contradicts itself
 */
export function readDetails(messages: readonly HeaderMessage[], sizes: Sizes): StorageDetails {
  const find = (type: number) => messages.find((message) => message.type === type)?.bytes;
  const datatype = find(messageType.datatype);
  return {
    fillBytes: checkLength(() => readFill(find(messageType.fillValue), find(messageType.oldFillValue))),
    type:
      datatype === undefined ? { problem: "its datatype is in the heap of shared messages" } : readDatatype(datatype),
    external: find(messageType.externalFiles) !== undefined,
    allocated: checkLength(() => isAllocated(find(messageType.layout), sizes)),
  };
}

type Sizes = Pick<Superblock, "offsetSize" | "lengthSize">;

/** Format specification IV.A.2.i: the address of data, or of the index of its chunks, has all bits set before there is any. */
function isAllocated(message: DataView | undefined, { offsetSize, lengthSize }: Sizes): boolean {
  const at = message === undefined ? undefined : addressPlace(message, lengthSize);
  return at === undefined || getUint(message!, at, offsetSize) !== 2n ** BigInt(8 * offsetSize) - 1n;
}

const [contiguous, chunked] = [1, 2];

/** Where the address is; undefined for data within the message, and what has none or is not known. */
function addressPlace(message: DataView, lengthSize: number): number | undefined {
  const version = message.getUint8(0);
  const layout = message.getUint8(version < 3 ? 2 : 1);
  if (layout !== contiguous && layout !== chunked) return undefined;
  if (version < 3) return 8;
  if (layout === contiguous) return 2;
  if (version === 3) return 3;
  if (version !== 4) return undefined;
  const [flags, rank, dimensionSize] = [message.getUint8(2), message.getUint8(3), message.getUint8(4)];
  const index = 5 + rank * dimensionSize;
  const parameters = indexParameters[message.getUint8(index)];
  if (parameters === undefined) return undefined;
  // A single chunk that is filtered has its size here, and which filters were left out.
  return index + 1 + parameters + (flags & 2 ? lengthSize + 4 : 0);
}

/** Bytes of the parameters of each kind of index: a single chunk, none, a fixed array, an extensible array, a B-tree. */
const indexParameters: Readonly<Record<number, number>> = { 1: 0, 2: 0, 3: 1, 4: 5, 5: 6 };

/** Format specification IV.A.2.e and IV.A.2.f. */
function readFill(message: DataView | undefined, old: DataView | undefined): Uint8Array | null {
  if (message === undefined) return old === undefined ? new Uint8Array(0) : sized(old, 0);
  const version = message.getUint8(0);
  if (version === 1) return sized(message, 4);
  if (version === 2) return message.getUint8(3) === 0 ? null : sized(message, 4);
  if (version !== 3) return null;
  const flags = message.getUint8(1);
  if (flags & 16) return null;
  return flags & 32 ? sized(message, 2) : new Uint8Array(0);
}

function sized(view: DataView, at: number): Uint8Array {
  const size = view.getUint32(at, true);
  if (size === 0xffffffff) return new Uint8Array(0);
  if (at + 4 + size > view.byteLength) throw new Failure("HDF_DAMAGED", "its fill value is cut off");
  return new Uint8Array(view.buffer, view.byteOffset + at + 4, size);
}
