import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { useBackend } from "../../../../test/support/tfjs.ts";
import { createModel, describeNetwork, graphParameters, type ModelConfig, type Network } from "../../src/index.ts";
import { initialValues } from "../../src/model/initialize.ts";

const config: ModelConfig = { channels: 5, task: "bin_seg_3d", bins: 3, baseWidth: 4, blocks: 2 };

async function weightsOf(network: Network): Promise<Map<string, number[]>> {
  const values = await Promise.all(network.getWeights().map(async (weight) => [...(await weight.data())]));
  network.dispose();
  return new Map(network.parameters.map(({ name }, i) => [name, values[i]!]));
}

describe("initialValues", () => {
  it("is normal with variance 2 / fanIn, in kernels of every kind", () => {
    const wide = { channels: 288, task: "seg_3d", baseWidth: 32, blocks: 2 } as const;
    const parameters = (["unet_2d_transpose", "unet_3d"] as const).flatMap((name) =>
      graphParameters(describeNetwork(name, wide)),
    );
    for (const parameter of parameters) {
      const { initializer, name } = parameter;
      if (initializer.kind !== "he") continue;
      const values = initialValues(parameter, 7);
      if (values.length < 3000) continue;
      const scaled = values.map((value) => value / Math.sqrt(2 / initializer.fanIn));
      const moment = (power: number) => scaled.reduce((sum, value) => sum + value ** power, 0) / scaled.length;
      // Of n normal numbers the first moments spread by sqrt(1 / n), sqrt(2 / n) and sqrt(96 / n): five of these.
      const spread = 5 / Math.sqrt(values.length);
      expect(Math.abs(moment(1)), name).toBeLessThan(spread);
      expect(Math.abs(moment(2) - 1), name).toBeLessThan(spread * Math.sqrt(2));
      expect(Math.abs(moment(4) - 3), name).toBeLessThan(spread * Math.sqrt(96));
    }
  });

  it("begins biases at 0 and batch normalisation at the identity", () => {
    for (const parameter of graphParameters(describeNetwork("unet_3d", config))) {
      const kind = parameter.name.split("/")[1]!;
      if (kind === "kernel") continue;
      const expected = kind === "gamma" || kind === "moving_variance" ? 1 : 0;
      expect(new Set(initialValues(parameter, 7)), parameter.name).toEqual(new Set([expected]));
    }
  });
});

describe("first weights of a network", () => {
  it("are the same with the same seed, on every backend, whatever was made before", async () => {
    await useBackend("cpu");
    const onCpu = await weightsOf(createModel("unet_2_1d", { ...config, seed: 4 }));
    await useBackend("wasm");
    createModel("unet_2d", { ...config, seed: 9 }).dispose();
    expect(await weightsOf(createModel("unet_2_1d", { ...config, seed: 4 }))).toEqual(onCpu);
  });

  it("are others with another seed, and by default those of seed 0", async () => {
    await useBackend("cpu");
    const [none, zero, one] = await Promise.all(
      [{}, { seed: 0 }, { seed: 1 }].map((seed) => weightsOf(createModel("unet_2d", { ...config, ...seed }))),
    );
    expect(none).toEqual(zero);
    for (const [name, values] of zero!) {
      if (name.endsWith("/kernel")) expect(one!.get(name)).not.toEqual(values);
      else expect(one!.get(name)).toEqual(values);
    }
  });

  it("are the same in the layers that two networks share", async () => {
    await useBackend("cpu");
    const [bilinear, transposed] = await Promise.all(
      (["unet_2d", "unet_2d_transpose"] as const).map((name) => weightsOf(createModel(name, config))),
    );
    for (const [name, values] of bilinear!) expect(transposed!.get(name)).toEqual(values);
    const kernels = [...bilinear!].filter(([name]) => name.endsWith("/kernel")).map(([, values]) => values[0]);
    expect(new Set(kernels).size).toBe(kernels.length);
  });

  it("do not clash with those of other networks of the process", () => {
    const networks = [createModel("single_pixel", config), createModel("single_pixel", config)];
    const names = networks.flatMap((network) => network.trainableVariables.map(({ name }) => name));
    expect(new Set(names).size).toBe(names.length);
    for (const network of networks) network.dispose();
    expect(tf.memory().numTensors).toBe(0);
  });
});

it("countParams counts what is learned, and with it the running statistics", async () => {
  await useBackend("cpu");
  const network = createModel("single_pixel", { channels: 3, task: "bin_seg_2d", maxWidth: 5 });
  const learned = 3 * 5 + 10 + 5 * 5 + 10 + 5 + 1;
  expect(network.countParams({ trainable: true })).toBe(learned);
  expect(network.countParams({ trainable: false })).toBe(20);
  expect(network.countParams()).toBe(learned + 20);
});
