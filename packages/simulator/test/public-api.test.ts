import { expect, test } from "vitest";
import * as root from "../src/index.ts";

// A change here is a change for users: read it before updating, and write a changeset.
test("@atcs/simulator exports these values", () => {
  expect(Object.keys(root).sort()).toMatchInlineSnapshot(`
    [
      "addInstrumentNoise",
      "bandWavelengthsUm",
      "bands",
      "cloudTypesAt",
      "cloudTypesAtHeights",
      "cosScatteringAngle",
      "createCloudField",
      "createLayerStack",
      "createPixelViews",
      "createSurface",
      "createViewFinder",
      "cycleSec",
      "earthRadiusM",
      "groundPoint",
      "halfOrbit",
      "heightBinCount",
      "inclinationDeg",
      "layerSlots",
      "maxViews",
      "nodeLocalTimeHours",
      "noiseLevel",
      "normalNumbers",
      "orbitsPerCycle",
      "parasolLagSec",
      "periodSec",
      "profileHeights",
      "profileTrack",
      "radianceCount",
      "rayleighOpticalThickness",
      "relativePressure",
      "satelliteAltitudeM",
      "scatteringAngle",
      "simulateRadiances",
      "startArchiveServer",
      "stokesBands",
      "sunlitHalfOrbits",
      "surfaceSpectra",
      "swathRows",
      "writeCldclass",
      "writeParRb2",
    ]
  `);
});
