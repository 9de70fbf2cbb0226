import type { EngineProbe } from "@atcs/train";
import { expect, test } from "vitest";
import { info } from "../../src/info/info.ts";
import { captureIo } from "../support/io.ts";

const core = { "@tensorflow/tfjs-core": "4.22.0" };
const works = { works: true, adapterType: "hardware", versions: core, reason: undefined } as const;
const fails = { works: false, device: undefined, adapterType: undefined, versions: core } as const;
const probes: EngineProbe[] = [
  {
    ...works,
    engine: "webgpu",
    device: "SwiftShader",
    adapterType: "software",
    versions: { ...core, webgpu: "0.6.2" },
  },
  { ...fails, engine: "cuda", reason: "it is not installed: npm install \u001b[31mx" },
  { ...works, engine: "wasm", device: "WebAssembly SIMD" },
  { ...works, engine: "cpu", device: "JavaScript" },
];

async function run(found: readonly EngineProbe[], json: boolean) {
  const { io, stdout } = captureIo();
  let timeout: number | undefined;
  const probeEngines = async (options: { timeout?: number | undefined } = {}) => {
    timeout = options.timeout;
    return [...found];
  };
  await info({ probeEngines }, 7, { io, json, signal: io.signal! });
  return { out: stdout(), timeout };
}

test("the table says what works, and why the others do not", async () => {
  const { out, timeout } = await run(probes, false);
  expect(timeout).toBe(7);
  expect(out).toContain("packages  @tensorflow/tfjs-core 4.22.0\n          webgpu 0.6.2\nauto      wasm\n\n");
  expect(out.split("\n\n")[1]).toBe(
    [
      "engine  works   device, or why not",
      "webgpu  slowly  SwiftShader",
      "cuda    no      it is not installed: npm install \\x1b[31mx",
      "wasm    yes     WebAssembly SIMD",
      "cpu     yes     JavaScript",
      "",
    ].join("\n"),
  );
});

const runtime: EngineProbe = {
  ...works,
  engine: "onnx",
  device: "onnxruntime, CPU, 2 threads",
  providers: [
    { name: "cpu", bundled: true },
    { name: "webgpu", bundled: true },
    { name: "cuda", bundled: false },
  ],
};

test("onnx lists the execution providers of its library, also when it does not work", async () => {
  const providers = "providers cpu, webgpu; with libraries of their own cuda";
  expect((await run([runtime], false)).out).toContain(`onnx    yes     onnxruntime, CPU, 2 threads; ${providers}\n`);
  const broken = { ...runtime, ...fails, engine: "onnx", reason: "the loss is 3: expected 2" } as const;
  expect((await run([broken], false)).out).toContain(`onnx    no      the loss is 3: expected 2; ${providers}\n`);
  const found = JSON.parse((await run([runtime], true)).out) as { engines: object[] };
  expect(found.engines[0]).toMatchObject({ engine: "onnx", providers: runtime.providers });
});

test("as JSON", async () => {
  const found = JSON.parse((await run(probes, true)).out) as { engines: unknown[]; auto: string; node: string };
  expect(found).toMatchObject({ auto: "wasm", node: process.versions.node });
  expect(found.engines[1]).toEqual({
    ...{ engine: "cuda", works: false, device: null, adapterType: null, versions: core },
    reason: "it is not installed: npm install \u001b[31mx",
  });
});

test("without any engine", async () => {
  expect((await run([probes[0]!], false)).out).toContain("auto      none: no engine works here\n");
  expect(JSON.parse((await run([], true)).out)).toMatchObject({ engines: [], auto: null });
});
