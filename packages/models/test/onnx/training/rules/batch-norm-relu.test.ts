import { testTrainingRule } from "./support/rule-suite.ts";

testTrainingRule("batchNormRelu");
