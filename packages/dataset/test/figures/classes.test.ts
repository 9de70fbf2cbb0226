import { cloudTypes, unknownCloudType } from "@atcs/colocate";
import { expect, test } from "vitest";
import { cloudMaskClasses, cloudTypeClasses } from "../../src/figures/index.ts";

test("cloud types have the colours that all of the project uses", () => {
  expect(cloudTypeClasses).toEqual([...cloudTypes, unknownCloudType]);
  expect(cloudTypeClasses.map(({ id }) => id)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 255]);
  expect(cloudMaskClasses.map(({ id, name }) => [id, name])).toEqual([
    [0, "no cloud"],
    [1, "cloud"],
    [255, "unknown"],
  ]);
});

test("the lists cannot be changed", () => {
  expect(Object.isFrozen(cloudTypeClasses) && Object.isFrozen(cloudMaskClasses)).toBe(true);
});
