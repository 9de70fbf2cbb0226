import { testTrainingRule } from "./support/rule-suite.ts";

testTrainingRule("conv2d");
