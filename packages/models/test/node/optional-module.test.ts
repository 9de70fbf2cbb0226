import { expect, test } from "vitest";
import { loadOptional } from "../../src/node/_optional-module.ts";

test("a module that is there", async () => {
  const { join } = await loadOptional("node:path", () => import("node:path"));
  expect(join("a", "b")).toMatch(/^a.b$/);
});

test("one that is not installed: the message has the command", async () => {
  // As Node says it of `import("webgpu")`.
  const cause = Object.assign(new Error("Cannot find package 'webgpu'"), { code: "ERR_MODULE_NOT_FOUND" });
  const error = await loadOptional("webgpu", () => Promise.reject(cause)).catch((e: unknown) => e);
  expect(error).toMatchObject({ message: "webgpu is not installed: npm install webgpu", cause });
});

test("one that does not start: the message has the reason too", async () => {
  const cause = Object.assign(new Error("Cannot find module 'linux-riscv64/dawn.node'"), { code: "MODULE_NOT_FOUND" });
  await expect(loadOptional("webgpu", () => Promise.reject(cause))).rejects.toThrow(
    "webgpu cannot be loaded (Cannot find module 'linux-riscv64/dawn.node'): npm install webgpu",
  );
});

test("what Node throws for a package that is not installed has that code", async () => {
  const name = "@atcs/not-installed";
  await expect(loadOptional(name, () => import(/* @vite-ignore */ name))).rejects.toThrow(/npm install @atcs/);
});
