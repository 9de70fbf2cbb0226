import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DamagedFileError, UnsupportedError } from "../../../src/errors.ts";
import { decodeSkphuff } from "../../../src/hdf4/codecs/index.ts";

const where = { file: "made.hdf" };

/** A plain binary tree with links, splayed as Jones describes it: an independent model of the coder. */
interface Node {
  parent: Node | undefined;
  left: Node | undefined;
  right: Node | undefined;
}

function makeTree(): { root: Node; leaves: Node[] } {
  const nodes: Node[] = Array.from({ length: 512 }, () => ({ parent: undefined, left: undefined, right: undefined }));
  for (let i = 0; i < 256; i++) {
    nodes[i]!.left = nodes[2 * i]!;
    nodes[i]!.right = nodes[2 * i + 1]!;
    if (i > 0) nodes[2 * i]!.parent = nodes[i]!;
    nodes[2 * i + 1]!.parent = nodes[i]!;
  }
  return { root: nodes[0]!, leaves: nodes.slice(256) };
}

function splay(root: Node, leaf: Node): void {
  for (let node = leaf; node !== root; ) {
    const parent = node.parent!;
    if (parent === root) return;
    const grandparent = parent.parent!;
    const uncle = (grandparent.left === parent ? grandparent.right : grandparent.left)!;
    if (grandparent.left === parent) grandparent.right = node;
    else grandparent.left = node;
    if (parent.left === node) parent.left = uncle;
    else parent.right = uncle;
    node.parent = grandparent;
    uncle.parent = parent;
    node = grandparent;
  }
}

function encodeSkphuff(bytes: Uint8Array, skipSize: number): Uint8Array {
  const trees = Array.from({ length: skipSize }, makeTree);
  const bits: number[] = [];
  bytes.forEach((byte, i) => {
    const { root, leaves } = trees[i % skipSize]!;
    const path: number[] = [];
    for (let node = leaves[byte]!; node !== root; node = node.parent!) path.push(node.parent!.right === node ? 1 : 0);
    bits.push(...path.reverse());
    splay(root, leaves[byte]!);
  });
  const coded = new Uint8Array(Math.ceil(bits.length / 8));
  bits.forEach((bit, i) => {
    coded[i >> 3]! |= bit << (7 - (i & 7));
  });
  return coded;
}

describe("decodeSkphuff", () => {
  it("decodes the first byte with the balanced tree: a one, then the byte's bits", () => {
    expect(decodeSkphuff(Uint8Array.of(0b1_0100_001, 0b0_0000000), 1, 1, where)).toEqual(Uint8Array.of(0x42));
  });

  it.each([1, 2, 4, 8])("gives back what an encoder with skip size %i was given", (skipSize) => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.nat(255), fc.nat(3)), { maxLength: 300 }), (values) => {
        const bytes = Uint8Array.from(values);
        expect(decodeSkphuff(encodeSkphuff(bytes, skipSize), skipSize, bytes.length, where)).toEqual(bytes);
      }),
      { seed: 3, numRuns: 40 },
    );
  });

  it("rejects data that ends too early, and skip sizes that make no sense", () => {
    const coded = encodeSkphuff(
      Uint8Array.from({ length: 50 }, (_, i) => i * 5),
      2,
    );
    expect(() => decodeSkphuff(coded.slice(0, -1), 2, 50, where)).toThrow("ends after");
    expect(() => decodeSkphuff(coded, 0, 50, where)).toThrow(DamagedFileError);
    expect(() => decodeSkphuff(coded, 2 ** 31, 5000, where)).toThrow(UnsupportedError);
  });

  it("gives bytes or DamagedFileError for garbage", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 400 }),
        fc.integer({ min: 1, max: 9 }),
        fc.nat(900),
        (input, skip, length) => {
          try {
            expect(decodeSkphuff(input, skip, length, where)).toHaveLength(length);
          } catch (error) {
            expect(error).toBeInstanceOf(DamagedFileError);
          }
        },
      ),
      { seed: 4 },
    );
  });
});
