import { findRecord } from "./btree2.ts";
import { Failure } from "./failure.ts";
import { type FileBytes, getUint, isUndefined, readView } from "./object-header.ts";

/** A fractal heap (format specification III.G), with what is needed to find the objects in it. */
export interface FractalHeap {
  readonly idLength: number;
  /** Address of the B-tree of objects too large for the blocks. */
  readonly hugeTree: number;
  /** Blocks in a row of the doubling table. */
  readonly width: number;
  readonly firstBlock: number;
  readonly largestDirect: number;
  /** Bytes of an offset in the heap. */
  readonly offsetLength: number;
  readonly root: number;
  /** Is the root a block of addresses, rather than of objects? */
  readonly indirect: boolean;
}

/** Read the header of a heap. @throws Failure */
export function readFractalHeap(file: FileBytes, address: number): FractalHeap {
  const { offsetSize: o, lengthSize: l } = file.superblock;
  const view = readView(file, address, 22 + 12 * l + 3 * o);
  if (view.getUint32(0, true) !== 0x50485246) throw new Failure("HDF_DAMAGED", "its heap is not there"); // "FRHP"
  if (view.getUint16(7, true) > 0) throw new Failure("HDF_UNSUPPORTED", "its heap is compressed");
  const table = 14 + 10 * l + 2 * o;
  const behind = table + 2 + 2 * l;
  const heap = {
    idLength: view.getUint16(5, true),
    hugeTree: Number(getUint(view, 14 + l, o)),
    width: view.getUint16(table, true),
    firstBlock: Number(getUint(view, table + 2, l)),
    largestDirect: Number(getUint(view, table + 2 + l, l)),
    offsetLength: Math.ceil(view.getUint16(behind, true) / 8),
    root: Number(getUint(view, behind + 4, o)),
    indirect: view.getUint16(behind + 4 + o, true) > 0,
  };
  if (heap.width === 0 || heap.firstBlock === 0 || heap.largestDirect < heap.firstBlock || heap.offsetLength > 8) {
    throw new Failure("HDF_DAMAGED", "its heap has impossible blocks");
  }
  return heap;
}

/** The object of an id, or the first `maxLength` bytes of it. @throws Failure */
export function readHeapObject(file: FileBytes, heap: FractalHeap, id: DataView, maxLength: number): DataView {
  const kind = (id.getUint8(0) >> 4) & 3;
  if (kind === 0) {
    const offset = Number(getUint(id, 1, heap.offsetLength));
    const lengthAt = 1 + heap.offsetLength;
    const length = Number(getUint(id, lengthAt, heap.idLength - lengthAt));
    return readView(file, placeOf(file, heap, offset), Math.min(length, maxLength));
  }
  if (kind === 1) return readHuge(file, heap, id, maxLength);
  // An object within its id; none of those looked for is so small.
  throw new Failure("HDF_UNSUPPORTED", "its heap keeps it within an id");
}

/** Address of what is at an offset of the heap's own space, through the blocks of addresses. */
function placeOf(file: FileBytes, heap: FractalHeap, offset: number): number {
  const { width, firstBlock, largestDirect } = heap;
  const { offsetSize } = file.superblock;
  if (!heap.indirect) return heap.root + offset;
  let block = heap.root;
  let rest = offset;
  // Each step leads into a smaller block.
  for (;;) {
    const row = rest < firstBlock * width ? 0 : Math.floor(Math.log2(rest / (firstBlock * width))) + 1;
    const size = row === 0 ? firstBlock : firstBlock * 2 ** (row - 1);
    const rowStart = row === 0 ? 0 : size * width;
    const column = Math.floor((rest - rowStart) / size);
    // Signature, version, address of the header, offset of the block; then the addresses, row by row.
    const at = block + 5 + offsetSize + heap.offsetLength + (row * width + column) * offsetSize;
    block = Number(getUint(readView(file, at, offsetSize), 0, offsetSize));
    rest -= rowStart + column * size;
    if (size <= largestDirect) return block + rest;
  }
}

/** Objects that are not in blocks: their ids are keys of a B-tree with the addresses. */
function readHuge(file: FileBytes, { hugeTree, idLength }: FractalHeap, id: DataView, maxLength: number): DataView {
  const { offsetSize, lengthSize } = file.superblock;
  if (idLength > offsetSize + lengthSize || isUndefined(hugeTree, offsetSize)) {
    throw new Failure("HDF_UNSUPPORTED", "its heap has addresses in its ids");
  }
  const key = getUint(id, 1, Math.min(8, idLength - 1));
  const record = findRecord(file, hugeTree, (each) => getUint(each, offsetSize + lengthSize, lengthSize) === key);
  if (record === undefined) throw new Failure("HDF_DAMAGED", "its heap does not have it");
  const length = Number(getUint(record, offsetSize, lengthSize));
  return readView(file, Number(getUint(record, 0, offsetSize)), Math.min(length, maxLength));
}
