import { Failure, toIoFailure } from "./failure.ts";
import type { H5wasmModule, StreamOperations } from "./h5wasm-module.ts";
import type { SyncSource } from "./sync-source.ts";

/** Each error that h5wasm throws through libhdf5 loses 128 bytes of a stack of 2 MiB (measured: it traps at 16383). */
const maxThrown = 2000;
const ioError = 29;
const maxMemory = 2 ** 32 - 1;

/** h5wasm decodes names as UTF-8, whatever they are, so that it cannot ask for others. */
export const notFound: string = "libhdf5 lists it, but does not find it: its name is not UTF-8, or the file is damaged";

/**
 * An instance of libhdf5 (WebAssembly) with everything that makes it safe to call: what it prints is kept as the
 * description of an error, and after a trap it refuses to work, because its memory is then in an unknown state.
 */
export class Library {
  readonly #module: H5wasmModule;
  readonly #printed: Uint8Array[] = [];
  #sourceError: Failure | undefined;
  #stopped: string | undefined;
  #thrown = 0;

  constructor(module: H5wasmModule) {
    this.#module = module;
    for (const descriptor of [1, 2]) this.#capture(descriptor);
  }

  /** Can files be opened in it? Not after a trap, nor when it is worn out. */
  get usable(): boolean {
    return this.#stopped === undefined && this.#thrown < maxThrown;
  }

  /** Did it trap? Then every further call fails. */
  get stopped(): boolean {
    return this.#stopped !== undefined;
  }

  /** Memory, to be taken anew after every call, because it moves when it grows. */
  get heap(): Uint8Array<ArrayBuffer> {
    return this.#module.HEAPU8;
  }

  /**
   * Call libhdf5. h5wasm ignores most statuses, so that a failure shows only in what libhdf5 prints: with `strict`,
   * anything printed is a failure.
   * @throws Failure
   */
  call<T>(object: string, action: (module: H5wasmModule) => T, strict: boolean = true): T {
    if (this.#stopped !== undefined) {
      throw new Failure("HDF_IO", `libhdf5 has stopped (${this.#stopped}); open the file again`, object);
    }
    this.#printed.length = 0;
    this.#sourceError = undefined;
    let result: T;
    try {
      result = action(this.#module);
    } catch (error) {
      if (error instanceof Failure) throw error;
      throw this.#thrownFailure(error, object);
    }
    if (this.#sourceError !== undefined || (strict && this.#printed.length > 0)) throw this.failure(object);
    return result;
  }

  /** The failure of the last call: of the source, or what libhdf5 says. */
  failure(object: string): Failure {
    if (this.#sourceError !== undefined) {
      const { code, problem, cause } = this.#sourceError;
      return new Failure(code, problem, object, cause);
    }
    const reason = deepestMessage(this.#printedText());
    if (/allocation failed|out of memory|can't allocate/i.test(reason)) {
      return new Failure("HDF_LIMIT", `libhdf5 found no memory for it: ${reason}`, object);
    }
    return new Failure("HDF_DAMAGED", `libhdf5 cannot read it: ${reason}`, object);
  }

  /** Run `action` with `size` bytes of libhdf5's memory, all zero. @throws Failure when there is no memory */
  withMemory<T>(object: string, size: number, action: (address: number) => T): T {
    // WebAssembly would take a larger size modulo 2^32.
    const fits = size <= maxMemory;
    const address = fits ? this.call(object, (module) => module._malloc(Math.max(1, size))) >>> 0 : 0;
    if (address === 0) throw new Failure("HDF_LIMIT", `libhdf5 found no memory for ${size} bytes`, object);
    try {
      this.heap.fill(0, address, address + size);
      return action(address);
    } finally {
      if (this.#stopped === undefined) this.#module._free(address);
    }
  }

  /**
   * Show a source to libhdf5 as a file.
   * @returns its path; nobody can guess it, so that no external link of another file leads to it
   */
  mount(source: SyncSource): { path: string; unmount: () => void } {
    const { FS } = this.#module;
    const name = `${unguessable()}.h5`;
    const node = FS.createFile("/", name, {}, true, false);
    Object.defineProperty(node, "usedBytes", { value: source.size });
    Object.assign(node, { stream_ops: this.#operations(source) });
    return { path: `/${name}`, unmount: () => FS.unlink(`/${name}`) };
  }

  #operations(source: SyncSource): StreamOperations {
    return {
      read: (_stream, buffer, start, length, position) => {
        const count = Math.max(0, Math.min(length, source.size - position));
        try {
          source.readSync(position, new Uint8Array(buffer.buffer, buffer.byteOffset + start, count));
        } catch (error) {
          // It must not pass through WebAssembly, whose stack it would leave as it is.
          this.#sourceError = toIoFailure(error);
          throw new this.#module.FS.ErrnoError(ioError);
        }
        return count;
      },
      llseek: (stream, offset, whence) => offset + ([0, stream.position, source.size][whence] ?? 0),
    };
  }

  #capture(descriptor: number): void {
    const stream = this.#module.FS.streams[descriptor];
    if (stream === undefined) return;
    const write: StreamOperations["write"] = (_stream, buffer, start, length) => {
      // A damaged file can print without end.
      if (this.#printed.length < 1000) this.#printed.push(new Uint8Array(buffer.slice(start, start + length)));
      return length;
    };
    stream.stream_ops = { ...stream.stream_ops, write };
  }

  #printedText(): string {
    const decoder = new TextDecoder();
    return this.#printed.map((bytes) => decoder.decode(bytes, { stream: true })).join("");
  }

  #thrownFailure(error: unknown, object: string): Failure {
    const message = error instanceof Error ? error.message : String(error);
    // h5wasm's own errors; everything else is a trap or an exhausted stack.
    if (error instanceof Error && error.constructor === Error) {
      this.#thrown++;
      return this.#printed.length > 0 || this.#sourceError !== undefined
        ? this.failure(object)
        : new Failure("HDF_DAMAGED", notFound, object);
    }
    this.#stopped = message;
    if (this.#sourceError !== undefined) return this.failure(object);
    return new Failure("HDF_DAMAGED", `libhdf5 stopped while reading it: ${message}`, object, error);
  }
}

/**
 * The library in the instance that h5wasm makes when it is imported (it has no way to make another). How it is imported
 * is left to the caller: a worker must not import anything dynamically, see worker.ts.
 * @throws Failure
 */
export async function createLibrary(ready: Promise<unknown>): Promise<Library> {
  try {
    return new Library((await ready) as H5wasmModule);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Failure("HDF_UNSUPPORTED", `HDF5 needs h5wasm, which cannot be loaded here: ${reason}`, undefined, error);
  }
}

function unguessable(): string {
  // randomUUID exists in secure contexts only.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The message of the innermost function in what libhdf5 prints: "#004: file.c line 7 in function(): message". */
function deepestMessage(text: string): string {
  const messages = [...text.matchAll(/#\d+: .*? in (\w+)\(\): (.*)/g)];
  const last = messages.at(-1);
  return last === undefined ? text.trim().slice(0, 200) || "no reason given" : `${last[2]} (${last[1]})`;
}
