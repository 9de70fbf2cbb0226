import { testTrainingRule } from "./support/rule-suite.ts";

testTrainingRule("convTranspose2d");
