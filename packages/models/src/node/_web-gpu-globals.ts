/**
 * Define `navigator.gpu` and the classes and constants of WebGPU as globals, as browsers have them: tfjs's backend asks for
 * these when it is loaded and when it runs.
 * @returns takes all of it back
 */
export function defineWebGpu(gpu: GPU, globals: object): () => void {
  const known = globalThis.navigator as object | undefined;
  const undo = Object.entries(globals).map(([name, value]) => define(globalThis, name, value));
  if (known === undefined) undo.push(define(globalThis, "navigator", { gpu, userAgent: "Node.js" }));
  else undo.push(define(known, "gpu", gpu));
  return () => {
    for (const each of undo) each();
  };
}

/** @returns puts back what was there before */
function define(target: object, name: string, value: unknown): () => void {
  const before = Object.getOwnPropertyDescriptor(target, name);
  Object.defineProperty(target, name, { value, writable: true, configurable: true });
  return () => {
    if (before === undefined) Reflect.deleteProperty(target, name);
    else Object.defineProperty(target, name, before);
  };
}
