import { Failure } from "./failure.ts";
import { type FileBytes, getUint, readView } from "./object-header.ts";

const maxRecords = 100_000;
const maxDepth = 16;
const maxNodeSize = 2 ** 20;

interface TreeNode {
  readonly address: number;
  readonly records: number;
  readonly depth: number;
}

/** The first record of a version 2 B-tree (format specification III.A.2) that is the one wanted. @throws Failure */
export function findRecord(
  file: FileBytes,
  address: number,
  isWanted: (record: DataView) => boolean,
): DataView | undefined {
  for (const record of treeRecords(file, address)) if (isWanted(record)) return record;
  return undefined;
}

/** All records of a version 2 B-tree, in no order. @throws Failure */
export function* treeRecords(file: FileBytes, address: number): Generator<DataView> {
  const { offsetSize } = file.superblock;
  const head = readView(file, address, 18 + offsetSize);
  if (head.getUint32(0, true) !== 0x44485442) throw new Failure("HDF_DAMAGED", "its index is not there"); // "BTHD"
  const nodeSize = head.getUint32(6, true);
  const recordSize = head.getUint16(10, true);
  const depth = head.getUint16(12, true);
  if (nodeSize > maxNodeSize || recordSize === 0 || depth > maxDepth) {
    throw new Failure("HDF_DAMAGED", "its index has impossible nodes");
  }
  const pointers = pointerSizes(nodeSize, recordSize, depth, offsetSize);
  const root = Number(getUint(head, 16, offsetSize));
  const nodes: TreeNode[] = [{ address: root, records: head.getUint16(16 + offsetSize, true), depth }];
  let count = 0;
  for (const node of nodes) {
    // A damaged index can lead back to itself.
    count += Math.max(1, node.records);
    if (count > maxRecords) throw new Failure("HDF_DAMAGED", "its index does not end");
    const pointer = pointers[node.depth];
    const children = pointer === undefined ? 0 : (node.records + 1) * pointer.size;
    if (6 + node.records * recordSize + children > nodeSize) {
      throw new Failure("HDF_DAMAGED", "its index has impossible nodes");
    }
    const view = readView(file, node.address, 6 + node.records * recordSize + children);
    for (let n = 0; n < node.records; n++) {
      yield new DataView(view.buffer, view.byteOffset + 6 + n * recordSize, recordSize);
    }
    if (pointer === undefined) continue;
    for (let n = 0; n <= node.records; n++) {
      const at = 6 + node.records * recordSize + n * pointer.size;
      nodes.push({
        address: Number(getUint(view, at, offsetSize)),
        records: Number(getUint(view, at + offsetSize, pointer.countSize)),
        depth: node.depth - 1,
      });
    }
  }
}

/** By depth: bytes of a pointer to a child (address, count of its records, count of all below it); none at depth 0. */
function pointerSizes(
  nodeSize: number,
  recordSize: number,
  depth: number,
  offsetSize: number,
): ({ readonly size: number; readonly countSize: number } | undefined)[] {
  // Signature, version, type and checksum.
  const room = nodeSize - 10;
  let total = Math.floor(room / recordSize);
  let totalSize = 0;
  const countSize = bytesFor(total);
  const sizes: ({ size: number; countSize: number } | undefined)[] = [undefined];
  for (let level = 1; level <= depth; level++) {
    const size = offsetSize + countSize + totalSize;
    sizes.push({ size, countSize });
    const records = Math.floor((room - size) / (recordSize + size));
    total = (records + 1) * total + records;
    totalSize = bytesFor(total);
  }
  return sizes;
}

function bytesFor(limit: number): number {
  return limit < 1 ? 1 : Math.floor(Math.floor(Math.log2(limit)) / 8) + 1;
}
