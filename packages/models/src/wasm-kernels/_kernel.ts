import { type DataType, engine, type KernelConfig, type Tensor, type TensorInfo, tidy } from "@tensorflow/tfjs";

/** What kernels need of tfjs's wasm backend. */
export interface WasmBackend {
  makeOutput(shape: number[], dtype: DataType): TensorInfo;
  /** Valid until the next allocation, which may move the heap. */
  typedArrayFromHeap(info: TensorInfo): Float32Array | Int32Array | Uint8Array;
  incRef(dataId: object): void;
}

/** A kernel for the place of one that tfjs ships or lacks. */
export interface OurKernel extends KernelConfig {
  /** Attributes with which it takes that place; with others, what is shipped stays. Missing: all. */
  readonly replacesFor?: (attributes: unknown) => boolean;
}

/** `kernel` for some attributes only: what tfjs ships is right with the others, and faster. */
export function onlyFor<Attributes>(replacesFor: (attributes: Attributes) => boolean, kernel: KernelConfig): OurKernel {
  return { ...kernel, replacesFor: (attributes) => replacesFor(attributes as Attributes) };
}

/** A kernel made of operations of tfjs. */
export function composedKernel<Inputs extends { [Name in keyof Inputs]: Tensor }, Attributes>(
  kernelName: string,
  run: (inputs: Inputs, attributes: Attributes) => Tensor,
): KernelConfig {
  return {
    kernelName,
    backendName: "wasm",
    kernelFunc: ({ inputs, attrs, backend }) =>
      tidy(() => {
        const tensors = mapValues(inputs, (info) => asTensor(info!, backend as WasmBackend));
        return run(tensors as Inputs, attrs as Attributes);
      }),
  };
}

/** Kernels are given the bare data; the tidy around them drops this reference to it. */
function asTensor(info: TensorInfo, backend: WasmBackend): Tensor {
  backend.incRef(info.dataId);
  return engine().makeTensorFromTensorInfo(info);
}

/** What a kernel of plain loops makes. */
export interface LoopOutput {
  readonly shape: number[];
  /** Write the output: it comes filled with zeros. Arrays of inputs are in the order of their names. */
  readonly fill: (output: Float32Array, ...inputs: Float32Array[]) => void;
}

/** A kernel of plain loops over the values in the heap; its result is of the type of the first input. */
export function loopKernel<Name extends string, Attributes>(
  kernelName: string,
  names: readonly Name[],
  plan: (inputs: Record<Name, TensorInfo>, attributes: Attributes) => LoopOutput,
): KernelConfig {
  return {
    kernelName,
    backendName: "wasm",
    kernelFunc: ({ inputs, attrs, backend }) => {
      const wasm = backend as WasmBackend;
      const infos = names.map((name) => inputs[name]!);
      const { shape, fill } = plan(inputs as Record<Name, TensorInfo>, attrs as Attributes);
      // Brings data here that another backend has: before the views are made, as it allocates.
      for (const info of infos) wasm.typedArrayFromHeap(info);
      const output = wasm.makeOutput(shape, infos[0]!.dtype);
      const [target, ...sources] = [output, ...infos].map((info) => wasm.typedArrayFromHeap(info) as Float32Array);
      target!.fill(0);
      fill(target!, ...sources);
      return output;
    },
  };
}

function mapValues<From, To>(values: { [name: string]: From }, change: (value: From) => To): { [name: string]: To } {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]));
}
