import { describe, expect, it, test } from "vitest";
import type { NumpyArray } from "../../src/npy/types.ts";
import { readPickle } from "../../src/pickle/read-pickle.ts";
import { isNumpyArray, PickleTuple, type PickleValue } from "../../src/pickle/types.ts";
import { fromBase64, pickleCases, valueOfTruth } from "../support/numpy-truth.ts";

/** Bytes from text of one character each. */
const bytesOf = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
const read = (text: string) => readPickle(bytesOf(text));

describe("files of CPython", () => {
  it.each(pickleCases.map((made) => [made.name, made] as const))("%s", (_, { file, truth }) => {
    expect(readPickle(fromBase64(file))).toStrictEqual(valueOfTruth(truth));
  });
});

describe("what only Python 2 and handwritten pickles have", () => {
  it.each<[string, string, PickleValue]>([
    ["text of Python 2", "S'it\\'s \\x41\\101\\n\\\\'\n.", "it's AA\n\\"],
    ["text of Python 2 in other quotes", 'S"a\'b"\n.', "a'b"],
    ["binary text of Python 2", "T\x03\x00\x00\x00a\xffc.", "a\xffc"],
    ["short binary text of Python 2", "U\x02ab.", "ab"],
    ["long integers", "L-123456789012345678901L\n.", -123456789012345678901n],
    ["an integer with a plus", "I+7\n.", 7],
    ["truth values", "(I01\nI00\nl.", [true, false]],
    ["floats", "(F1\nF-.5\nF1e3\nFnan\nF-inf\nl.", [1, -0.5, 1000, Number.NaN, Number.NEGATIVE_INFINITY]],
    ["a long integer without bytes", "\x8a\x00.", 0],
    ["a long integer with a length of 4 bytes", "\x8b\x02\x00\x00\x00\xff\xff.", -1],
    ["characters beyond 16 bits", "V\\U0001f600\\u2603\\x\n.", "\u{1f600}\u2603\\x"],
    ["a dictionary in one instruction", "(K\x01K\x02d.", new Map([[1, 2]])],
    ["dropped values and marks", "K\x01(K\x02K\x031(0K\x05200.", 1],
    ["a value twice", "](K\x012e.", [1, 1]],
    ["the memo by name", "](K\x05p3\ng3\ne.", [5, 5]],
    [
      "8-byte lengths",
      "(\x8d\x02\x00\x00\x00\x00\x00\x00\x00ab\x8e\x01\x00\x00\x00\x00\x00\x00\x00zl.",
      ["ab", bytesOf("z")],
    ],
  ])("%s", (_, text, value) => {
    expect(read(text)).toStrictEqual(value);
  });

  it("an array of Python 2, whose elements are text", () => {
    const array = read(
      "cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntS'b'\ntR(I1\n(I2\ntcnumpy\ndtype\n" +
        "(S'i2'\nI0\nI1\ntR(I3\nS'<'\nNNNI-1\nI-1\nI0\ntbI00\nS'\\x01\\x00\\xff\\xff'\ntb.",
    );
    expect(array).toStrictEqual({ dtype: "int16", shape: [2], data: Int16Array.of(1, -1) });
    expect(isNumpyArray(array)).toBe(true);
  });

  it("an array of the first version, without its number", () => {
    expect(read(arrayPickle("\x89C\x02\x07\x00", "(K\x01\x85"))).toEqual({
      dtype: "int16",
      shape: [1],
      data: Int16Array.of(7),
    });
  });
});

/** An array of one int16; `content`: Fortran order and elements. */
function arrayPickle(
  content: string,
  shape = "(K\x01K\x01\x85",
  state = "K\x03X\x01\x00\x00\x00<NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00",
): string {
  const dtype = `cnumpy\ndtype\nX\x02\x00\x00\x00i2\x89\x88\x87R(${state}tb`;
  return `cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85C\x01b\x87R${shape}${dtype}${content}tb.`;
}

