import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findChromium, launchArguments } from "../../../../test/support/chromium.ts";
import { buildLeaderboard } from "../../src/leaderboard/build.ts";
import { writeSmallDataset } from "../support/small-dataset.ts";
import { temporaryFolder } from "../support/temporary.ts";
import { editAbout, writeSubmission } from "./_support.ts";

const { executablePath, reason } = findChromium();
const folder = temporaryFolder();

describe.skipIf(executablePath === undefined)(`a leaderboard in a browser ${reason}`, () => {
  let browser: Browser;

  beforeAll(async () => {
    const dataset = await writeSmallDataset(join(folder, "dataset"));
    const submissions = [];
    for (const [i, task] of (["bin_seg_3d", "seg_3d", "seg_3d"] as const).entries()) {
      const submission = await writeSubmission(join(folder, `${i}`), dataset, {
        task,
        name: `Number ${i} `.repeat(9).trim(),
      });
      const description =
        "<script>document.title = 'taken over'</script><img src=x onerror=\"document.title = 'too'\">";
      editAbout(submission, (about) => ({ ...about, description, url: "https://example.org/x" }));
      submissions.push(submission);
    }
    await buildLeaderboard({ submissions, dataset, out: join(folder, "out") });
    browser = await chromium.launch({ executablePath: executablePath!, args: launchArguments });
  }, 60_000);

  afterAll(() => browser?.close());

  test.each([360, 1280])("%i pixels wide, nothing sticks out, nothing runs and nothing is fetched", async (width) => {
    const page = await browser.newPage({ viewport: { width, height: 800 } });
    const messages: string[] = [];
    const requests: string[] = [];
    page.on("console", (message) => messages.push(message.text()));
    page.on("request", (request) => requests.push(request.url()));
    const address = `file://${join(folder, "out", "index.html")}`;
    await page.goto(address);
    expect(await page.title()).toBe("Leaderboard");
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    expect(await page.evaluate(() => document.querySelectorAll("script, img").length)).toBe(0);
    expect(await page.evaluate(() => document.querySelectorAll("tbody tr").length)).toBeGreaterThan(6);
    expect(messages).toEqual([]);
    expect(requests).toEqual([address]);
    await page.close();
  });
});
