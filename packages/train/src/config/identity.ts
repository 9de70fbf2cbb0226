import type { RunConfig } from "./run-config.ts";

/**
 * What of a configuration decides which weights come of it, as JSON with its keys in order: checkpoints name it. Where the
 * dataset lies, how many epochs there are, engine and loader may change while a run goes on.
 */
export function runIdentity(config: RunConfig): string {
  const { path: _path, ...dataset } = config.dataset;
  const { epochs: _epochs, checkpointEvery: _checkpointEvery, ...training } = config.training;
  return canonicalJson({ dataset, task: config.task, network: config.network, loss: config.loss, training });
}

/**
 * Where two identities differ, for a message.
 * @returns undefined when they are the same
 */
export function identityDifference(found: string, expected: string): string | undefined {
  if (found === expected) return undefined;
  const [other, own] = [new Map(leaves(JSON.parse(found))), new Map(leaves(JSON.parse(expected)))];
  for (const key of new Set([...own.keys(), ...other.keys()])) {
    const [a, b] = [other.get(key), own.get(key)];
    if (a !== b) return `${key} is ${a ?? "missing"}, and ${b ?? "missing"} in the run`;
  }
  return "it is written in another way";
}

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part !== "object" || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

function leaves(value: unknown, path = ""): [string, string][] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [[path, shortened(value)]];
  return Object.entries(value).flatMap(([key, part]) => leaves(part, path === "" ? key : `${path}.${key}`));
}

function shortened(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
