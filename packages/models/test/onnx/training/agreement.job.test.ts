import { describe, test } from "vitest";
import { useBackend } from "../../../../../test/support/tfjs.ts";
import { type NetworkName, networkNames } from "../../../src/index.ts";
import { expectAgreementOf, losses } from "./_agreement.ts";

await useBackend("cpu");

/** Rows and columns that leave some pixels when they were halved twice. */
function sizeOf(name: NetworkName): readonly [number, number] {
  if (name === "simple_conv_3d") return [3, 5];
  return name === "unet_2_1d" || name === "unet_3d" ? [8, 9] : [9, 10];
}

describe.each(networkNames)("%s", (name) => {
  test.each(losses)("$task: loss, logits, running statistics and gradients as in tfjs", async (loss) => {
    await expectAgreementOf(name, loss, sizeOf(name), { baseWidth: 8, blocks: 2 });
  });
});
