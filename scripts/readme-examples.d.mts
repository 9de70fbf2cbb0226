export interface Example {
  line: number;
  source: string;
  output: string | undefined;
}
export function readExamples(path: string): Example[];
export function runExample(example: Example, folder: string): string;
export function prepareExamples(packageFolder: string, folder: string): void;
