import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What stands for the bytes of a file in messages of tests. */
export function digest(file: string): string {
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}

/** Of all files of a run that a training decides, by name. Weights of a model have a name of their own at each saving. */
export function runDigests(run: string): Record<string, string> {
  const checkpoints = readdirSync(join(run, "checkpoints")).sort();
  const weights = readdirSync(join(run, "model")).filter((name) => name.endsWith(".bin"));
  return {
    config: digest(join(run, "config.json")),
    ...Object.fromEntries(checkpoints.map((name) => [name, digest(join(run, "checkpoints", name))])),
    ...Object.fromEntries(weights.map((name, i) => [`weights ${i}`, digest(join(run, "model", name))])),
  };
}
