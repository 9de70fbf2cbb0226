import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { DatasetError } from "../../src/errors.ts";
import { readNpy } from "../../src/npy/read-npy.ts";
import { npyBytes } from "../../src/npy/write-npy.ts";
import { arrayOfTruth, fromBase64, npyCases } from "../support/numpy-truth.ts";

/** A file with any header and elements. */
function npyFile(header: string, elements: readonly number[], version = 1): Uint8Array {
  const text = new TextEncoder().encode(`${header}\n`);
  const length = version === 1 ? [text.length, 0] : [text.length, 0, 0, 0];
  return Uint8Array.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0, ...length, ...text, ...elements]);
}

const headerOf = (descr: string, shape: string, order = "False") =>
  `{'descr': ${descr}, 'fortran_order': ${order}, 'shape': ${shape}, }`;

describe("files of numpy", () => {
  it.each(npyCases.map((made) => [made.name, made] as const))("%s", (_, { file, truth, fortranOrder }) => {
    expect(readNpy(fromBase64(file))).toStrictEqual({ ...arrayOfTruth(truth), fortranOrder });
  });

  it("are read at any address", () => {
    for (const { file, truth, fortranOrder } of npyCases) {
      const bytes = fromBase64(file);
      const shifted = new Uint8Array(bytes.length + 3).subarray(3);
      shifted.set(bytes);
      expect(readNpy(shifted)).toStrictEqual({ ...arrayOfTruth(truth), fortranOrder });
    }
  });
});

test("an aligned array is a view, not a copy", () => {
  const bytes = npyBytes(Float32Array.of(1, 2, 3));
  const { data } = readNpy(bytes);
  expect((data as Float32Array).buffer).toBe(bytes.buffer);
});

test("any byte but 0 is true", () => {
  const { data } = readNpy(npyFile(headerOf("'|b1'", "(3,)"), [0, 1, 7]));
  expect(data).toEqual(Uint8Array.of(0, 1, 1));
});

describe("headers as other programs write them", () => {
  it.each([
    ["double quotes", `{"descr": "|u1", "fortran_order": False, "shape": (2,)}`],
    ["another order", "{'shape': (2,), 'fortran_order': False, 'descr': '|u1'}"],
    ["long integers of Python 2", headerOf("'|u1'", "(2L,)")],
    ["spaces", "  { 'descr' :'|u1' ,'fortran_order':False,'shape':( 2 , 1 ) }   "],
    ["Fortran order", headerOf("'|u1'", "(1, 2)", "True")],
    ["no byte order that matters", headerOf("'<u1'", "(2,)")],
  ])("%s", (_, header) => {
    expect(readNpy(npyFile(header, [5, 6])).data).toEqual(Uint8Array.of(5, 6));
  });
});

function timeOf(action: () => void): number {
  const started = performance.now();
  action();
  return performance.now() - started;
}

