import { expect, it } from "vitest";
import { isModelError, ModelError } from "../src/index.ts";

it("ModelError says where, and what is wrong", () => {
  const cause = new Error("short");
  const error = new ModelError("MODEL_WEIGHTS", "it is missing", { file: "model.json", layer: "stem", cause });
  expect(error).toMatchObject({ name: "ModelError", code: "MODEL_WEIGHTS", file: "model.json", layer: "stem", cause });
  expect(error.message).toBe("model.json: layer stem: it is missing");
  expect(new ModelError("MODEL_ONNX", "no rule").message).toBe("no rule");
  expect("cause" in new ModelError("MODEL_ONNX", "no rule")).toBe(false);
});

it("isModelError tells codes apart, and knows errors of another copy of the package", () => {
  const error = new ModelError("MODEL_IO", "gone");
  expect(isModelError(error)).toBe(true);
  expect(isModelError(error, "MODEL_FORMAT", "MODEL_IO")).toBe(true);
  expect(isModelError(error, "MODEL_FORMAT")).toBe(false);
  const other = Object.assign(new Error("gone"), { code: "MODEL_IO" });
  expect(isModelError(other)).toBe(false);
  Object.defineProperty(other, Symbol.for("@atcs/models/ModelError"), { value: true });
  expect(isModelError(other, "MODEL_IO")).toBe(true);
  for (const value of [null, undefined, "MODEL_IO", 3]) expect(isModelError(value)).toBe(false);
});
