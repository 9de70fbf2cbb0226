import { DamagedFileError, type HdfErrorDetails, UnsupportedError } from "../../errors.ts";

const leafBase = 256;
const root = 0;
/** The library takes any, but in every use known it is the size of an element or of a pixel. */
const largestSkip = 256;

/** One adaptive tree: nodes 0..255 are inner, 256..511 are the leaves of the byte values. */
interface SplayTree {
  /** Children of node n: [2n] for bit 0, [2n + 1] for bit 1. */
  readonly children: Uint16Array;
  readonly parents: Uint8Array;
}

/**
 * Undo HDF4's skipping Huffman coding (COMP_CODE_SKPHUFF): byte i is coded with tree i mod `skipSize`, and each tree
 * is semi-splayed around the value after it was used (D. W. Jones, "Application of splay trees to data compression",
 * CACM 31, 1988).
 * @throws DamagedFileError when the input ends before `outputLength` bytes or the skip size is not positive
 */
export function decodeSkphuff(
  input: Uint8Array,
  skipSize: number,
  outputLength: number,
  where: HdfErrorDetails,
): Uint8Array {
  if (skipSize < 1) throw new DamagedFileError(`skipping Huffman coding with skip size ${skipSize}`, where);
  const treeCount = Math.min(skipSize, outputLength);
  if (treeCount > largestSkip) {
    throw new UnsupportedError(
      `skipping Huffman coding with skip size ${skipSize}: at most ${largestSkip} is supported`,
      where,
    );
  }
  const trees = Array.from({ length: treeCount }, makeTree);
  const output = new Uint8Array(outputLength);
  let read = 0;
  let current = 0;
  // A one above the unread bits of `current` tells when they are used up.
  let marker = 0;
  let turn = 0;
  for (let written = 0; written < outputLength; written++) {
    const tree = trees[turn]!;
    const { children } = tree;
    let node = root;
    do {
      if (marker === 0) {
        if (read === input.length) throw tooShort(input, written, outputLength, where);
        current = input[read++]!;
        marker = 0x80;
      }
      node = children[2 * node + (current & marker ? 1 : 0)]!;
      marker >>= 1;
    } while (node < leafBase);
    semiSplay(tree, node);
    output[written] = node - leafBase;
    if (++turn === treeCount) turn = 0;
  }
  return output;
}

const balancedTree: SplayTree = {
  children: Uint16Array.from({ length: 2 * leafBase }, (_, i) => i),
  parents: Uint8Array.from({ length: 2 * leafBase }, (_, i) => i >> 1),
};

function makeTree(): SplayTree {
  return { children: balancedTree.children.slice(), parents: balancedTree.parents.slice() };
}

/** Halve the depth of the path to a leaf by exchanging every second node with its parent's sibling. */
function semiSplay({ children, parents }: SplayTree, leaf: number): void {
  let node = leaf;
  while (node !== root) {
    const parent = parents[node]!;
    if (parent === root) return;
    const grandparent = parents[parent]!;
    const parentSlot = children[2 * grandparent] === parent ? 2 * grandparent : 2 * grandparent + 1;
    const uncleSlot = parentSlot ^ 1;
    const uncle = children[uncleSlot]!;
    children[uncleSlot] = node;
    children[children[2 * parent] === node ? 2 * parent : 2 * parent + 1] = uncle;
    parents[node] = grandparent;
    parents[uncle] = parent;
    node = grandparent;
  }
}

function tooShort(input: Uint8Array, written: number, outputLength: number, where: HdfErrorDetails): DamagedFileError {
  return new DamagedFileError(
    `the skipping Huffman data (${input.length} bytes) ends after ${written} of ${outputLength} decoded bytes`,
    where,
  );
}
