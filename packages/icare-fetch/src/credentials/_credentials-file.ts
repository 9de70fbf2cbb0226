import { CredentialsError } from "../errors.ts";
import { Secret } from "./secret.ts";

/** Name of the credentials file. */
export const credentialsFileName = "icare_credentials.txt";

/** What a credentials file holds. */
export interface FileCredentials {
  readonly username: string;
  readonly password: Secret;
}

/**
 * User name on the first line, password on the second; nothing else. Spaces belong to the password.
 * @throws CredentialsError that says what is wrong, and nothing of what it holds
 */
export function parseCredentialsFile(text: string, file: string): FileCredentials {
  const lines = text.split(/\r\n|\r|\n/);
  if (lines.length > 1 && lines.at(-1) === "") lines.pop();
  const [username = "", password = ""] = lines;
  let problem: string | undefined;
  if (lines.length !== 2)
    problem = `it has ${text === "" ? "no lines" : lines.length === 1 ? "one line" : `${lines.length} lines`}`;
  else if (username === "") problem = "its first line is empty";
  else if (password === "") problem = "its second line is empty";
  else if (username !== username.trim()) problem = "its first line starts or ends with a space";
  else if (/^user(name)?\s*[:=]/i.test(username) || /^pass(word)?\s*[:=]/i.test(password))
    problem = "it has names before the values";
  else if (/\p{Cc}/u.test(username) || /\p{Cc}/u.test(password.replaceAll("\t", "")))
    problem = "it holds a control character";
  if (problem === undefined) return { username, password: new Secret(password) };
  throw new CredentialsError(
    "ARCHIVE_CREDENTIALS",
    `${file}: ${problem}; it must have the user name on its first line, the password on its second and no other line`,
    { file },
  );
}
