// Packs every package, checks the tarball (publint, attw), installs it with plain npm into an empty project, imports
// every entry, runs the examples of its README and its commands there; then the projects of examples/ in the same way.
// What is tested here is what users get.
//
//   node scripts/check-tarballs.mjs [--keep FOLDER]     FOLDER gets the tarballs when all is well

import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { prepareExamples, readExamples, runExample } from "./readme-examples.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const work = mkdtempSync(join(tmpdir(), "atcs-tarballs-"));
const bin = (name) => join(root, "node_modules", ".bin", name);
const pnpm = ["npx", "--yes", JSON.parse(readFileSync(join(root, "package.json"), "utf8")).packageManager];
// publint starts pnpm itself. What onnxruntime-node would download when it is installed are files for CUDA, which nothing here uses.
const environment = {
  ...process.env,
  PATH: `${pnpmFolder()}${delimiter}${process.env.PATH}`,
  ONNXRUNTIME_NODE_INSTALL: "skip",
};

try {
  const packages = readdirSync(join(root, "packages")).sort().map(pack);
  for (const { path, tarball } of packages) {
    run(bin("publint"), ["run", "--strict", tarball], path);
    run(bin("attw"), [tarball, "--profile", "esm-only"], path);
  }
  for (const each of packages) tryInEmptyProject(each, packages);
  for (const name of readdirSync(join(root, "examples")).sort()) {
    if (existsSync(join(root, "examples", name, "package.json"))) tryExample(name, packages);
  }
  keep(packages);
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** For a release: what is published is the very file that was tested. */
function keep(packages) {
  const { keep: folder } = parseArgs({ options: { keep: { type: "string" } } }).values;
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  for (const { tarball } of packages) cpSync(tarball, join(folder, basename(tarball)));
}

function pack(folder) {
  const path = join(root, "packages", folder);
  const target = join(work, folder);
  mkdirSync(target);
  run(pnpm[0], [...pnpm.slice(1), "pack", "--pack-destination", target], path);
  const manifest = JSON.parse(readFileSync(join(path, "package.json"), "utf8"));
  return { folder, path, manifest, tarball: join(target, readdirSync(target)[0]) };
}

/** The package alone, with the tarballs of the @atcs packages it depends on in place of the registry's. */
function tryInEmptyProject({ folder, path, manifest, tarball }, packages) {
  const project = join(work, `use-${folder}`);
  mkdirSync(project);
  writeFileSync(join(project, "package.json"), JSON.stringify({ name: "empty", private: true, type: "module" }));
  install(project, [tarball, ...closure(manifest, packages).map((each) => each.tarball)]);
  const entries = Object.keys(manifest.exports)
    .filter((entry) => !entry.endsWith(".json"))
    .map((entry) => manifest.name + entry.slice(1));
  // The root of a package never needs an optional peer; an entry behind it may.
  const behindPeers = entries.filter((name) => name !== manifest.name && needsPeer(name, manifest, project));
  const alone = entries.filter((name) => !behindPeers.includes(name));
  for (const name of alone) importEntry(name, project);
  checkTypes(project, alone, { not: requiredPeers(manifest) });
  const commands = Object.keys(manifest.bin ?? {});
  for (const name of commands) run(join(project, "node_modules", ".bin", name), ["--version"], project);
  const examples = readExamples(join(path, "README.md"));
  installOthers(project, { folder, manifest, examples }, packages);
  prepareExamples(path, project);
  for (const name of behindPeers) importEntry(name, project);
  // The declarations of peers are not ours to judge.
  if (behindPeers.length > 0) checkTypes(project, behindPeers, { options: { skipLibCheck: true } });
  for (const example of examples) {
    const printed = runExample(example, project);
    if (example.output !== undefined && printed !== example.output) {
      throw new Error(
        `${folder}/README.md, line ${example.line}: expected\n${example.output}but it printed\n${printed}`,
      );
    }
  }
  const done = [
    `${entries.length} entries imported`,
    `${commands.length} commands`,
    `${examples.length} README examples run`,
  ];
  process.stdout.write(`${manifest.name}: installed alone, ${done.join(", ")}\n`);
}

function importEntry(entry, project) {
  const name = JSON.stringify(entry);
  const script = `if (Object.keys(await import(${name})).length === 0) throw new Error(${name} + " exports nothing");`;
  run(process.execPath, ["--input-type=module", "-e", script], project);
}

/** Does an entry ask for an optional peer that is not installed? */
function needsPeer(entry, { peerDependencies = {} }, project) {
  const script = `await import(${JSON.stringify(entry)})`;
  const { stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
    cwd: project,
    encoding: "utf8",
  });
  return Object.keys(peerDependencies).some((peer) => stderr.includes(`Cannot find package '${peer}'`));
}

