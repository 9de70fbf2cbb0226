import { page } from "./_page.ts";
import type { ReportContent } from "./content.ts";
import { breakdownsSection } from "./sections/breakdowns.ts";
import { classesSection } from "./sections/classes.ts";
import { configurationSection } from "./sections/configuration.ts";
import { curvesSection } from "./sections/curves.ts";
import { headlineSection } from "./sections/headline.ts";
import { heightsSection } from "./sections/heights.ts";
import { instancesSection } from "./sections/instances.ts";
import { speedSection } from "./sections/speed.ts";

/** A report as one page of HTML. */
export function reportHtml(content: ReportContent): string {
  const { name, config } = content;
  const sections = [
    headlineSection(content),
    curvesSection(content),
    heightsSection(content),
    classesSection(content),
    breakdownsSection(content),
    instancesSection(content),
    configurationSection(content),
    speedSection(content),
  ];
  return page({
    title: `Training report: ${name}`,
    subtitle: `${config.network.name}, ${config.task}, seed ${config.training.seed}`,
    sections: sections.filter((section) => section !== undefined),
    footer: "Made with @atcs/train.",
  });
}
