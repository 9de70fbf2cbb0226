import { testDecisions } from "./support/decisions-suite.ts";

testDecisions("cpu");
testDecisions("wasm");
