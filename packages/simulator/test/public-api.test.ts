import { expect, test } from "vitest";
import * as root from "../src/index.ts";

// A change here is a change for users: read it before updating, and write a changeset.
test("@atcs/simulator exports these values", () => {
  expect(Object.keys(root).sort()).toMatchInlineSnapshot(`
    [
      "ArchiveDirectoryError",
      "ArchiveServerError",
      "GranuleWriteError",
      "SimulatorError",
      "WorkerStartError",
      "addInstrumentNoise",
      "bandWavelengthsUm",
      "bands",
      "checkFaults",
      "cloudTypesAt",
      "cloudTypesAtHeights",
      "createCloudField",
      "createHostKey",
      "createLayerStack",
      "createPixelViews",
      "createScene",
      "createSurface",
      "createViewFinder",
      "createWorld",
      "earthRadiusM",
      "groundPoint",
      "halfOrbit",
      "inclinationDeg",
      "isSimulatorError",
      "layerSlots",
      "noImperfections",
      "nodeLocalTimeHours",
      "parasolFields",
      "parasolLagSec",
      "periodSec",
      "planArchive",
      "profileHeights",
      "profileTrack",
      "radianceCount",
      "realisticImperfections",
      "satelliteAltitudeM",
      "scatteringAngle",
      "simulateArchive",
      "simulateRadiances",
      "startArchiveServer",
      "stokesBands",
      "sunlitHalfOrbits",
      "surfaceSpectra",
      "swathRows",
      "truthHeights",
      "writeCldclass",
      "writeParRb2",
      "writeParasol",
      "writeTruth",
    ]
  `);
});

test("what all users share cannot be changed by one of them", () => {
  const { parasolFields, surfaceSpectra, truthHeights } = root;
  for (const shared of [truthHeights, surfaceSpectra, ...Object.values(surfaceSpectra), ...parasolFields.values()]) {
    expect(Object.isFrozen(shared)).toBe(true);
  }
});
