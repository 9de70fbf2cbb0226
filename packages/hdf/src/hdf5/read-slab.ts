import type { Layout } from "./datatype.ts";
import { checkTextSize, decodeNumbers, decodeStrings, type Place } from "./decode.ts";
import type { EngineFile } from "./engine.ts";
import { Failure } from "./failure.ts";
import type { DatasetDescription, Payload } from "./session.ts";
import type { Slab } from "./slabs.ts";

/** Read one hyperslab through libhdf5's memory. @throws Failure */
export function readSlab(
  file: EngineFile,
  path: string,
  description: DatasetDescription,
  slab: Slab,
  fields: readonly number[] | null,
): Payload[] {
  const { type, unsupported } = description;
  if (unsupported !== null) throw new Failure("HDF_UNSUPPORTED", unsupported, path);
  const count = slab.count.reduce((product, length) => product * length, 1);
  checkChunk(file, path, description);
  const { library, handle } = file;
  return library.withMemory(path, count * type.size, (address) => {
    const target = BigInt(address);
    // A scalar has no hyperslab: without one, h5wasm reads everything.
    const [counts, starts, steps] =
      slab.count.length === 0
        ? [null, null, null]
        : [toBigInts(slab.count), toBigInts(slab.start), toBigInts(slab.step)];
    try {
      const status = library.call(
        path,
        (module) => module.get_dataset_data(handle, path, counts, starts, steps, target),
        false,
      );
      if (status < 0) throw library.failure(path);
      const place = { heap: library.heap, address, stride: type.size, count };
      if (fields === null) return [decode({ ...place, order: 1 }, type.layout, file.maxBytes)];
      return fields.map((index) => {
        const { offset, order, layout } = type.fields![index]!;
        return decode({ ...place, address: address + offset, order }, layout, file.maxBytes);
      });
    } finally {
      // Also after a failure, for what was read before it: the rest of the memory is zero.
      if (type.holdsPointers && library.usable) {
        library.call(
          path,
          (module) =>
            counts === null
              ? module.reclaim_vlen_memory(handle, path, "", target)
              : module.reclaim_vlen_memory_count(handle, path, "", target, counts),
          false,
        );
      }
    }
  });
}

/** libhdf5 decodes whole chunks; a damaged chunk shape must not make it take gigabytes. */
function checkChunk({ maxBytes }: EngineFile, path: string, { chunks, type }: DatasetDescription): void {
  const bytes = chunks?.reduce((product, length) => product * length, type.size) ?? 0;
  if (bytes > maxBytes) {
    throw new Failure("HDF_LIMIT", `one chunk has ${bytes} bytes, more than maxBytes (${maxBytes})`, path);
  }
}

function decode(place: Place, layout: Layout, maxBytes: number): Payload {
  if (layout.kind === "number") return decodeNumbers(place, layout);
  if (layout.kind === "text") return decodeStrings(place, layout, (bytes) => checkTextSize(bytes, maxBytes));
  throw new Failure("HDF_UNSUPPORTED", "its type has no native form");
}

function toBigInts(values: readonly number[]): bigint[] {
  return values.map(BigInt);
}
