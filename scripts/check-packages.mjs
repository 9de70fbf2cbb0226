// What every publishable package must have, so that a new one cannot forget it. Part of `npm run lint`.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const problems = [];

for (const folder of readdirSync(join(root, "packages")).sort()) {
  const path = join(root, "packages", folder);
  if (existsSync(join(path, "package.json"))) check(folder, path);
}
if (problems.length > 0) {
  process.stderr.write(`${problems.join("\n")}\n`);
  process.exit(1);
}

function check(folder, path) {
  const manifest = JSON.parse(readFileSync(join(path, "package.json"), "utf8"));
  const expect = (condition, problem) => condition || problems.push(`packages/${folder}: ${problem}`);

  expect(
    manifest.name === `@atcs/${folder}`,
    `package.json: expected the name @atcs/${folder}, found ${manifest.name}`,
  );
  expect(manifest.type === "module", 'package.json: expected "type": "module" (ESM only)');
  expect(manifest.sideEffects === false, 'package.json: expected "sideEffects": false');
  expect(manifest.license === "Apache-2.0", 'package.json: expected "license": "Apache-2.0"');
  expect(manifest.engines?.node === ">=20.19", 'package.json: expected "engines": { "node": ">=20.19" }');
  expect(manifest.repository?.directory === `packages/${folder}`, "package.json: repository.directory is missing");
  expect(Array.isArray(manifest.files), 'package.json: "files" must list what is published');
  expect(manifest.exports?.["./package.json"], 'package.json: "exports" must have "./package.json"');
  for (const field of ["main", "module", "require"]) {
    expect(!(field in manifest), `package.json: "${field}" has no place in an ESM-only package`);
  }
  for (const [entry, target] of Object.entries(manifest.exports ?? {})) {
    if (typeof target === "string") continue;
    const order = Object.keys(target).join(", ");
    expect(
      order === "@atcs/source, types, default",
      `exports["${entry}"]: expected the conditions @atcs/source, types, default, found ${order}`,
    );
    const source = target["@atcs/source"];
    expect(source && existsSync(join(path, source)), `exports["${entry}"]: ${source} does not exist`);
  }
  for (const file of ["README.md", "LICENSE", "tsconfig.json", "tsconfig.build.json", "tsup.config.ts"]) {
    expect(existsSync(join(path, file)), `${file} is missing`);
  }
  expect(existsSync(join(path, "test", "public-api.test.ts")), "test/public-api.test.ts is missing");
  for (const [name, range] of Object.entries(manifest.dependencies ?? {})) {
    if (name.startsWith("@atcs/"))
      expect(range === "workspace:^", `dependency ${name}: expected workspace:^, found ${range}`);
  }
}
