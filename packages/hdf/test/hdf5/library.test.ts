import { expect, test } from "vitest";
import { Failure } from "../../src/hdf5/failure.ts";
import type { H5wasmModule } from "../../src/hdf5/h5wasm-module.ts";
import { Library } from "../../src/hdf5/library.ts";

/** As much of the module as these tests need; `print` is what libhdf5 writes to stderr. */
function fakeModule() {
  const streams = [{}, {}, {}].map(() => ({ stream_ops: {} as { write?: (...args: unknown[]) => number } }));
  const file = { stream_ops: {} as { read: (...args: unknown[]) => number } };
  const FS = { streams, createFile: () => file, unlink: () => {}, ErrnoError: Error };
  const module = { HEAPU8: new Uint8Array(64), FS, _malloc: () => 8, _free: () => {} };
  const print = (text: string) => {
    const bytes = new TextEncoder().encode(text);
    streams[2]!.stream_ops.write!({}, new Int8Array(bytes.buffer), 0, bytes.length);
  };
  const mounted = () => file.stream_ops;
  return { library: new Library(module as unknown as H5wasmModule), print, mounted };
}

function caught(action: () => unknown): Failure {
  try {
    action();
  } catch (error) {
    if (error instanceof Failure) return error;
  }
  throw new Error("expected a Failure");
}

test("what libhdf5 prints is a failure, described by the innermost function", () => {
  const { library, print } = fakeModule();
  const stack =
    "HDF5-DIAG: Error detected\n  #000: a/H5D.c line 1 in H5Dopen(): can't open\n  #001: a/H5O.c line 2 in H5O_x(): bad version\n    major: x\n";
  const failure = caught(() => library.call("/d", () => print(stack)));
  expect(failure).toMatchObject({ code: "HDF_DAMAGED", object: "/d" });
  expect(failure.problem).toBe("libhdf5 cannot read it: bad version (H5O_x)");
  expect(library.call("/d", () => 5, false)).toBe(5);
  expect(library.usable).toBe(true);
});

test("no memory is a limit, not damage", () => {
  const { library, print } = fakeModule();
  const failure = caught(() =>
    library.call("/d", () => print("#000: a line 1 in f(): memory allocation failed for chunk\n")),
  );
  expect(failure.code).toBe("HDF_LIMIT");
});

test("after a trap the instance refuses to work", () => {
  const { library } = fakeModule();
  const trap = () => {
    throw new WebAssembly.RuntimeError("memory access out of bounds");
  };
  expect(caught(() => library.call("/d", trap))).toMatchObject({ code: "HDF_DAMAGED" });
  expect(library.usable).toBe(false);
  expect(library.stopped).toBe(true);
  expect(caught(() => library.call("/d", () => 1))).toMatchObject({ code: "HDF_IO" });
});

test("errors of h5wasm wear the instance out", () => {
  const { library } = fakeModule();
  for (let n = 0; library.usable; n++) {
    expect(n).toBeLessThan(10_000);
    caught(() =>
      library.call("/d", () => {
        throw new Error("error - name not defined!");
      }),
    );
  }
  expect(library.call("/d", () => 1)).toBe(1);
});

test("memory is zero and given back", () => {
  const { library } = fakeModule();
  library.heap.fill(7);
  const bytes = library.withMemory("/d", 4, (address) => library.heap.slice(address, address + 5));
  expect([...bytes]).toEqual([0, 0, 0, 0, 7]);
});

test("more memory than WebAssembly addresses is a limit", () => {
  const { library } = fakeModule();
  const failure = caught(() => library.withMemory("/d", 2 ** 32 + 8, () => 1));
  expect(failure).toMatchObject({ code: "HDF_LIMIT", object: "/d" });
});

test("a source that fails is a failure of I/O, also when libhdf5 stops at it", () => {
  const { library, mounted } = fakeModule();
  const cause = new Error("line dropped");
  const readSync = () => {
    throw cause;
  };
  library.mount({ size: 100, readSync, close: () => {} });
  const read = () => mounted().read({}, new Int8Array(8), 0, 8, 0);
  const ignoring = () => {
    try {
      read();
    } catch {}
  };
  expect(caught(() => library.call("/d", ignoring))).toMatchObject({ code: "HDF_IO", object: "/d", cause });
  const trapping = () => {
    ignoring();
    throw new WebAssembly.RuntimeError("unreachable");
  };
  expect(caught(() => library.call("/d", trapping))).toMatchObject({ code: "HDF_IO", object: "/d", cause });
  expect(library.stopped).toBe(true);
});
