import { fixturePath } from "../../../../../../test/support/fixtures.ts";
import { runPython } from "../../../../../../test/support/python.ts";

/** An attribute, a data set, ... as libhdf4 reads it: the layout is described in fixtures/README.md. */
export interface LibraryAttribute {
  dtype: string;
  count: number;
  values: string | (number | string)[];
  values_hex?: string;
}
export type LibraryAttributes = Record<string, LibraryAttribute>;
export interface LibraryDataset {
  name: string;
  dtype: string;
  shape: number[];
  ref: number;
  unlimited: boolean;
  coordinate: boolean;
  dims: {
    name: string;
    size: number;
    scale?: { dtype: string; values: (number | string)[] };
    attrs?: LibraryAttributes;
  }[];
  storage: { chunk?: number[]; compression?: string; external?: unknown };
  attrs: LibraryAttributes;
  values: (number | string)[];
}
export interface LibraryVdata {
  name: string;
  class: string;
  ref: number;
  interlace: string;
  count: number;
  fields: { name: string; dtype: string; nt: number; order: number; attrs?: LibraryAttributes }[];
  attrs?: LibraryAttributes;
  records: (number | string | (number | string)[])[][];
}
export interface LibraryVgroup {
  name: string;
  class: string;
  ref: number;
  attrs?: LibraryAttributes;
  members: { tag: number; ref: number; type: string; name: string }[];
}
export interface LibraryFile {
  datasets: LibraryDataset[];
  attrs: LibraryAttributes;
  vdatas: LibraryVdata[];
  vgroups: LibraryVgroup[];
}

const script = `
import ctypes, json, sys
sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
import readback
readback.LIMIT = 10 ** 9
readback.DF.VFfieldname.restype = ctypes.c_char_p
print(json.dumps([readback.read_file(path) for path in sys.argv[2:]]))
`;

/** Everything that libhdf4 reads from files, through the script that made the JSON beside the fixtures. */
export function readWithLibrary(python: string, paths: readonly string[]): LibraryFile[] {
  return JSON.parse(runPython(python, script, [fixturePath("src"), ...paths])) as LibraryFile[];
}

/** The numbers of a JSON list, in which NaN and the infinities are strings. */
export function toNumbers(values: readonly (number | string)[]): number[] {
  return values.map(Number);
}
