import { expect, test } from "vitest";
import { markup } from "../../src/report/_escape.ts";
import { page, tiles } from "../../src/report/_page.ts";
import { table } from "../../src/report/_table.ts";
import { elementsNamed } from "./_elements.ts";

test("a page needs nothing else, and forbids the browser to ask for it", () => {
  const html = page({
    title: "A <page>",
    subtitle: "x & y",
    sections: [
      { id: "one", title: "One", content: markup`<p>1</p>` },
      { id: "two", title: "Two", content: "<p>" },
    ],
    footer: "end",
  });
  expect(elementsNamed(html, "section").map((section) => section.text.trim())).toEqual(["One\n1", "Two\n<p>"]);
  expect(elementsNamed(html, "a").map(({ attributes }) => attributes.href)).toEqual(["#one", "#two"]);
  expect(elementsNamed(html, "h1")[0]!.text).toBe("A <page>");
  const policies = elementsNamed(html, "meta").map(({ attributes }) => attributes["http-equiv"] && attributes.content);
  expect(policies).toContain("default-src 'none'; img-src data:; style-src 'unsafe-inline'");
  expect(html.replaceAll("http://www.w3.org/2000/svg", "")).not.toMatch(/<script|https?:|url\(|@import/);
});

test("a table has a row for each, and a dash for what is not there", () => {
  const columns = [{ title: "name" }, { title: "Dice", align: "right", note: "0 to 1" }] as const;
  const { text } = table({
    columns,
    rows: [
      ["<a>", 0],
      ["b", null],
    ],
    caption: "All",
  });
  expect(elementsNamed(text, "tr").map((row) => row.text)).toEqual(["nameDice", "<a>0", "b\u2013"]);
  expect(elementsNamed(text, "td").every(({ attributes }) => attributes.class === "number")).toBe(true);
  expect(elementsNamed(text, "caption")[0]!.text).toBe("All");
  expect(() => table({ columns, rows: [["a"]] })).toThrow(/row 0 of the table has 1 cells: expected 2/);
});

test("tiles", () => {
  const { text } = tiles([{ name: "Dice", value: "0.5", note: "<n>" }]);
  expect(elementsNamed(text, "dd")[0]!.text).toBe("0.5<n>");
});
