// Every relative link in a Markdown file must lead somewhere. Part of `npm run lint`.

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.md"], {
  cwd: root,
  encoding: "utf8",
});

const broken = files
  .split("\n")
  .filter((file) => file !== "" && existsSync(join(root, file)))
  .flatMap((file) => {
    const text = readFileSync(join(root, file), "utf8").replace(/^```.*?^```$/gms, "");
    const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1]);
    return targets
      .filter((target) => !/^([a-z]+:|#)/.test(target))
      .map((target) => target.split("#")[0])
      .filter((target) => !existsSync(join(root, dirname(file), decodeURI(target))))
      .map((target) => `${file}: the link to ${target} leads nowhere`);
  });

if (broken.length > 0) {
  process.stderr.write(`${broken.join("\n")}\n`);
  process.exit(1);
}
