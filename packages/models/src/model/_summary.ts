import { graphParameters, sizeOf } from "../graph/parameters.ts";
import { valueShapes } from "../graph/shapes.ts";
import type { NetworkGraph, ValueShape } from "../graph/types.ts";
import { type NetworkConfig, resolveConfig } from "../networks/config.ts";

/** A table of all layers. */
export function summaryLines(name: string, graph: NetworkGraph, config: NetworkConfig): string[] {
  const parameters = graphParameters(graph);
  const countOf = (layer: string): number =>
    parameters.filter((each) => each.layer === layer).reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const { size, blocks } = resolveConfig(config);
  // Of an image that is large enough, where none was named.
  const side = Math.max(100, 2 ** blocks);
  const shapes = valueShapes(graph, config.size === undefined ? [side, side] : size);
  const rows = graph.nodes.map((node, i) => [node.name, node.op, shapeText(shapes[i]!), String(countOf(node.name))]);
  for (const layer of graph.head) rows.push([layer.name, "dense", String(layer.units), String(countOf(layer.name))]);
  const table = [["layer", "operation", "output", "parameters"], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...table.map((row) => row[column]!.length)));
  const total = parameters.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const learned = parameters.filter(({ trainable }) => trainable).reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  return [
    ...table.map((row) =>
      row.map((cell, c) => (c === 3 ? cell.padStart(widths[c]!) : cell.padEnd(widths[c]!))).join("  "),
    ),
    `${name}: ${total} parameters, ${learned} of them learned`,
  ];
}

function shapeText({ altitude, height, width, channels }: ValueShape): string {
  const image = `${height} x ${width} x ${channels}`;
  return altitude === 1 ? image : `${altitude} x ${image}`;
}
