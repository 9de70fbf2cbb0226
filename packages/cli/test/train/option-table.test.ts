import { tasks } from "@atcs/dataset";
import { lossKinds, networkNames } from "@atcs/models";
import { engineNames } from "@atcs/train";
import { expect, test } from "vitest";
import { trainSettings } from "../../../train/src/config/settings.ts";
import { engines, losses, networks, taskNames } from "../../src/train/choices.ts";
import { optionFlag, trainOptionList, trainOptionNames } from "../../src/train/option-table.ts";
import { atcs } from "../dataset/support.ts";

test("choices are those of the libraries", () => {
  expect(taskNames).toEqual(tasks);
  expect(networks).toEqual(networkNames);
  expect(losses).toEqual(lossKinds);
  expect(engines).toEqual(["auto", ...engineNames]);
});

test("there is an option for each of the library, and no other", () => {
  const refused = (): unknown => trainSettings({ dataset: "a", out: "b", nope: 1 } as never);
  expect(refused).toThrow(/expected (.*)$/);
  let message = "";
  try {
    refused();
  } catch (error) {
    message = (error as Error).message;
  }
  const names = (/expected (.*)$/.exec(message)?.[1] ?? "")
    .split(", ")
    .filter((name) => !["dataset", "out"].includes(name));
  expect([...trainOptionNames].sort()).toEqual(names.sort());
  const flags = trainOptionList().map(({ long }) => long);
  expect(trainOptionNames.filter((name) => !flags.includes(optionFlag(name)))).toEqual([]);
});

test("the help tells the defaults of the library", () => {
  const settings = trainSettings({ dataset: "a", out: "b" }) as unknown as Record<string, unknown>;
  const told = new Map(
    trainOptionList()
      .filter(({ negate }) => !negate)
      .map((option) => [option.attributeName(), /\(default: ([^)]*)\)/.exec(option.description)?.[1]]),
  );
  const texts = trainOptionNames
    .map((name) => [name, settings[name]] as const)
    .filter(([, value]) => value !== undefined);
  expect(texts.length).toBeGreaterThan(20);
  for (const [name, value] of texts) {
    expect([name, told.get(name)]).toEqual([name, Array.isArray(value) && value.length === 0 ? "none" : String(value)]);
  }
});

test("no option has a default of its own, which would hide that of a file", () => {
  expect(trainOptionList().filter(({ defaultValue }) => defaultValue !== undefined)).toEqual([]);
});

test("the help shows the options in groups", async () => {
  const { code, stdout } = await atcs("train", "--help");
  expect(code).toBe(0);
  for (const heading of ["Data:", "Network:", "Loss:", "Training:", "Engine:"])
    expect(stdout).toContain(`\n${heading}\n  --`);
});
