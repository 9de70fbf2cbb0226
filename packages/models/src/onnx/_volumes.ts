import type { NetworkGraph } from "../graph/types.ts";

/** Names of the nodes whose values are volumes [B, C, A, H, W]: what is lifted, and all that is made of it. */
export function volumesOf({ nodes }: NetworkGraph): ReadonlySet<string> {
  const volumes = new Set<string>();
  for (const { op, name, inputs } of nodes) {
    const first = nodes[inputs[0] ?? -1]?.name;
    if (op === "lift" || (first !== undefined && volumes.has(first))) volumes.add(name);
  }
  return volumes;
}
