import { testSmoothness } from "./support/smoothness-suite.ts";

testSmoothness("cpu");
testSmoothness("wasm");