describe("files that are not read", () => {
  const u1 = headerOf("'|u1'", "(2,)");
  it.each<[string, Uint8Array, RegExp]>([
    ["no bytes", new Uint8Array(0), /not an npy file/],
    ["another file", new TextEncoder().encode("PK\x03\x04 something else"), /not an npy file/],
    ["a version of the future", npyFile(u1, [1, 2], 4), /version 4\.0: expected/],
    ["cut within the length", npyFile(u1, []).slice(0, 9), /cut off within its header/],
    ["cut within the header", npyFile(u1, []).slice(0, 40), /cut off within its header/],
    ["too few elements", npyFile(u1, [1]), /1 bytes of elements: expected 2 for shape \(2\) of uint8/],
    ["too many elements", npyFile(u1, [1, 2, 3]), /3 bytes of elements: expected 2/],
    ["objects", npyFile(headerOf("'|O'", "(1,)"), [1]), /Python objects/],
    ["structures", npyFile(headerOf("[('a', '<f4')]", "(1,)"), [1]), /structured/],
    ["void", npyFile(headerOf("'|V4'", "(1,)"), [1]), /structured/],
    ["long double", npyFile(headerOf("'<f16'", "(1,)"), [1]), /element type 'f16' is not read/],
    ["a type that does not exist", npyFile(headerOf("'<q9'", "(1,)"), [1]), /'q9' is not read/],
    ["no byte order", npyFile(headerOf("'f4'", "(1,)"), [1]), /expected its byte order first/],
    ["a byte order that says nothing", npyFile(headerOf("'|f4'", "(1,)"), [1]), /no byte order/],
    ["text without characters", npyFile(headerOf("'<U0'", "(9,)"), []), /text of 0 characters/],
    ["a unit of what is no date", npyFile(headerOf("'<f4[s]'", "(1,)"), [1]), /is not read/],
    ["huge text", npyFile(headerOf("'<U2147483647'", "(1,)"), []), /is not read/],
    ["no dictionary", npyFile("[1, 2]", []), /expected a dictionary/],
    ["a key too few", npyFile("{'descr': '<f4', 'shape': (1,)}", []), /expected descr, fortran_order and shape/],
    ["a key twice", npyFile("{'descr': '<f4', 'descr': '<f4'}", []), /expected a new key/],
    ["a key too many", npyFile("{'descr': '<f4', 'more': 1}", []), /no key 'more'/],
    ["no comma", npyFile("{'descr': '<f4' 'shape': (1,)}", []), /expected a comma/],
    ["more after the end", npyFile(`${u1} + 1`, [1, 2]), /expected/],
    ["a shape that is no tuple", npyFile(headerOf("'|u1'", "2"), [1, 2]), /a value of 'shape'/],
    ["a shape that is a number", npyFile(headerOf("'|u1'", "(2)"), [1, 2]), /a tuple as shape/],
    ["a shape with gaps", npyFile(headerOf("'|u1'", "(2,,1)"), [1, 2]), /integers in the shape/],
    ["a shape of nothing", npyFile(headerOf("'|u1'", "(,)"), [1]), /integers in the shape/],
    ["a negative length", npyFile(headerOf("'|u1'", "(-1,)"), [1, 2]), /a value of 'shape'/],
    ["2^60 elements", npyFile(headerOf("'<f8'", "(1152921504606846976,)"), [1]), /is no length/],
    ["2^52 elements", npyFile(headerOf("'<f8'", "(67108864, 67108864)"), [1]), /too large/],
    [
      "2^40 elements",
      npyFile(headerOf("'<f8'", "(1048576, 1048576)"), [1]),
      /1 bytes of elements: expected 8796093022208/,
    ],
    ["none of 2^60", npyFile(headerOf("'|u1'", "(0, 1073741824, 1073741824)"), []), /too large/],
    ["65 dimensions", npyFile(headerOf("'|u1'", `(${"1, ".repeat(65)})`), [1]), /65 dimensions/],
    ["no character", npyFile(headerOf("'<U1'", "(1,)"), [0, 0, 0, 0x80]), /no character of Unicode/],
  ])("%s", (_, bytes, message) => {
    expect(() => readNpy(bytes, { file: "input/0.npy" })).toThrow(message);
    expect(() => readNpy(bytes, { file: "input/0.npy" })).toThrow(
      expect.objectContaining({ code: "DATASET_NPY", file: "input/0.npy" }),
    );
  });

  it("a header of version 2 longer than any", () => {
    const bytes = npyFile(u1, [1, 2], 2);
    new DataView(bytes.buffer).setUint32(8, 2 ** 30, true);
    expect(() => readNpy(bytes)).toThrow(/header of 1073741824 bytes: expected at most 65536/);
  });

  it.each([
    "{SPACE",
    "{'shape': (SPACE",
    "{'shape': (5SPACE",
    "{'shape': (5,SPACE6",
    "{'shape': (5,)SPACE,SPACE:",
    "{'shape': (5,)SPACE;",
    "{'descr'SPACE",
  ])("a header of spaces takes time in proportion to its length: %s", (text) => {
    const spaces = " ".repeat(8000);
    const bytes = npyFile(text.replaceAll("SPACE", spaces), [], 2);
    new DataView(bytes.buffer).setUint32(8, bytes.length - 12, true);
    const read = (): void => expect(() => readNpy(bytes)).toThrow(/expected/);
    // A pattern that takes time in proportion to the square, on this machine, under this load.
    const square = timeOf(() => expect(/^\s*\s*x/.test(spaces)).toBe(false));
    expect(Math.min(...[1, 2, 3, 4, 5].map(() => timeOf(read)))).toBeLessThan(square / 10);
  });

  it("more elements than wanted", () => {
    const bytes = npyBytes(new Float32Array(11));
    expect(readNpy(bytes, { maxElements: 11 }).shape).toEqual([11]);
    expect(() => readNpy(bytes, { maxElements: 10 })).toThrow(DatasetError);
  });
});

test("Fortran order is undone for any shape", () => {
  const shapes = fc.array(fc.nat(4), { maxLength: 5 });
  fc.assert(
    fc.property(shapes, (shape) => {
      const size = shape.reduce((product, length) => product * length, 1);
      // The element at index (i, j, ...) is its position in C order, found by counting in Fortran order.
      const elements = Array.from({ length: size }, (_, position) => {
        let rest = position;
        const index = shape.map((length) => {
          const i = rest % length;
          rest = (rest - i) / length;
          return i;
        });
        return index.reduce((offset, i, axis) => offset * (shape[axis] as number) + i, 0);
      });
      const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
      const bytes = npyFile(
        headerOf("'>u2'", tuple, "True"),
        elements.flatMap((value) => [value >> 8, value & 0xff]),
      );
      const { data } = readNpy(bytes);
      expect(Array.from(data as Uint16Array)).toEqual(Array.from({ length: size }, (_, i) => i));
    }),
  );
});
