import { defineConfig, type TestProjectConfiguration } from "vitest/config";

const conditions = ["@atcs/source", "node", "import", "default"];

const jobs: TestProjectConfiguration = {
  extends: true,
  test: { name: "job", include: ["packages/*/test/**/*.job.test.ts", "test/**/*.job.test.ts"] },
};

// Sources are tested as they are, without a build, through the "@atcs/source" condition of each package.
export default defineConfig({
  ssr: { resolve: { conditions } },
  resolve: { conditions },
  test: {
    // Two cores: more workers only wait for each other.
    maxWorkers: 2,
    testTimeout: 20_000,
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["packages/*/test/**/*.test.ts", "test/**/*.test.ts"],
          exclude: ["**/node_modules/**", "**/*.{dist,job,interop,browser,webgpu}.test.ts"],
        },
      },
      // What only exists after a build: workers, the command, the packages as users get them.
      {
        extends: true,
        test: { name: "dist", include: ["packages/*/test/**/*.dist.test.ts", "test/**/*.dist.test.ts"] },
      },
      // Whole jobs through the built packages and the command, which take minutes: only with ATCS_JOBS=1, as in CI.
      ...(process.env.ATCS_JOBS === "1" ? [jobs] : []),
      // Against the official libraries in Python; skipped with a reason where those are not installed.
      { extends: true, test: { name: "interop", include: ["packages/*/test/**/*.interop.test.ts"] } },
      // In headless Chromium; skipped with a reason where that is not installed.
      { extends: true, test: { name: "browser", include: ["packages/*/test/**/*.browser.test.ts"] } },
      // On WebGPU, in software if need be; skipped with a reason where that is not installed.
      {
        extends: true,
        test: { name: "webgpu", include: ["packages/*/test/**/*.webgpu.test.ts", "test/**/*.webgpu.test.ts"] },
      },
    ],
    coverage: { provider: "v8", include: ["packages/*/src/**/*.ts"] },
  },
});
