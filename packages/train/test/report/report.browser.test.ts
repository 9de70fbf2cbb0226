import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findChromium, launchArguments } from "../../../../test/support/chromium.ts";
import { writeReport } from "../../src/report/write-report.ts";
import { temporaryFolder } from "../support/temporary.ts";
import { writeRun, writeTrackDataset } from "./_support.ts";

const { executablePath, reason } = findChromium();
const folder = temporaryFolder();

describe.skipIf(executablePath === undefined)(`a report in a browser ${reason}`, () => {
  let browser: Browser;
  let report: string;

  beforeAll(async () => {
    const dataset = await writeTrackDataset(`${folder}/dataset`);
    report = await writeReport(await writeRun(`${folder}/run`, dataset, "seg_3d"));
    browser = await chromium.launch({ executablePath: executablePath!, args: launchArguments });
  }, 60_000);

  afterAll(() => browser?.close());

  test.each([
    [360, "light"],
    [360, "dark"],
    [390, "light"],
    [1280, "light"],
    [1280, "dark"],
  ] as const)("%i pixels wide, %s, nothing sticks out and all can be read", async (width, colorScheme) => {
    const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme });
    const messages: string[] = [];
    const requests: string[] = [];
    page.on("console", (message) => messages.push(message.text()));
    page.on("request", (request) => requests.push(request.url()));
    await page.goto(`file://${report}`);
    const seen = await page.evaluate(() => {
      const rgb = (color: string) => color.match(/\d+/g)!.slice(0, 3).map(Number);
      const ink = Array.from(document.querySelectorAll(".chart .ink"), (text) => getComputedStyle(text).fill);
      const small = Array.from(document.querySelectorAll("svg text"), (text) => text.getBoundingClientRect().height);
      const { color, backgroundColor } = getComputedStyle(document.body);
      return {
        width: document.documentElement.scrollWidth,
        hidden: Array.from(document.querySelectorAll(".scroll"), (table) => table.scrollWidth - table.clientWidth),
        ground: rgb(backgroundColor),
        inks: [...new Set([color, ...ink])].map(rgb),
        smallest: Math.min(...small),
      };
    });
    expect(seen.width).toBeLessThanOrEqual(width);
    // Tables scroll where they must, which is not so on a usual phone.
    if (width >= 390) expect(Math.max(...seen.hidden)).toBe(0);
    expect(seen.inks.map((ink) => contrast(ink, seen.ground) > 7)).toEqual(seen.inks.map(() => true));
    expect(brightness(seen.ground) > 0.5).toBe(colorScheme === "light");
    expect(seen.smallest).toBeGreaterThan(7);
    expect(messages).toEqual([]);
    expect(requests.filter((url) => !url.startsWith("data:"))).toEqual([`file://${report}`]);
    await page.close();
  });
});

/** Relative luminance and contrast as WCAG 2.1 defines them. */
function brightness(rgb: readonly number[]): number {
  const [red = 0, green = 0, blue = 0] = rgb.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: readonly number[], b: readonly number[]): number {
  const [dark = 0, light = 0] = [brightness(a), brightness(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}
