import { breathe } from "../_breathe.ts";
import { DamagedFileError } from "../errors.ts";
import type { ByteReader } from "../source/byte-reader.ts";
import { Cursor } from "./cursor.ts";
import { baseTag, isSpecialTag, tags } from "./tags.ts";

/** One data descriptor (DD): where an element of the file is. */
export interface Descriptor {
  /** Tag without the special bit. */
  readonly tag: number;
  readonly ref: number;
  /** Offset and length as stored: untrusted, negative values included. */
  readonly offset: number;
  readonly length: number;
  /** Is the element a description of where and how the data is stored? */
  readonly special: boolean;
  /** Position in the file's list of descriptors. */
  readonly index: number;
}

/** Has an element a descriptor, but no data yet? The library marks it with offset and length -1. */
export function isUnwritten(descriptor: Descriptor): boolean {
  return descriptor.offset === -1 && descriptor.length === -1;
}

const firstBlock = 4;
const blockHeaderLength = 6;
const descriptorLength = 12;

/** Number of descriptors from which files are not written any more: each tag has 65535 refs. */
const maxDescriptors = 2 ** 22;

/** Number of blocks from which a file is refused: the library makes blocks of 16 descriptors unless told otherwise. */
const maxBlocks = 2 ** 16;

/** All descriptors of a file in its order, by tag and by (tag, ref). */
export class DescriptorTable {
  readonly #byTag = new Map<number, Descriptor[]>();
  readonly #byKey = new Map<number, Descriptor>();
  readonly #repeated = new Set<number>();
  readonly #file: string;

  constructor(descriptors: Iterable<Descriptor>, file: string) {
    this.#file = file;
    for (const descriptor of descriptors) {
      const key = keyOf(descriptor.tag, descriptor.ref);
      if (this.#byKey.has(key)) {
        this.#repeated.add(key);
        continue;
      }
      this.#byKey.set(key, descriptor);
      const list = this.#byTag.get(descriptor.tag);
      if (list === undefined) this.#byTag.set(descriptor.tag, [descriptor]);
      else list.push(descriptor);
    }
  }

  /** Descriptors of a tag (special elements included) in the order of the file. */
  withTag(tag: number): readonly Descriptor[] {
    return this.#byTag.get(tag) ?? [];
  }

  /**
   * The descriptor of an element, or undefined when there is none.
   * @throws DamagedFileError when the file has two, because nothing tells which one is meant
   */
  find(tag: number, ref: number): Descriptor | undefined {
    const key = keyOf(tag, ref);
    if (this.#repeated.has(key)) {
      throw new DamagedFileError(`tag ${tag}, ref ${ref} has two descriptors, expected one`, { file: this.#file });
    }
    return this.#byKey.get(key);
  }

  /** Like `find`. @throws DamagedFileError when there is none */
  get(tag: number, ref: number, object?: string): Descriptor {
    const found = this.find(tag, ref);
    if (found !== undefined) return found;
    throw new DamagedFileError(`the element with tag ${tag}, ref ${ref} is missing`, { file: this.#file, object });
  }
}

/**
 * Read the chain of descriptor blocks. Free and NULL descriptors are left out.
 * @throws DamagedFileError when the chain leaves the file, contradicts itself or returns to an earlier block
 */
export async function readDescriptors(reader: ByteReader, signal?: AbortSignal): Promise<DescriptorTable> {
  const descriptors: Descriptor[] = [];
  const visited = new Set<number>();
  let index = 0;
  for (let block = firstBlock; block !== 0; ) {
    const place = { file: reader.name, offset: block };
    if (visited.has(block)) throw new DamagedFileError("the chain of descriptor blocks returns to this block", place);
    visited.add(block);
    if (visited.size > maxBlocks) throw new DamagedFileError(`more than ${maxBlocks} descriptor blocks`, place);
    await breathe(signal);
    const header = new Cursor(await reader.read(block, blockHeaderLength, signal), place);
    const count = header.int16();
    if (count < 0) header.fail(`a descriptor block announces ${count} descriptors, expected 0 or more`);
    const next = header.int32();
    if (next < 0) header.fail(`the next descriptor block is at ${next}, expected an offset in the file`);
    // The library does not make such blocks, and refuses them (hfiledd.c).
    if (count === 0 && next > 0) header.fail("an empty descriptor block, which another one follows");
    index += count;
    // Blocks cannot overlap, so that a file cannot announce more descriptors than it has room for.
    if (index * descriptorLength > reader.size || index > maxDescriptors) {
      header.fail(`the descriptor blocks announce ${index} descriptors, more than the file has room for`);
    }
    const offset = block + blockHeaderLength;
    const bytes = await reader.read(offset, count * descriptorLength, signal);
    parseBlock(bytes, index - count, descriptors);
    block = next;
  }
  return new DescriptorTable(descriptors, reader.name);
}

function parseBlock(bytes: Uint8Array, firstIndex: number, descriptors: Descriptor[]): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0, index = firstIndex; at < bytes.length; at += descriptorLength, index++) {
    const tag = view.getUint16(at);
    if (tag === tags.null || tag === tags.free) continue;
    descriptors.push({
      tag: baseTag(tag),
      ref: view.getUint16(at + 2),
      offset: view.getInt32(at + 4),
      length: view.getInt32(at + 8),
      special: isSpecialTag(tag),
      index,
    });
  }
}

function keyOf(tag: number, ref: number): number {
  return tag * 0x10000 + ref;
}
