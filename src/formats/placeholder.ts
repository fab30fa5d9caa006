import { HOLE, type PartialText } from './partialText.ts';

/** What another program replaces: `${NAME}` (envsubst, Flux), `$(NAME)` (Kubernetes), `{{ name }}`, `<NAME>`. */
const PLACEHOLDERS = /\$\{[^}]*\}?|\$\([^)]*\)?|\{\{.*?(?:\}\}|$)|<[A-Z_]+>/gs;

/** A text of a file that a program fills in before it is used, with a hole for each placeholder. */
export function withHoles(text: string): PartialText {
  return text.replaceAll(PLACEHOLDERS, HOLE);
}