test("what is shared in the pickle is shared in the value", () => {
  const list = read("]q\x00h\x00a.") as PickleValue[];
  expect(list[0]).toBe(list);
  const arrays = read(`(${arrayPickle("\x89C\x02\x07\x00").slice(0, -1)}2l.`) as [NumpyArray, NumpyArray];
  expect(arrays[0]).toBe(arrays[1]);
});

describe("names that are not admitted are refused before anything is done", () => {
  it.each([
    ["GLOBAL", "cos\nsystem\n(S'false'\ntR.", '"os.system"'],
    ["STACK_GLOBAL", "\x8c\x08builtins\x8c\x04eval\x93.", '"builtins.eval"'],
    ["INST", "(S'false'\nios\nsystem\n.", '"os.system"'],
    ["a name that begins like another", "cnumpy.core.multiarray\n_reconstruct2\n.", '_reconstruct2"'],
    ["a part of numpy", "cnumpy\nload\n.", '"numpy.load"'],
    ["an object of numpy's tests", "cnumpy.testing._private.utils\nrunstring\n.", "runstring"],
    ["a property of objects", "c__proto__\nconstructor\n.", '"__proto__.constructor"'],
    ["a subclass", "cnumpy.core.multiarray\n_reconstruct\ncnumpy.matrix\nmatrix\n.", "numpy.matrix.matrix"],
    ["ordered dictionaries", "ccollections\nOrderedDict\n)R.", "collections.OrderedDict"],
    ["a long name", `c${"a".repeat(5000)}\nb\n.`, "aaa..."],
  ])("%s", (_, text, message) => {
    expect(() => read(text)).toThrow(message);
    expect(() => read(text)).toThrow("not admitted");
    expect(() => read(text)).toThrow(expect.objectContaining({ code: "DATASET_PICKLE" }));
  });

  it.each([
    ["NEWOBJ", "cnumpy\nndarray\n)\x81.", /instances of classes/],
    ["NEWOBJ_EX", "cnumpy\nndarray\n)}\x92.", /instances of classes/],
    ["OBJ", "(cnumpy\nndarray\no.", /instances of classes/],
    ["INST of what is admitted", "(inumpy\nndarray\n.", /instances of classes/],
    ["PERSID", "Pid\n.", /references to objects elsewhere/],
    ["BINPERSID", "NQ.", /references to objects elsewhere/],
    ["EXT1", "\x82\x01.", /extension registry/],
    ["NEXT_BUFFER", "\x97.", /buffers outside/],
    ["a call of numpy.ndarray", "cnumpy\nndarray\nK\x05\x85\x85R.", /not read/],
  ])("%s", (_, text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});

describe("damaged pickles", () => {
  it.each<[string, string, RegExp]>([
    ["no bytes", "", /1 bytes needed, 0 left/],
    ["no end", "N", /1 bytes needed/],
    ["more after the end", "N.x", /1 bytes follow/],
    ["nothing to return", ".", /lacks a value/],
    ["values left over", "NN.", /left on the stack/],
    ["a mark left over", "(N.", /left on the stack/],
    ["an unknown instruction", "\xff.", /byte 255 is no instruction/],
    ["a protocol of the future", "\x80\x06N.", /protocol 6/],
    ["a frame that is too long", "\x95\x09\x00\x00\x00\x00\x00\x00\x00N.", /frame of 9 bytes/],
    ["a value below a mark", "N(a.", /lacks a value/],
    ["no mark", "Nt.", /lacks a mark/],
    ["an empty memo", "h\x05.", /memo 5 is empty/],
    ["a memo key that is none", "Np-1\n.", /no number/],
    ["bytes beyond the end", "B\xff\xff\xff\x7fabc.", /2147483647 bytes needed/],
    ["bytes far beyond the end", "\x8e\xff\xff\xff\xff\xff\xff\xff\xffabc.", /bytes needed/],
    ["a negative length", "T\xff\xff\xff\xffabc.", /-1 bytes needed/],
    ["a line without end", "I12", /a line has no end/],
    ["an integer that is none", "I1x\n.", /"1x" is no integer/],
    ["an integer of very many digits", `I${"1".repeat(9999)}\n.`, /is no integer/],
    ["an integer of very many bytes", `\x8b\xd0\x07\x00\x00${"\x01".repeat(2000)}.`, /integer of 2000 bytes/],
    ["a float that is none", "F0x10\n.", /is no float/],
    ["an escape that is none", "S'\\q'\n.", /is no escape/],
    ["half an escape", "S'\\x4'\n.", /is no escape/],
    ["no quotes", "Sabc\n.", /has no quotes/],
    ["a character that is none", "V\\U00110000\n.", /is no character/],
    ["half a character", "V\\u12\n.", /is no character/],
    ["text that is not UTF-8", "X\x01\x00\x00\x00\xff.", /not UTF-8/],
    ["append to a dict", "}Na.", /append to a dict/],
    ["append to a tuple", ")Na.", /append to a tuple/],
    ["a key without a value", "}(Nu.", /1 keys and values/],
    ["set a key of a list", "]NNs.", /of a list/],
    ["a list as a key", "}]Ns.", /a list as a key/],
    ["a dict in a set", "\x8f(}\x90.", /a dict as a key/],
    ["add to a list", "](N\x90.", /add to a list/],
    ["a call of a number", "K\x01)R.", /call of a number/],
    ["a call without arguments", "cnumpy\ndtype\nNR.", /with None/],
    ["a function as a value", "cnumpy\ndtype\n.", /numpy.dtype is no value/],
    ["a function in a list", "]cnumpy\ndtype\na.", /is no value/],
    ["a function deep in a tuple", "]cnumpy\ndtype\n\x85\x85\x85a.", /a tuple is no value/],
    ["a state for a list", "]Nb.", /a list takes no state/],
    [
      "bytes of text that is none",
      "c_codecs\nencode\nX\x02\x00\x00\x00\xc4\x80X\x06\x00\x00\x00latin1\x86R.",
      /character 0/,
    ],
    ["another encoding", "c_codecs\nencode\nX\x01\x00\x00\x00aX\x05\x00\x00\x00utf-8\x86R.", /not read/],
    ["a set of a number", "cbuiltins\nset\nK\x01\x85R.", /a set of a number/],
  ])("%s", (_, text, message) => {
    expect(() => read(text)).toThrow(message);
    expect(() => read(text)).toThrow(expect.objectContaining({ code: "DATASET_PICKLE" }));
  });

  it.each<[string, string, RegExp]>([
    ["too few elements", arrayPickle("\x89C\x01\x07"), /1 bytes for 1 elements of 2 bytes/],
    ["too many elements", arrayPickle("\x89C\x03\x07\x00\x00"), /3 bytes for 1 elements/],
    ["no elements", arrayPickle("\x89N"), /None as the content/],
    ["no order", arrayPickle("NC\x02\x07\x00"), /order of its elements/],
    ["no shape", arrayPickle("\x89C\x02\x07\x00", "(K\x01N"), /shape is None/],
    ["a shape of text", arrayPickle("\x89C\x02\x07\x00", "(K\x01U\x01x\x85"), /shape has a string/],
    ["a negative length", arrayPickle("\x89C\x02\x07\x00", "(K\x01J\xff\xff\xff\xff\x85"), /is no length/],
    ["very many elements", arrayPickle("\x89C\x02\x07\x00", "(K\x01J\xff\xff\xff\x7f\x85"), /2 bytes for 2147483647/],
    ["a field", arrayPickle("\x89C\x02\x07\x00", undefined, "K\x03U\x01<N)NK\x02K\x01K\x00"), /structured/],
    ["no byte order", arrayPickle("\x89C\x02\x07\x00", undefined, "K\x03NNNNK\x02K\x01K\x00"), /byte order/],
    [
      "a byte order that is none",
      arrayPickle("\x89C\x02\x07\x00", undefined, "K\x03U\x01|NNNK\x02K\x01K\x00"),
      /byte order/,
    ],
    ["no state", "cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85C\x01b\x87R.", /no content/],
    [
      "no state of the dtype",
      "cnumpy.core.multiarray\nscalar\ncnumpy\ndtype\nU\x02i2\x85RU\x02ab\x86R.",
      /no byte order/,
    ],
    ["a scalar of no dtype", "cnumpy.core.multiarray\nscalar\nNU\x02ab\x86R.", /None: expected a numpy dtype/],
    ["no array", "cnumpy.core.multiarray\n_reconstruct\ncnumpy\ndtype\n\x85R.", /expected numpy.ndarray/],
    ["a dtype of no name", "cnumpy\ndtype\nN\x85R.", /numpy.dtype of None/],
    ["a dtype as a value", "cnumpy\ndtype\nU\x02i2\x85R.", /a numpy dtype is no value/],
  ])("an array: %s", (_, text, message) => {
    expect(() => read(text)).toThrow(message);
  });

  it("objects in arrays", () => {
    const text = arrayPickle("\x89]").replace("i2", "O8").replace("K\x03X\x01\x00\x00\x00<", "K\x03X\x01\x00\x00\x00|");
    expect(() => read(text)).toThrow(/Python objects/);
  });

  it("names the file and the byte", () => {
    expect(() => readPickle(bytesOf("NNh\x05."), { file: "output/0.pkl" })).toThrow("output/0.pkl, byte 2: memo 5");
  });
});

describe("small files that would fill the memory or the time", () => {
  it("deep nesting", () => {
    let value = read(`${"]".repeat(100_000)}${"a".repeat(99_999)}.`) as PickleValue[];
    for (let depth = 1; depth < 100_000; depth++) value = value[0] as PickleValue[];
    expect(value).toEqual([]);
    expect(() => read(`${"(".repeat(100_000)}.`)).toThrow(/lacks a value/);
    expect(read(`N${"\x85".repeat(100_000)}.`)).toBeInstanceOf(PickleTuple);
  });

  it("a tuple of very many items", () => {
    expect(read(`(${"N".repeat(300_000)}t.`)).toHaveLength(300_000);
  });

  it("laughter", () => {
    // Each list holds the one before ten times.
    const levels = Array.from(
      { length: 100 },
      (_, i) => `](${`h${String.fromCharCode(i)}`.repeat(10)}eq${String.fromCharCode(i + 1)}0`,
    );
    const value = read(`U\x03lolq\x000${levels.join("")}h\x64.`) as PickleValue[];
    expect(value).toHaveLength(10);
    expect(value[0]).toBe(value[9]);
  });

  it("bytes made again and again from the same text", () => {
    const text = `X\x00\x00\x10\x00${"a".repeat(2 ** 20)}q\x010c_codecs\nencode\nq\x020`;
    const again = "h\x02h\x01U\x06latin1\x86R0".repeat(10_000);
    expect(() => read(`${text}${again}.`)).toThrow(/again and again/);
  });

  it("sets made again and again from the same list", () => {
    const list = `](${"K\x01".repeat(100_000)}eq\x010cbuiltins\nset\nq\x020`;
    expect(() => read(`${list}${"h\x02h\x01\x85R0".repeat(10_000)}N.`)).toThrow(/again and again/);
  });

  it("more containers than wanted", () => {
    expect(() => read("]".repeat(1_000_001))).toThrow(/more than 1000000 containers/);
    expect(() => readPickle(bytesOf("]]]"), { maxObjects: 2 })).toThrow(/more than 2 containers/);
  });
});
