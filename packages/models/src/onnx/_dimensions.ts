/** Names of the lengths that are known when the graph runs. */
export const dimensions = { batch: "batch", height: "height", width: "width", points: "points" } as const;
