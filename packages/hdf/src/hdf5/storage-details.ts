import { checkLength, readDatatype, type TypeFormat } from "./datatype-message.ts";
import { Failure } from "./failure.ts";
import { type HeaderMessage, messageType } from "./object-header.ts";

/** What the header of a data set tells beyond h5wasm. */
export interface StorageDetails {
  /** Fill value in the bytes of the file, [] for the default (zero), null when there is none or it is not known. */
  readonly fillBytes: Uint8Array | null;
  /** The element type, or why it is not known. */
  readonly type: TypeFormat | { readonly problem: string };
  /** Is the data in other files (external file list)? */
  readonly external: boolean;
}

/** Read the details out of an object header. @throws Failure for a header that contradicts itself */
export function readDetails(messages: readonly HeaderMessage[]): StorageDetails {
  const find = (type: number) => messages.find((message) => message.type === type)?.bytes;
  const datatype = find(messageType.datatype);
  return {
    fillBytes: checkLength(() => readFill(find(messageType.fillValue), find(messageType.oldFillValue))),
    type:
      datatype === undefined ? { problem: "its datatype is in the heap of shared messages" } : readDatatype(datatype),
    external: find(messageType.externalFiles) !== undefined,
  };
}

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
