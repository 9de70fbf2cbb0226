import { testTrainingRule } from "./support/rule-suite.ts";

testTrainingRule("resizeAltitude");
