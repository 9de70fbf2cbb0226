export {
  type Authentication,
  type Credentials,
  type ResolveCredentialsOptions,
  resolveCredentials,
} from "./resolve-credentials.ts";
export { Secret } from "./secret.ts";
export {
  type AskOptions,
  createTerminalPrompt,
  type Prompt,
  type PromptInput,
  type PromptOutput,
} from "./terminal-prompt.ts";
