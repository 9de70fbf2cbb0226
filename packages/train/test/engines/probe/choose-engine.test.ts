import { describe, expect, test } from "vitest";
import { chooseEngine } from "../../../src/engines/probe/choose-engine.ts";
import { probeEngine } from "../../../src/engines/probe/probe-engines.ts";
import type { EngineProbe } from "../../../src/engines/probe/types.ts";
import { type EngineName, engineNames } from "../../../src/engines/types.ts";

type Here = Partial<Record<EngineName, "hardware" | "software">>;

/** A machine where only some engines work. */
function machine(here: Here, asked: EngineName[] = []): (engine: EngineName) => Promise<EngineProbe> {
  return async (engine) => {
    asked.push(engine);
    const adapterType = here[engine];
    const works = adapterType !== undefined;
    const device = works ? `a ${engine}` : undefined;
    return { engine, works, device, adapterType, versions: {}, reason: works ? undefined : `no ${engine}` };
  };
}

describe("auto", () => {
  test.each<[Here, EngineName]>([
    [{ webgpu: "hardware", cuda: "hardware", wasm: "hardware", cpu: "hardware" }, "webgpu"],
    [{ webgpu: "software", cuda: "hardware", wasm: "hardware", cpu: "hardware" }, "cuda"],
    [{ webgpu: "software", onnx: "hardware", node: "hardware", wasm: "hardware", cpu: "hardware" }, "onnx"],
    [{ webgpu: "software", node: "hardware", wasm: "hardware", cpu: "hardware" }, "node"],
    [{ webgpu: "software", wasm: "hardware", cpu: "hardware" }, "wasm"],
    [{ cpu: "hardware" }, "cpu"],
  ])("of %o takes %s", async (here, expected) => {
    const asked: EngineName[] = [];
    const choice = await chooseEngine("auto", { probe: machine(here, asked) });
    expect(choice).toMatchObject({ engine: expected, device: `a ${expected}`, warning: undefined });
    // No further one is tried.
    expect(asked).toEqual(engineNames.slice(0, engineNames.indexOf(expected) + 1));
    expect(choice.probes.map(({ engine }) => engine)).toEqual(asked);
  });

  test("without any says why", async () => {
    await expect(chooseEngine("auto", { probe: machine({ webgpu: "software" }) })).rejects.toMatchObject({
      code: "TRAIN_ENGINE",
      message: expect.stringMatching(/no engine works here \(webgpu: only a processor plays the GPU; cuda: no cuda; /),
    });
  });
});

describe("an engine by name", () => {
  test("is the only one that is tried", async () => {
    const asked: EngineName[] = [];
    const probe = machine({ webgpu: "hardware", wasm: "hardware" }, asked);
    expect(await chooseEngine("wasm", { probe })).toMatchObject({ engine: "wasm", warning: undefined });
    expect(asked).toEqual(["wasm"]);
  });

  test("may be a GPU that a processor plays, with a warning", async () => {
    const choice = await chooseEngine("webgpu", { probe: machine({ webgpu: "software" }) });
    expect(choice.engine).toBe("webgpu");
    expect(choice.warning).toMatch(/^webgpu runs on a webgpu: a processor that plays the GPU/);
  });

  test("that does not work says why", async () => {
    await expect(chooseEngine("node", { probe: machine({}) })).rejects.toMatchObject({
      code: "TRAIN_ENGINE",
      message: "the engine node: no node",
    });
  });

  test("may have a provider, if it is onnx", async () => {
    const asked: unknown[] = [];
    const probe = async (engine: EngineName, { provider }: { provider?: unknown }) => {
      asked.push(provider);
      return machine({ onnx: "hardware" })(engine);
    };
    await chooseEngine("onnx", { probe, provider: "webgpu" });
    expect(asked).toEqual(["webgpu"]);
    await expect(chooseEngine("wasm", { probe, provider: "webgpu" })).rejects.toThrow(/option of the engine onnx/);
  });

  test("that there is not is refused", async () => {
    await expect(chooseEngine("tpu" as EngineName)).rejects.toThrow(TypeError);
  });
});

test("what is plain without a process is told with what to do", async () => {
  // A script that there is not: no process is started.
  const options = { entry: new URL("file:///nowhere.mjs") };
  expect(await probeEngine("cuda", options)).toMatchObject({
    works: false,
    reason: expect.stringMatching(
      /^@tensorflow\/tfjs-node-gpu is not installed: npm install @tensorflow\/tfjs-node-gpu@4/,
    ),
  });
});
