import { expect, test } from "vitest";
import { load } from "./_load.ts";

interface Markup {
  readonly text: string;
}
const { commandsSection, resultSection } = await load<{
  commandsSection(content: object): Markup;
  resultSection(content: object): Markup;
}>("report/sections.mjs");

test("commands stand below what they are for and how long they took, on lines that a phone can show", () => {
  const words = ["train", "data", "--out", "runs/a <b>", "--task", "bin_seg_3d", "--epochs", "3", "--batch-size", "4"];
  const steps = [
    { name: "serve", title: "Serve it", words: ["serve", "archive"], serves: "train", secret: "PASSWORD" },
    { name: "train", title: "Train it", words },
  ];
  const times = { machine: { cores: 2, node: "v20" }, secondsOf: () => 75 };
  const { text } = commandsSection({ steps, times });
  const [, shown] = /<pre>(.*)<\/pre>/s.exec(text)!;
  expect(shown!.split("\n")).toEqual([
    ...['<span class="comment"># Serve it</span>', "PASSWORD=… atcs serve archive &amp;", ""],
    ...['<span class="comment"># Train it  (1 min 15 s)</span>', "atcs train data --out &#39;runs/a &lt;b&gt;&#39; \\"],
    ...["  --task bin_seg_3d --epochs 3 \\", "  --batch-size 4"],
  ]);
  expect(text).toContain("processor unknown, 2 cores");
});

test("the result has a row for each prediction and each difference, with a dash where half orbits are too few", () => {
  const overall = { precision: 0.5, recall: null, cloud_mask_accuracy: 0.25, cloud_top_height_bin_offset_m: 1234.4 };
  const { text } = resultSection({
    verdict: { sentence: "a < b" },
    comparison: {
      scores: [
        { name: "net", dice: 0.25, interval: [0.125, 0.5] },
        { name: "climatology", dice: 0.5, interval: null },
      ],
      differences: [{ better: "net", worse: "climatology", value: -0.25, interval: null }],
    },
    evaluations: { net: { overall }, climatology: { overall } },
  });
  const rows = [...text.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row]) => row!.replace(/<[^>]+>/g, "|"));
  expect(rows).toContain("|net||0.250||0.125 to 0.500||50.0 %||–||25.0 %||1234 m|");
  expect(rows).toContain("|climatology||0.500||–||50.0 %||–||25.0 %||1234 m|");
  expect(rows).toContain("|net − climatology||−0.250||–|");
  expect(text).toContain("a &lt; b");
});
