import type { Slab, Values } from "../../src/dump/values.ts";

/** Values of a shape in the given slabs. */
export function fakeValues(shape: readonly number[], ...slabs: (Slab["data"] | Slab)[]): Values {
  return {
    axes: shape.map((count) => ({ name: "", start: 0, step: 1, count })),
    async *slabs(): AsyncGenerator<Slab> {
      for (const slab of slabs) yield "valid" in slab ? slab : { data: slab, valid: null };
    },
  };
}

/** Everything that an iterable gives. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** All pieces as one string. */
export async function joined(pieces: AsyncIterable<string>): Promise<string> {
  return (await collect(pieces)).join("");
}
