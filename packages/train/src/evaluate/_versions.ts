import { createRequire } from "node:module";

/** Versions of the packages that make scores. */
export function packageVersions(): Readonly<Record<"@atcs/train" | "@atcs/dataset", string>> {
  const require = createRequire(import.meta.url);
  const versionOf = (name: string): string => (require(`${name}/package.json`) as { readonly version: string }).version;
  return { "@atcs/train": versionOf("@atcs/train"), "@atcs/dataset": versionOf("@atcs/dataset") };
}
