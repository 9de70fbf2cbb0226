import type { EngineProbe } from "@atcs/train";
import { summaryLines } from "../dataset/summary-lines.ts";
import { escapeControls } from "../format/escape.ts";
import type { JsonValue } from "../format/json.ts";
import { byteSizeText, countText } from "../format/value.ts";
import type { Info } from "./info.ts";

/** What `atcs info` prints for people. */
export function* infoText({ atcs, node, platform, cores, memoryBytes, engines, auto }: Info): Generator<string> {
  const packages = Object.entries(
    Object.assign({}, ...engines.map(({ versions }) => versions)) as Record<string, string>,
  );
  yield* summaryLines([
    ["atcs", atcs],
    ["node", `${node}, ${platform}, ${countText(cores, "core")}, ${byteSizeText(memoryBytes)} of memory`],
    ...packages.map(([name, version], i) => [i === 0 ? "packages" : "", `${name} ${version}`] as const),
    ["auto", auto ?? "none: no engine works here"],
  ]);
  yield "\n";
  yield tableLine("engine", "works", "device, or why not");
  for (const probe of engines) yield tableLine(probe.engine, worksText(probe), textOf(probe));
}

function tableLine(engine: string, works: string, text: string): string {
  return `${engine.padEnd(8)}${works.padEnd(8)}${escapeControls(text)}\n`;
}

function textOf({ reason, device = "", providers = [] }: EngineProbe): string {
  if (providers.length === 0) return reason ?? device;
  const names = (bundled: boolean): string =>
    providers.flatMap((each) => (each.bundled === bundled ? [each.name] : [])).join(", ");
  const others = names(false) === "" ? "" : `; with libraries of their own ${names(false)}`;
  return `${reason ?? device}; providers ${names(true)}${others}`;
}

/** A processor that plays the GPU works, and is slow. */
function worksText({ works, adapterType }: EngineProbe): string {
  if (!works) return "no";
  return adapterType === "software" ? "slowly" : "yes";
}

/** What `atcs info --json` prints. */
export function infoJson({ engines, auto, ...rest }: Info): JsonValue {
  return {
    ...rest,
    engines: engines.map(({ engine, works, device, adapterType, versions, reason, providers }) => ({
      ...{ engine, works },
      device: device ?? null,
      adapterType: adapterType ?? null,
      versions: { ...versions },
      reason: reason ?? null,
      ...(providers === undefined ? {} : { providers: providers.map(({ name, bundled }) => ({ name, bundled })) }),
    })),
    auto: auto ?? null,
  };
}
