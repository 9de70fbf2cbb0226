import { product } from "../../_strided.ts";
import { nowhere, type PlaceText } from "./attributes.ts";
import { encodeNumberType } from "./datatypes.ts";
import {
  encodeDimensionList,
  encodeReference,
  encodeReferenceList,
  encodeScaleClass,
  encodeScaleName,
} from "./dimension-scales.ts";
import type { FileSpace } from "./file-space.ts";
import { GlobalHeap, type HeapId } from "./global-heap.ts";
import {
  encodeChunkedLayout,
  encodeContiguousLayout,
  encodeDataspace,
  encodeFillValue,
  encodeFilters,
  encodeGroupInfo,
  encodeLink,
  encodeLinkInfo,
  type Message,
  messageTypes,
} from "./messages.ts";
import type { DatasetNode, GroupNode, TreeNode } from "./nodes.ts";
import { toLittleEndian } from "./number-types.ts";
import { encodeObjectHeader, encodeSuperblock } from "./object-header.ts";

/** Addresses that the object headers contain. */
interface Addresses {
  readonly data: (dataset: DatasetNode) => number | null;
  readonly header: (node: TreeNode) => number;
  /** References to the scales of a data set, per axis. */
  readonly scales: (dataset: DatasetNode) => readonly (HeapId | null)[];
  readonly text: PlaceText;
}

/** Write everything that is not data: chunk indices, object headers, references and the superblock. */
export async function writeMetadata(root: GroupNode, space: FileSpace): Promise<void> {
  const nodes = listNodes(root);
  const data = new Map<DatasetNode, number | null>();
  for (const node of nodes) if (node.kind === "dataset") data.set(node, await node.storage.finish());

  // Headers refer to each other: their sizes, which no address changes, come first, then all places, then the bytes.
  const unknown: Addresses = {
    data: () => 0,
    header: () => 0,
    scales: ({ dimensions }) => dimensions.map(() => null),
    text: () => nowhere,
  };
  const headers = new Map<TreeNode, number>();
  for (const node of nodes) headers.set(node, space.allocate(encodeNode(node, unknown).length));

  const heap = new GlobalHeap((size) => space.allocate(size));
  const scales = new Map<DatasetNode, (HeapId | null)[]>();
  for (const node of nodes) {
    if (node.kind === "group") continue;
    scales.set(
      node,
      node.dimensions.map((scale) => (scale === null ? null : heap.add(encodeReference(headers.get(scale)!)))),
    );
  }
  const known: Addresses = {
    data: (dataset) => data.get(dataset)!,
    header: (node) => headers.get(node)!,
    scales: (dataset) => scales.get(dataset)!,
    text: (text) => heap.add(text),
  };
  for (const node of nodes) await space.write(headers.get(node)!, encodeNode(node, known));
  for (const { address, bytes } of heap.encode()) await space.write(address, bytes);
  await space.write(0, encodeSuperblock(space.end, headers.get(root)!));
}

/** All objects, each after its parent. */
function listNodes(root: GroupNode): TreeNode[] {
  const nodes: TreeNode[] = [root];
  for (const node of nodes) {
    if (node.kind === "group") for (const member of node.members.values()) nodes.push(member);
  }
  return nodes;
}

function encodeNode(node: TreeNode, addresses: Addresses): Uint8Array {
  const messages = node.kind === "group" ? groupMessages(node, addresses) : datasetMessages(node, addresses);
  const scales = node.kind === "group" ? [] : scaleMessages(node, addresses);
  const attributes = [...scales, ...node.attributes.messages(addresses.text)];
  attributes.forEach((data, order) => {
    messages.push({ type: messageTypes.attribute, data, order });
  });
  return encodeObjectHeader(messages);
}

function groupMessages({ members }: GroupNode, addresses: Addresses): Message[] {
  const messages: Message[] = [
    { type: messageTypes.linkInfo, data: encodeLinkInfo(members.size) },
    { type: messageTypes.groupInfo, data: encodeGroupInfo(members.size) },
  ];
  const encoder = new TextEncoder();
  let order = 0;
  for (const [name, node] of members) {
    messages.push({ type: messageTypes.link, data: encodeLink(encoder.encode(name), order++, addresses.header(node)) });
  }
  return messages;
}

function datasetMessages(node: DatasetNode, addresses: Addresses): Message[] {
  const { dtype, shape, chunks, filters, fillValue, elementSize } = node.layout;
  const fill = fillValue === null ? null : toLittleEndian(fillValue);
  const address = addresses.data(node);
  const messages: Message[] = [
    { type: messageTypes.dataspace, data: encodeDataspace(shape) },
    { type: messageTypes.datatype, data: encodeNumberType(dtype) },
    { type: messageTypes.fillValue, data: encodeFillValue(fill, chunks !== null) },
  ];
  if (chunks === null) {
    messages.push({ type: messageTypes.layout, data: encodeContiguousLayout(address, product(shape) * elementSize) });
    return messages;
  }
  messages.push({ type: messageTypes.layout, data: encodeChunkedLayout(address, chunks, elementSize) });
  if (filters.shuffle || filters.deflate !== undefined) {
    messages.push({ type: messageTypes.filters, data: encodeFilters(filters, elementSize) });
  }
  return messages;
}

/** The attributes that make a data set a dimension scale or attach scales to it. */
function scaleMessages(node: DatasetNode, addresses: Addresses): Uint8Array[] {
  const messages: Uint8Array[] = [];
  if (node.scaleName !== null) messages.push(encodeScaleClass(), encodeScaleName(node.scaleName));
  if (node.uses.length > 0) {
    const uses = node.uses.map(({ dataset, axis }) => ({ dataset: addresses.header(dataset), axis }));
    messages.push(encodeReferenceList(uses));
  }
  if (node.dimensions.some((scale) => scale !== null)) messages.push(encodeDimensionList(addresses.scales(node)));
  return messages;
}
