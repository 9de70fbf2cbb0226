/** Modules of the demo are plain JavaScript: what tests use of them is declared here. */
export async function load<Exports>(name: string): Promise<Exports> {
  return (await import(new URL(`../../scripts/demo/${name}`, import.meta.url).href)) as Exports;
}

export interface Step {
  readonly name: string;
  readonly title: string;
  readonly words: readonly string[];
  readonly outputs: readonly string[];
  readonly isResumable?: boolean;
  readonly serves?: string;
  readonly key: string;
}
