import { testLosses } from "./support/backend-suite.ts";

testLosses("cpu");
testLosses("wasm");
