import { barChart } from "../report/_bar-chart.ts";
import { type Markup, markup } from "../report/_escape.ts";
import { scoreText } from "../report/_format.ts";
import { gallery, note, type PageSection, page, tablesBeside } from "../report/_page.ts";
import { table } from "../report/_table.ts";
import type { ReportSummary } from "../report/content.ts";
import { type Breakdown, breakdownsOf, diceOf } from "../report/sections/breakdowns.ts";
import { diceByHeight, type NamedBins } from "../report/sections/heights.ts";
import type { LeaderboardEntry, LeaderboardGroup } from "./groups.ts";
import { type LeaderboardContent, refusedNote } from "./markdown.ts";
import { groupNote, groupTitle, thresholdText } from "./text.ts";

/** More lines than there are colours cannot be told apart. */
const mostLines = 6;
const mostBars = 20;
const mostGroups = 20;

/** A leaderboard as a page that needs nothing else: tables, charts and break-downs. Texts of submissions are only text in it. */
export function leaderboardHtml({ title, groups, metric, refused }: LeaderboardContent): string {
  const none: PageSection = { id: "none", title: "Submissions", content: note("There is no submission yet.") };
  return page({
    title,
    subtitle: refusedNote(refused)[0] ?? false,
    sections: groups.length === 0 ? [none] : groups.map((group, i) => section(group, i, metric)),
    footer: "Made with @atcs/train.",
  });
}

function section(group: LeaderboardGroup, number: number, wanted: string): PageSection {
  const content = [
    scoresTable(group),
    note(groupNote(group, wanted)),
    gallery([metricChart(group), ...heightsChart(group)]),
    chartsNote(group),
    breakdownTables(group),
    markup`<h3>Submissions</h3>`,
    group.entries.map(details),
  ];
  return { id: `group-${number + 1}`, title: groupTitle(group), content };
}

function scoresTable({ metric, others, entries }: LeaderboardGroup): Markup {
  const metrics = [metric, ...others];
  const columns = [
    { title: "submission" },
    ...metrics.map(({ title }) => ({ title, align: "right" as const })),
    { title: "model" },
    { title: "threshold", align: "right" as const },
  ];
  const rows = entries.map((entry, i) => [
    nameCell(`${i + 1}. ${entry.about.name}`, entry.evaluation !== null),
    ...metrics.map(({ name, text }) => text(entry.scores[name])),
    entry.settings.model.name,
    thresholdText(entry.settings.threshold),
  ]);
  return table({ columns, rows });
}

/** As wide as it needs, up to what a phone has room for beside a score: tables squeeze names to their longest word otherwise. */
function nameCell(name: string, isVerified: boolean = true): Markup {
  const mark = isVerified ? "" : markup` <span class="muted">(not verified)</span>`;
  return markup`<div class="name">${name}${mark}</div>`;
}

function metricChart({ metric, entries }: LeaderboardGroup): Markup {
  const { name, title, text } = metric;
  const bars = entries.slice(0, mostBars).map((entry) => {
    const value = entry.scores[name] ?? null;
    return { name: entry.about.name, value, text: text(value) };
  });
  const greatest = Math.max(0, ...bars.map(({ value }) => value ?? 0));
  // Rates are drawn from 0 to 1, so that two of them do not look more different than they are.
  const range = [0, metric.ascending ? greatest * 1.05 || 1 : 1] as const;
  return barChart(bars, { title: title[0]!.toUpperCase() + title.slice(1), range });
}

function namedBins({ entries }: LeaderboardGroup): NamedBins[] {
  return entries.flatMap(({ about, evaluation }) => {
    const bins = (evaluation?.overall as ReportSummary | undefined)?.heightBins;
    return bins === undefined ? [] : [{ name: about.name, bins }];
  });
}

function heightsChart(group: LeaderboardGroup): Markup[] {
  const { heightsKm, settings } = group;
  const named = namedBins(group);
  const isKnown = heightsKm?.length === settings.heightBins[1] - settings.heightBins[0];
  return named.length === 0 ? [] : [diceByHeight(named.slice(0, mostLines), isKnown ? heightsKm : undefined)];
}

/** What the charts leave out. */
function chartsNote(group: LeaderboardGroup): Markup[] {
  const charts = [
    ["bars", group.entries.length, mostBars],
    ["lines", namedBins(group).length, mostLines],
  ] as const;
  const cut = charts.filter(([, all, most]) => all > most).map(([name, , most]) => `${name} of the first ${most}`);
  return cut.length === 0 ? [] : [note(`Drawn are ${cut.join(" and ")} submissions.`)];
}

/** Dice of each submission in each group of label points. The truth of all is the same, and so are the groups. */
function breakdownTables({ entries }: LeaderboardGroup): Markup {
  const all = entries.flatMap(({ about, evaluation }) =>
    evaluation === null ? [] : [{ name: about.name, breakdowns: breakdownsOf(evaluation) }],
  );
  const kinds = all[0]?.breakdowns ?? [];
  const tables = kinds.map(({ name, title, groups }) => {
    const shown = groups.slice(0, mostGroups).map((group) => group.name);
    const columns = [{ title: "submission" }, ...shown.map((group) => ({ title: group, align: "right" as const }))];
    const rows = all.map((one) => [nameCell(one.name), ...diceCells(one.breakdowns, name, shown)]);
    return markup`<h3>Dice by ${title.toLowerCase()}</h3>
${table({ columns, rows })}`;
  });
  return tablesBeside(tables);
}

function diceCells(breakdowns: readonly Breakdown[], name: string, shown: readonly string[]): string[] {
  const groups = breakdowns.find((one) => one.name === name)?.groups ?? [];
  const scores = new Map(groups.map((group) => [group.name, group.scores]));
  return shown.map((group) => {
    const found = scores.get(group);
    return scoreText(found === undefined ? null : diceOf(found));
  });
}

function details({ about, settings }: LeaderboardEntry): Markup {
  const { name, authors, description, url } = about;
  const link = url && markup`<br><a href="${url}" rel="nofollow noopener noreferrer">${url}</a>`;
  const more = [authors && markup`<br>${authors}`, description && markup`<br>${description}`, link];
  return markup`<p><strong>${name}</strong> <span class="muted">(${settings.model.name})</span>${more}</p>
`;
}
