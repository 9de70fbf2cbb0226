import { ByteBuilder } from "../../_byte-builder.ts";
import { LimitError } from "../../errors.ts";
import { tags } from "../tags.ts";
import { hasAttributesFlag, type Reference, vsetVersions } from "./_vdata.ts";
import type { ElementStore } from "./element-store.ts";

/** Content of a Vgroup. */
export interface VgroupContent {
  readonly name: string;
  readonly className: string;
  readonly members: readonly Reference[];
  readonly attributes?: readonly Reference[];
}

const maxMembers = 65535;

/** Write a Vgroup (as of HDF4's vgp.c) under a new reference number, or the one given. */
export async function putVgroup(
  store: ElementStore,
  { name, className, members, attributes = [] }: VgroupContent,
  ref: number = store.newRef(),
): Promise<Reference> {
  if (members.length > maxMembers) {
    throw new LimitError(`a Vgroup has at most ${maxMembers} members, this one would have ${members.length}`, {
      file: store.fileName,
      object: name,
    });
  }
  const record = new ByteBuilder("big-endian").u16(members.length);
  for (const member of members) record.u16(member.tag);
  for (const member of members) record.u16(member.ref);
  // The expansion tag and reference number are unused.
  record.text(name).text(className).u16(0, 0);
  if (attributes.length > 0) {
    record.u32(hasAttributesFlag, attributes.length);
    for (const attribute of attributes) record.u16(attribute.tag, attribute.ref);
  }
  record.u16(attributes.length > 0 ? vsetVersions.withAttributes : vsetVersions.plain, 0).u8(0);
  await store.put(tags.vgroup, ref, record.finish());
  return { tag: tags.vgroup, ref };
}
