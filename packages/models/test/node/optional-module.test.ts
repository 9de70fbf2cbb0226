import { expect, test } from "vitest";
import { ModelError } from "../../src/errors.ts";
import { refuse } from "../../src/node/_optional-module.ts";

const install = "npm install webgpu @tensorflow/tfjs-backend-webgpu";

test("a package that is not installed: the message has the command for both", async () => {
  // As Node says it of `import("webgpu")`.
  const cause = Object.assign(new Error("Cannot find package 'webgpu'"), { code: "ERR_MODULE_NOT_FOUND" });
  const error = await Promise.reject(cause)
    .catch(refuse("webgpu"))
    .catch((e: unknown) => e);
  expect(error).toBeInstanceOf(ModelError);
  expect(error).toMatchObject({ code: "MODEL_DEVICE", message: `webgpu is not installed: ${install}`, cause });
});

test("one that does not start: the message has the reason too", async () => {
  const cause = Object.assign(new Error("Cannot find module 'linux-riscv64/dawn.node'"), { code: "MODULE_NOT_FOUND" });
  await expect(Promise.reject(cause).catch(refuse("webgpu"))).rejects.toThrow(
    `webgpu cannot be loaded (Cannot find module 'linux-riscv64/dawn.node'): ${install}`,
  );
});

test("what Node throws for a package that is not installed has that code", async () => {
  const name = "@atcs/not-installed";
  await expect(import(/* @vite-ignore */ name).catch(refuse(name))).rejects.toThrow(install);
});
