import type { AttributeInfo, DataArray } from "../types.ts";
import { readAttributeTypes } from "./attribute-types.ts";
import { describeType, type TypeDescription } from "./datatype.ts";
import type { TypeFormat } from "./datatype-message.ts";
import { checkTextSize, copyOut, decodeNumbers, decodeStrings, type Place, toArray } from "./decode.ts";
import type { EngineFile } from "./engine.ts";
import { Failure, toLastingProblem } from "./failure.ts";
import { type H5wasmMetadata, type H5wasmType, typeClass } from "./h5wasm-module.ts";
import type { AttributeEntry } from "./session.ts";

/** How many bytes attributes may still take. */
export interface ByteBudget {
  left: number;
}

/** What an attribute takes besides its value: its name and description. */
const entryBytes = 128;

/**
 * All attributes of an object, except those in which dimension scales keep their references. Those above the budget
 * are problems. @param address of its header @throws Failure
 */
export function readAttributes(
  file: EngineFile,
  object: string,
  address: number,
  budget: ByteBudget,
): AttributeEntry[] {
  const names = file.library.call(object, (module) => module.get_attribute_names(file.handle, object));
  const entries: AttributeEntry[] = [];
  if (names.length === 0) return entries;
  const types = readAttributeTypes(file, address);
  for (const name of names) {
    try {
      const entry = readAttribute({ file, object, name, format: types.get(name), budget });
      if (entry !== undefined) entries.push(entry);
    } catch (error) {
      // The others would only say that it has stopped.
      if (file.library.stopped) throw error;
      const problem = toLastingProblem(error);
      entries.push({ name, problem: { ...problem, object: `${object}@${name}` } });
    }
  }
  return entries;
}

interface AttributeTarget {
  readonly file: EngineFile;
  readonly object: string;
  readonly name: string;
  readonly format: TypeFormat | undefined;
  readonly budget: ByteBudget;
}

function readAttribute(target: AttributeTarget): AttributeInfo | undefined {
  const { file, object, name, format, budget } = target;
  const { library, handle } = file;
  const metadata = library.call(object, (module) => module.get_attribute_metadata(handle, object, name));
  // Addresses in this file, which `dimensions` resolves. CLASS and NAME are text, and other programs show them, too.
  if ((name === "DIMENSION_LIST" || name === "REFERENCE_LIST") && holdsReferences(metadata)) return undefined;
  const type = describeType(metadata, format);
  const count = countElements(file, metadata, type);
  checkBudget(budget, count * type.size);
  const shape = metadata.shape === null ? [0] : [...metadata.shape, ...type.arrayShape];
  const list = count === 0 ? emptyList(type) : readList(target, type, count);
  budget.left -= entryBytes + sizeOf(list);
  // One element is given as itself.
  const value = list.length === 1 && type.dtype !== "other" ? list[0]! : list;
  return { name, dtype: type.dtype, shape, value };
}

/** Number of elements, with all of them known to fit. */
function countElements({ maxBytes }: EngineFile, { shape, size }: H5wasmMetadata, type: TypeDescription): number {
  if (shape === null) return 0;
  const count = shape.reduce((product, length) => product * length, 1);
  if (!(Number.isSafeInteger(count) && count >= 0 && size > 0)) {
    throw new Failure("HDF_DAMAGED", `its shape is impossible: ${shape.join(" x ")} of ${size} bytes`);
  }
  if (count * type.size > maxBytes) {
    throw new Failure("HDF_LIMIT", `it has ${count * type.size} bytes, more than maxBytes (${maxBytes})`);
  }
  return count;
}

function checkBudget({ left }: ByteBudget, bytes: number): void {
  if (entryBytes + bytes <= left) return;
  throw new Failure(
    "HDF_LIMIT",
    "with it, the attributes of the file take too much memory to read them all at once, as for a file in a worker; " +
      "open it by path or bytes",
  );
}

function sizeOf(list: List): number {
  if (!Array.isArray(list)) return list.byteLength;
  return list.reduce((sum, text) => sum + entryBytes + 2 * text.length, 0);
}

function checkText({ file, budget }: AttributeTarget, bytes: number): void {
  checkBudget(budget, bytes);
  checkTextSize(bytes, file.maxBytes);
}

function readList(attribute: AttributeTarget, type: TypeDescription, count: number): List {
  const { file, object, name } = attribute;
  const { library, handle } = file;
  return library.withMemory(object, count * type.size, (address) => {
    const target = BigInt(address);
    const status = library.call(object, (module) => module.get_attribute_data(handle, object, name, target), false);
    if (status < 0) throw library.failure(object);
    try {
      const order = type.arrayShape.reduce((product, length) => product * length, 1);
      const place = { heap: library.heap, address, stride: type.size, count, order };
      return decodeList(place, type, (bytes) => checkText(attribute, bytes));
    } finally {
      if (type.holdsPointers) {
        library.call(object, (module) => module.reclaim_vlen_memory(handle, object, name, target), false);
      }
    }
  });
}

type List = string[] | DataArray;

/** A type without a native form is given as its bytes, unless these are pointers, which mean nothing outside. */
function decodeList(place: Place, type: TypeDescription, checkText: (bytes: number) => void): List {
  const { layout } = type;
  if (layout.kind === "number") return toArray(layout.dtype, decodeNumbers(place, layout));
  if (layout.kind === "text") return decodeStrings(place, layout, checkText);
  if (type.holdsPointers) return new Uint8Array(0);
  return copyOut(place.heap, place.address, place.count * place.stride);
}

function emptyList({ layout }: TypeDescription): List {
  if (layout.kind === "number") return toArray(layout.dtype, new Uint8Array(0));
  return layout.kind === "text" ? [] : new Uint8Array(0);
}

function holdsReferences(type: H5wasmType): boolean {
  if (type.type === typeClass.reference) return true;
  if (type.vlen_type !== undefined) return holdsReferences(type.vlen_type);
  return type.compound_type?.members.some(holdsReferences) ?? false;
}
