import Prism from 'prismjs/components/prism-core.js';
import 'prismjs/components/prism-clike.js';
import 'prismjs/components/prism-javascript.js';
import 'prismjs/components/prism-typescript.js';
import 'prismjs/components/prism-json.js';
import 'prismjs/components/prism-python.js';
import 'prismjs/components/prism-yaml.js';
import 'prismjs/components/prism-docker.js';

/** Part of a line with its type: `comment`, `key`, `string`; empty for plain text. */
export interface Piece {
  readonly type: string;
  readonly text: string;
}

const LANGUAGES: readonly (readonly [RegExp, string])[] = [
  // Prism has no grammar for .env; the comments of YAML are the same.
  [/\.ya?ml$|^\.env\.example$/, 'yaml'],
  [/\.json$/, 'json'],
  [/\.py$/, 'python'],
  [/\.ts$/, 'typescript'],
  [/\.mjs$/, 'javascript'],
  [/Dockerfile$/, 'docker'],
];

type Token = ReturnType<typeof Prism.tokenize>[number];

function* flatten(tokens: readonly Token[], type: string): Generator<Piece> {
  for (const token of tokens) {
    if (typeof token === 'string') yield { type, text: token };
    else yield* flatten([token.content].flat() as Token[], token.type);
  }
}

/** The lines of a file, split into pieces for syntax highlighting. Joined, the pieces are the text again. */
export function highlightedLines(path: string, text: string): Piece[][] {
  const language = LANGUAGES.find(([pattern]) => pattern.test(path))?.[1] ?? '';
  const grammar = Prism.languages[language];
  const tokens: readonly Token[] = grammar ? Prism.tokenize(text, grammar) : [text];
  const lines: Piece[][] = [[]];
  for (const { type, text: whole } of flatten(tokens, '')) {
    for (const [i, part] of whole.split('\n').entries()) {
      if (i > 0) lines.push([]);
      if (part !== '') lines.at(-1)?.push({ type, text: part });
    }
  }
  return lines;
}
