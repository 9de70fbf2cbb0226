import { spawnSync } from "node:child_process";

/** Flags for a container: no sandbox for root, no GPU, and no connections of its own. */
export const launchArguments: string[] = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** An installed Chromium or Chrome, or a reason to skip; with ATCS_BROWSER=required (as in CI) it must be there. */
export function findChromium(): { executablePath: string | undefined; reason: string } {
  for (const name of [process.env.CHROMIUM ?? "", "chromium", "chromium-browser", "google-chrome"]) {
    const found = name && spawnSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).stdout.trim();
    if (found) return { executablePath: found, reason: "" };
  }
  if (process.env.ATCS_BROWSER === "required") throw new Error("no Chromium found, and ATCS_BROWSER=required");
  return { executablePath: undefined, reason: "(skipped: no Chromium found)" };
}
