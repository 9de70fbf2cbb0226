import type { AttributeInput, AttributeInputs } from "../../_attribute-values.ts";
import { checkOptions } from "../../_check-options.ts";
import { internalVgroups } from "../catalog.ts";
import { tags } from "../tags.ts";
import { AttributeList } from "./_attributes.ts";
import { checkClassName, checkName, nameLimits } from "./_names.ts";
import type { Session } from "./_session.ts";
import type { Reference } from "./_vdata.ts";
import { putVgroup } from "./_vgroup.ts";
import type { Hdf4DatasetWriter } from "./dataset-writer.ts";
import type { ElementStore } from "./element-store.ts";
import type { Hdf4TableWriter } from "./table-writer.ts";

/** Description of a group to write. */
export interface Hdf4GroupOptions {
  /** Not one that begins like those of HDF4 itself, e.g. "Var0.0". @default "" */
  readonly className?: string;
  readonly attributes?: AttributeInputs;
}

/** What a group can hold. */
export type Hdf4Member = Hdf4DatasetWriter | Hdf4TableWriter | Hdf4GroupWriter;

/** Writes one group (Vgroup). */
export class Hdf4GroupWriter {
  readonly name: string;
  /** How other Vgroups refer to it. @internal */
  readonly reference: Reference;
  readonly #store: ElementStore;
  readonly #className: string;
  readonly #attributes: AttributeList;
  readonly #members: Hdf4Member[] = [];
  readonly #session: Session;
  /** Everything that the same file created. */
  readonly #candidates: ReadonlySet<unknown>;

  /** @internal */
  constructor(
    store: ElementStore,
    name: string,
    options: Hdf4GroupOptions,
    session: Session,
    candidates: ReadonlySet<unknown>,
  ) {
    this.name = checkName(name, nameLimits.group, "group");
    const what = `group ${JSON.stringify(name)}`;
    checkOptions(what, options, ["className", "attributes"]);
    this.#className = checkClassName(options.className, internalVgroups, what);
    this.#attributes = new AttributeList(options.attributes, "vset", what);
    this.#store = store;
    this.#session = session;
    this.#candidates = candidates;
    this.reference = { tag: tags.vgroup, ref: store.newRef() };
  }

  /**
   * Add members, in this order. The same data set, table or group may be in several groups.
   * @throws TypeError for what this file did not create or the group already has, RangeError when a group would contain itself
   */
  add(...members: Hdf4Member[]): void {
    this.#session.checkOpen();
    for (const member of members) {
      const what = `group ${JSON.stringify(this.name)}`;
      if (!this.#candidates.has(member)) {
        throw new TypeError(`${what}: expected a data set, table or group that this file created`);
      }
      const object = JSON.stringify(member.name);
      if (this.#members.includes(member)) throw new TypeError(`${what}: ${object} is already a member`);
      if (member instanceof Hdf4GroupWriter && member.#contains(this)) {
        throw new RangeError(`${what}: with ${object} it would contain itself`);
      }
      this.#members.push(member);
    }
  }

  /** Set an attribute, or replace its value. @throws TypeError, RangeError for values that HDF4 attributes cannot have */
  setAttribute(name: string, value: AttributeInput): void {
    this.#session.checkOpen();
    this.#attributes.set(name, value);
  }

  /** Write the Vgroup. @internal */
  async finish(): Promise<void> {
    const attributes = await this.#attributes.put(this.#store);
    const members = this.#members.map((member) => member.reference);
    const content = { name: this.name, className: this.#className, members, attributes };
    await putVgroup(this.#store, content, this.reference.ref);
  }

  /** Is it the group itself, or below it? */
  #contains(group: Hdf4GroupWriter): boolean {
    if (group === this) return true;
    return this.#members.some((member) => member instanceof Hdf4GroupWriter && member.#contains(group));
  }
}
