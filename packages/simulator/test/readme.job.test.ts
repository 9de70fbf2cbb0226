import { testReadmeExamples } from "../../../test/support/readme.ts";

testReadmeExamples(import.meta.url);
