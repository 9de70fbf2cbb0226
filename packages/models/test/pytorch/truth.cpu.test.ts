import { testAgainstPyTorch } from "./support/backend-suite.ts";

testAgainstPyTorch("cpu");
