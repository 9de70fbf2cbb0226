import { expect, test } from "vitest";
import { defineWebGpu } from "../../src/node/_web-gpu-globals.ts";

const gpu = { requestAdapter: () => null } as unknown as GPU;

/** With `navigator` as it is given, or none, which Node 20 has not either. */
function withNavigator(navigator: object | undefined, action: () => void): void {
  const before = Object.getOwnPropertyDescriptor(globalThis, "navigator");
  if (navigator === undefined) Reflect.deleteProperty(globalThis, "navigator");
  else Object.defineProperty(globalThis, "navigator", { value: navigator, configurable: true });
  try {
    action();
  } finally {
    Reflect.deleteProperty(globalThis, "navigator");
    if (before !== undefined) Object.defineProperty(globalThis, "navigator", before);
  }
}

test.each([undefined, { userAgent: "Node.js/22" }])(
  "what is defined is taken back, with the navigator %o",
  (navigator) => {
    withNavigator(navigator, () => {
      Object.assign(globalThis, { atcsOldGlobal: 1 });
      const takeBack = defineWebGpu(gpu, { atcsOldGlobal: 2, atcsNewGlobal: 3 });
      expect(globalThis.navigator.gpu).toBe(gpu);
      expect(globalThis).toMatchObject({ atcsOldGlobal: 2, atcsNewGlobal: 3 });
      takeBack();
      expect(globalThis.navigator).toBe(navigator);
      expect(navigator ?? {}).not.toHaveProperty("gpu");
      expect(globalThis).toMatchObject({ atcsOldGlobal: 1 });
      expect(globalThis).not.toHaveProperty("atcsNewGlobal");
      Reflect.deleteProperty(globalThis, "atcsOldGlobal");
    });
  },
);
