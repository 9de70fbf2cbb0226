import { expect, test } from "vitest";
import * as granules from "../src/granules/index.ts";
import * as root from "../src/index.ts";
import * as tf from "../src/tf/index.ts";

// A change here is a change for users: read it before updating, and write a changeset.
test("@atcs/dataset/granules exports these values", () => {
  expect(Object.keys(granules).sort()).toMatchInlineSnapshot(`
    [
      "FieldNotFoundError",
      "GranuleAttributeError",
      "GranuleError",
      "GranuleLayoutError",
      "NoCloudDataError",
      "checkGranule",
      "cutImage",
      "isGranuleError",
      "openCldclassGranule",
      "openParasolGranule",
      "openSyncGranule",
      "selectProfiles",
      "toPhysical",
      "usableProfiles",
    ]
  `);
});

test("@atcs/dataset exports these values", () => {
  expect(Object.keys(root).sort()).toMatchInlineSnapshot(`
    [
      "AtcsDataset",
      "DatasetError",
      "PickleTuple",
      "channelCount",
      "channelsOf",
      "computeStatistics",
      "countClasses",
      "datasetFingerprint",
      "fieldSchemes",
      "formatGenerationInfo",
      "formatInstanceIndex",
      "formatSplit",
      "formatStatistics",
      "generationInfoFile",
      "instanceInfoFile",
      "isDatasetError",
      "isNumpyArray",
      "labelsDigest",
      "makeSplit",
      "memoryStore",
      "npyBytes",
      "npyHeader",
      "openSource",
      "openStore",
      "orbitOf",
      "parseGenerationInfo",
      "parseInstanceIndex",
      "parseNpyHeader",
      "parseSplit",
      "parseStatistics",
      "readLabels",
      "readNpy",
      "readPickle",
      "resolveFields",
      "splitFile",
      "statisticsFile",
      "taskShape",
      "taskTargets",
      "tasks",
      "validateDataset",
      "writeLabels",
      "writePickle",
    ]
  `);
});

test("@atcs/dataset/tf exports these values", () => {
  expect(Object.keys(tf).sort()).toEqual(["batchTensors", "datasetOfBatches"]);
});