/** What examples import beside the package, and its optional peers: in the versions that it is developed with, or of the workspace. */
function installOthers(project, { folder, manifest, examples }, packages) {
  const { name, peerDependencies = {} } = manifest;
  const imported = examples.flatMap(({ source }) =>
    [...source.matchAll(/(?:from|import) "([^".][^"]*)"/g)].map((match) => match[1]),
  );
  const names = imported.map((module) => module.split("/", module.startsWith("@") ? 2 : 1).join("/"));
  const { devDependencies = {} } = JSON.parse(
    readFileSync(join(project, "node_modules", name, "package.json"), "utf8"),
  );
  // Peers that it is not developed with are left out.
  const peers = Object.keys(peerDependencies).filter((each) => devDependencies[each] !== undefined);
  const wanted = [...new Set([...peers, ...names])].filter(
    (each) => !each.startsWith("node:") && !existsSync(join(project, "node_modules", each)),
  );
  const unknown = wanted.find((each) => devDependencies[each] === undefined);
  if (unknown !== undefined) {
    throw new Error(`${folder}/README.md imports ${unknown}, which is none of the devDependencies of ${name}`);
  }
  const dependencies = Object.fromEntries(wanted.map((each) => [each, `${each}@${devDependencies[each]}`]));
  for (const { manifest, tarball } of closure({ dependencies }, packages)) dependencies[manifest.name] = tarball;
  if (wanted.length > 0) install(project, Object.values(dependencies));
}

/** Folders of node_modules with the peers that npm installs beside the package, and what these come with. */
function requiredPeers({ peerDependencies = {}, peerDependenciesMeta = {} }) {
  const required = Object.keys(peerDependencies).filter((name) => peerDependenciesMeta[name]?.optional !== true);
  return required.map((name) => `node_modules/${name.split("/")[0]}/`);
}

/**
 * The declarations as a project sees them that has neither Node's types nor (by default) `skipLibCheck`.
 * @param not folders whose declarations are not ours to judge
 */
function checkTypes(project, names, { options: extra = {}, not = [] } = {}) {
  const imports = names.map((name, i) => `import * as entry${i} from "${name}";\nexport { entry${i} };\n`);
  writeFileSync(join(project, "check.ts"), imports.join(""));
  const options = {
    noEmit: true,
    strict: true,
    module: "nodenext",
    target: "es2022",
    lib: ["es2022", "dom"],
    types: [],
    ...extra,
  };
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions: options, files: ["check.ts"] }));
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  const { status, stdout, stderr } = spawnSync(process.execPath, [tsc], { cwd: project, encoding: "utf8" });
  const errors = stdout.split("\n").filter((line) => /^\S.*: error TS|^error TS/.test(line));
  const own = errors.filter((line) => !not.some((folder) => line.startsWith(folder)));
  if (status === 0 || (own.length === 0 && errors.length > 0)) return;
  process.stderr.write(`${stdout}${stderr}\n`);
  throw new Error(`the types of ${names.join(", ")} have errors in ${project}`);
}

/** A project of examples/, with the packages as users get them. */
function tryExample(name, packages) {
  const project = join(work, `example-${name}`);
  cpSync(join(root, "examples", name), project, { recursive: true });
  const manifest = JSON.parse(readFileSync(join(project, "package.json"), "utf8"));
  install(
    project,
    closure(manifest, packages).map((each) => each.tarball),
  );
  run("npm", ["test"], project);
  process.stdout.write(`examples/${name}: installed, its tests passed\n`);
}

function install(project, tarballs) {
  run("npm", ["install", "--no-audit", "--no-fund", "--loglevel=error", ...tarballs], project);
}

/** Packages of the workspace that a package needs, also through others. */
function closure(manifest, packages, found = new Set()) {
  for (const name of Object.keys(manifest.dependencies ?? {})) {
    const local = packages.find((each) => each.manifest.name === name);
    if (local !== undefined && !found.has(local)) {
      found.add(local);
      closure(local.manifest, packages, found);
    }
  }
  return [...found];
}

/** Folder of the pinned pnpm's executable. */
function pnpmFolder() {
  const script = "import { delimiter } from 'node:path'; console.log(process.env.PATH.split(delimiter)[0])";
  return execFileSync("npx", ["--yes", `--package=${pnpm[2]}`, "node", "--input-type=module", "-e", script], {
    encoding: "utf8",
  }).trim();
}

function run(command, args, cwd) {
  try {
    execFileSync(command, args, { cwd, env: environment, stdio: ["ignore", "pipe", "pipe"], encoding: "utf8" });
  } catch (error) {
    process.stderr.write(`${command} ${args.join(" ")}\n${error.stdout ?? ""}${error.stderr ?? ""}\n`);
    throw new Error(`${command} failed in ${cwd}`);
  }
}
