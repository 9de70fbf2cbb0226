import { type SimdFunctionName, simdModule } from "./_simd-module.ts";

type SimdFunction = (
  from: number,
  fromStep: number,
  to: number,
  toStep: number,
  count: number,
  numbers: number,
) => void;

const pageBytes = 2 ** 16;

/** The functions of the module, and memory that they share with us. Addresses are in bytes, steps too. */
export class SimdKernel {
  readonly functions: Readonly<Record<SimdFunctionName, SimdFunction>>;
  readonly #memory: WebAssembly.Memory;

  private constructor(functions: Readonly<Record<SimdFunctionName, SimdFunction>>, memory: WebAssembly.Memory) {
    this.functions = functions;
    this.#memory = memory;
  }

  /** undefined where there is no WebAssembly with SIMD, or a policy forbids it. */
  static create(): SimdKernel | undefined {
    try {
      const memory = new WebAssembly.Memory({ initial: 1 });
      const { exports } = new WebAssembly.Instance(new WebAssembly.Module(simdModule()), { env: { memory } });
      return new SimdKernel(exports as Record<SimdFunctionName, SimdFunction>, memory);
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
