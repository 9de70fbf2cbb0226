import {
  type Dataset,
  type Group,
  type HdfFile,
  type Image,
  isHdfError,
  type Node,
  type Table,
} from "../../src/index.ts";

/** What walking a file came across. */
export interface Walk {
  /** Objects and reads that gave something. */
  readonly reads: number;
  /** The errors of the others, all of this package. */
  readonly errors: readonly Error[];
  /** What was read whole: data of data sets and images by kind and ref, columns of tables by ref and field. */
  readonly data: ReadonlyMap<string, ArrayLike<unknown>>;
}

/** Objects that are visited in one file at most: damage can make a group list one object many times. */
const maxNodes = 2000;

/**
 * Use everything that a file offers: attributes, annotations, dimensions, the data of all data sets, tables and images.
 * @throws whatever is not an error of this package that names the file
 */
export async function walkFile(open: () => Promise<HdfFile>, fileName: string): Promise<Walk> {
  const walker = new Walker(fileName);
  const file = await walker.attempt(open);
  if (file === undefined) return walker;
  try {
    await walker.visitGroup(file);
    await walker.attempt(() => file.datasets());
    await walker.attempt(() => file.tables());
    await walker.attempt(() => file.get("no such object"));
  } finally {
    await file.close();
  }
  return walker;
}

class Walker implements Walk {
  reads = 0;
  readonly errors: Error[] = [];
  readonly data = new Map<string, ArrayLike<unknown>>();
  readonly #fileName: string;
  readonly #visited = new Set<string>();

  constructor(fileName: string) {
    this.#fileName = fileName;
  }

  async attempt<T>(action: () => T | Promise<T>): Promise<T | undefined> {
    try {
      const result = await action();
      this.reads++;
      return result;
    } catch (error) {
      // An error of an external file names both.
      if (!isHdfError(error) || !error.file?.startsWith(this.#fileName)) throw error;
      this.errors.push(error);
      return undefined;
    }
  }

  async visitGroup(group: Group): Promise<void> {
    await this.#visitBase(group);
    for (const key of (await this.attempt(() => group.keys())) ?? []) {
      const node = await this.attempt(() => group.get(key));
      if (node !== undefined) await this.#visit(node);
    }
  }

  async #visit(node: Node): Promise<void> {
    // Groups may hold each other, and several groups one object.
    const id = `${node.kind}/${node.hdf4?.tag}/${node.hdf4?.ref}`;
    if (this.#visited.has(id) || this.#visited.size >= maxNodes) return;
    this.#visited.add(id);
    if (node.kind === "group") await this.visitGroup(node);
    else if (node.kind === "table") await this.#visitTable(node);
    else await this.#visitDataset(node);
  }

  async #visitBase(node: Node): Promise<void> {
    await this.attempt(() => node.annotations.length);
    await this.attempt(() => node.attributeInfos());
    await this.attempt(() => {
      for (const name of Object.keys(node.attributes)) void node.attributes[name];
    });
  }

  async #visitDataset(dataset: Dataset | Image): Promise<void> {
    await this.#visitBase(dataset);
    await this.attempt(() => [dataset.chunks, dataset.compression, dataset.fillValue]);
    await this.attempt(() =>
      dataset.dimensions.map(({ scale, attributes }) => [scale?.shape, Object.keys(attributes)]),
    );
    await this.attempt(() => dataset.read(dataset.shape.map((size) => [0, Math.min(size, 2)] as const)));
    await this.attempt(async () => {
      const { data, shape } = await dataset.read();
      const expected = dataset.shape.reduce((product, size) => product * size, 1);
      if (data.length !== expected || shape.join() !== dataset.shape.join()) {
        throw new Error(`"${dataset.path}" gave ${data.length} elements, expected ${expected}`);
      }
      this.data.set(`${dataset.kind} ${dataset.hdf4?.ref}`, data);
    });
    if (dataset.kind === "image") await this.attempt(() => (dataset as Image).readPalette());
  }

  async #visitTable(table: Table): Promise<void> {
    await this.#visitBase(table);
    for (const field of table.fields) await this.attempt(() => field.attributeInfos());
    await this.attempt(() => table.read({ start: 0, stop: Math.min(table.count, 2) }));
    const columns = (await this.attempt(() => table.read())) ?? {};
    for (const [field, column] of Object.entries(columns))
      this.data.set(`table ${table.hdf4?.ref}:${field}`, column.data);
  }
}
