import { checkName, nameLimits } from "./_names.ts";
import type { Reference } from "./_vdata.ts";

/** A dimension of the file; data sets that name it share it. */
export interface Dimension {
  readonly name: string;
  readonly size: number;
  readonly unlimited: boolean;
  /** Its Vgroup, once written. */
  reference?: Reference;
}

/** So begin the names that libhdf4 gives to dimensions without one; it takes every such name for one of its own. */
const madeUpPrefix = "fakeDim";

/** The dimensions of a file by name. */
export class DimensionTable {
  readonly #byName = new Map<string, Dimension>();
  readonly #all: Dimension[] = [];

  /** In the order in which they came up. */
  get all(): readonly Dimension[] {
    return this.#all;
  }

  get(name: string): Dimension | undefined {
    return this.#byName.get(name);
  }

  /**
   * Check the names for the axes of a data set and give its dimensions; nothing is added yet. A name as libhdf4 makes it
   * up is like none.
   * @throws TypeError, RangeError for bad names and for a name that has another size elsewhere
   */
  resolve(
    names: readonly (string | null)[] | undefined,
    shape: readonly number[],
    unlimited: boolean,
    what: string,
  ): Dimension[] {
    if (names !== undefined && (!Array.isArray(names) || names.length !== shape.length)) {
      throw new TypeError(`${what}: expected ${shape.length} dimension names, got ${JSON.stringify(names)}`);
    }
    const created: Dimension[] = [];
    const create = (name: string, rest: Omit<Dimension, "name">): Dimension => {
      const dimension = { name, ...rest };
      created.push(dimension);
      return dimension;
    };
    return shape.map((size, axis) => {
      const wanted = { size, unlimited: unlimited && axis === 0 };
      const name = names?.[axis] ?? null;
      if (name !== null) checkName(name, nameLimits.dimension, `${what}: dimension`);
      // Numbered by its place among all dimensions, as libhdf4 does when it writes the file again.
      if (name === null || isMadeUp(name)) return create(`${madeUpPrefix}${this.#all.length + created.length}`, wanted);
      const known = this.#byName.get(name) ?? created.find((dimension) => dimension.name === name);
      if (known === undefined) return create(name, wanted);
      if (known.size !== wanted.size || known.unlimited !== wanted.unlimited) {
        throw new RangeError(
          `${what}: dimension ${JSON.stringify(name)} is ${describe(wanted)} here, ${describe(known)} before`,
        );
      }
      return known;
    });
  }

  /** Add the new ones among these dimensions. */
  add(dimensions: readonly Dimension[]): void {
    for (const dimension of dimensions) {
      if (this.#byName.get(dimension.name) === dimension) continue;
      this.#all.push(dimension);
      if (!isMadeUp(dimension.name)) this.#byName.set(dimension.name, dimension);
    }
  }
}

function isMadeUp(name: string): boolean {
  return name.startsWith(madeUpPrefix);
}

function describe({ size, unlimited }: Pick<Dimension, "size" | "unlimited">): string {
  return unlimited ? `unlimited (${size} now)` : `of size ${size}`;
}
