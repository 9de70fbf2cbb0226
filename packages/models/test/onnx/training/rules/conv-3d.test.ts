import { testTrainingRule } from "./support/rule-suite.ts";

testTrainingRule("conv3d");
