const pageBytes = 2 ** 16;

/** A function of a module: six integers. */
export type WasmFunction = (...parameters: number[]) => void;

/** The functions of a module, and memory that they share with us. */
export class WasmKernel<Name extends string> {
  readonly functions: Readonly<Record<Name, WasmFunction>>;
  readonly #memory: WebAssembly.Memory;

  private constructor(functions: Readonly<Record<Name, WasmFunction>>, memory: WebAssembly.Memory) {
    this.functions = functions;
    this.#memory = memory;
  }

  /**
   * @param makeModule the bytes of a module that imports `env.memory`: under 4 KB, which every browser compiles without a
   * promise
   * @returns undefined where there is no WebAssembly with SIMD, or a policy forbids it
   */
  static create<Name extends string>(makeModule: () => Uint8Array<ArrayBuffer>): WasmKernel<Name> | undefined {
    try {
      const memory = new WebAssembly.Memory({ initial: 1 });
      const { exports } = new WebAssembly.Instance(new WebAssembly.Module(makeModule()), { env: { memory } });
      return new WasmKernel(exports as Record<Name, WasmFunction>, memory);
    } catch {
      return undefined;
    }
  }

  /** Memory of at least so many bytes, whose views are valid until the next call. */
  reserve(bytes: number): ArrayBuffer {
    const missing = bytes - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / pageBytes));
    return this.#memory.buffer;
  }
}
