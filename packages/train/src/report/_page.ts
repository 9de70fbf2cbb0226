import { type Markup, type MarkupValue, markup, trusted } from "./_escape.ts";
import { pageStyle } from "./_style.ts";

/** A part of a page with a heading. */
export interface PageSection {
  /** Of its link: lower-case letters and hyphens. */
  readonly id: string;
  readonly title: string;
  readonly content: MarkupValue;
}

/** What a page is made of. */
export interface PageParts {
  readonly title: string;
  /** Below the title. */
  readonly subtitle?: MarkupValue;
  readonly sections: readonly PageSection[];
  readonly footer?: MarkupValue;
}

/**
 * A whole page: HTML that needs nothing else, no network and no script, and says so to the browser; for phones and desktops,
 * light and dark.
 */
export function page({ title, subtitle, sections, footer }: PageParts): string {
  const policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";
  const links = sections.map((section) => markup`<a href="#${section.id}">${section.title}</a>\n`);
  const parts = sections.map(
    ({ id, title, content }) => markup`<section id="${id}">
<h2>${title}</h2>
${content}
</section>
`,
  );
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${trusted(pageStyle)}</style>
</head>
<body>
<header>
<h1>${title}</h1>
${subtitle === undefined ? "" : markup`<p class="muted">${subtitle}</p>`}
${sections.length > 1 ? markup`<nav>${links}</nav>` : ""}
</header>
<main>
${parts}</main>
${footer === undefined ? "" : markup`<footer class="muted">${footer}</footer>`}
</body>
</html>
`.text;
}

/** A number that stands out, with its name. */
export interface Tile {
  readonly name: string;
  readonly value: string;
  readonly note?: string | undefined;
}

/** Large numbers side by side. */
export function tiles(all: readonly Tile[]): Markup {
  const one = ({ name, value, note }: Tile): Markup =>
    markup`<div><dt>${name}</dt><dd>${value}${note === undefined ? "" : markup`<small>${note}</small>`}</dd></div>\n`;
  return markup`<dl class="tiles">
${all.map(one)}</dl>
`;
}

/** Charts or figures side by side, as many as there is room for. */
export function gallery(figures: readonly MarkupValue[]): Markup {
  return markup`<div class="gallery">
${figures.map((one) => markup`<figure>${one}</figure>\n`)}</div>
`;
}

/** A chart and what is told beside it, or below it where there is less room. */
export function beside(chart: MarkupValue, rest: MarkupValue): Markup {
  return markup`<div class="beside"><figure>${chart}</figure><div>${rest}</div></div>
`;
}

/** Tables side by side, where there is room for them. */
export function tablesBeside(tables: readonly MarkupValue[]): Markup {
  return markup`<div class="tables">${tables.map((one) => markup`<div>${one}</div>`)}</div>
`;
}

/** A sentence, such as that something is missing. */
export function note(text: MarkupValue): Markup {
  return markup`<p class="muted">${text}</p>
`;
}
