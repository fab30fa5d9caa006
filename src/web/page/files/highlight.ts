/** Part of a line with its type: `comment`, `key`, `string`, `keyword`, `number`; empty for plain text. */
export interface Piece {
  readonly type: string;
  readonly text: string;
}

/** Patterns by type. At each position, the first one that matches wins. */
type Grammar = Readonly<Record<string, string>>;

const QUOTED = String.raw`"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'`;
const DIGITS = String.raw`(?<![\w.:/-])-?\d[\d._]*(?![\w.:/-])`;

function keywords(words: string): string {
  return String.raw`(?<![\w.])(?:${words.replaceAll(' ', '|')})(?!\w)`;
}

const YAML: Grammar = {
  comment: String.raw`(?<=^|\s)#.*`,
  key: String.raw`(?<=^[ -]*)(?:"[^"\n]*"|'[^'\n]*'|[\w$][\w./@$-]*)(?=:(?:\s|$))`,
  // Block scalars: all lines with at least the indentation of the first one.
  string: String.raw`${QUOTED}|(?<=[:-] )[|>][\d+-]*\n\s*?(?<indent>^ +)\S.*(?:\n(?:\k<indent>.*|[ \t]*(?=\n)))*`,
  number: String.raw`(?<=[:-] |[[,] ?)(?:true|false|null|-?\d[\d.]*)(?=\s*(?:[,\]}#]|$))`,
};

const JSON_GRAMMAR: Grammar = {
  key: String.raw`"(?:[^"\\\n]|\\.)*"(?=\s*:)`,
  string: QUOTED,
  number: String.raw`\b(?:true|false|null)\b|-?\d[\d.eE+-]*`,
};

const PYTHON: Grammar = {
  comment: '#.*',
  string: `[bfr]{0,2}(?:"""[^]*?"""|${QUOTED})`,
  keyword: String.raw`^ *@[\w.]+|${keywords(
    'and as assert async await break class continue def del elif else except finally for from global if import in is lambda not or pass raise return try while with yield True False None',
  )}`,
  number: DIGITS,
};

const TYPESCRIPT: Grammar = {
  comment: String.raw`\/\/.*|\/\*[^]*?\*\/`,
  // Also regular expressions, which can contain quotes.
  string: String.raw`${QUOTED}|\x60(?:[^\x60\\]|\\[^])*\x60|(?<=[=(,:?&|![{;]\s*|return\s+)\/(?![*/])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/\w*`,
  keyword: keywords(
    'abstract as async await break case catch class const continue default delete do else enum export extends false finally for from function if implements import in instanceof interface keyof let new null of private readonly return satisfies static super switch this throw true try type typeof undefined var void while yield',
  ),
  number: DIGITS,
};

const DOCKERFILE: Grammar = {
  comment: '^#.*',
  string: QUOTED,
  keyword: `^[A-Z]+(?= )`,
};

const GRAMMARS: readonly (readonly [name: RegExp, grammar: Grammar])[] = [
  [/\.ya?ml$/, YAML],
  [/\.json$/, JSON_GRAMMAR],
  [/\.py$/, PYTHON],
  [/\.m?ts$|\.m?js$/, TYPESCRIPT],
  [/Dockerfile$/, DOCKERFILE],
];

function* pieces(text: string, grammar: Grammar): Generator<Piece> {
  const pattern = Object.entries(grammar).map(([type, source]) => `(?<${type}>${source})`);
  let end = 0;
  for (const match of text.matchAll(new RegExp(pattern.join('|'), 'gm'))) {
    const type = Object.keys(grammar).find((name) => match.groups?.[name] !== undefined) ?? '';
    yield { type: '', text: text.slice(end, match.index) };
    yield { type, text: match[0] };
    end = match.index + match[0].length;
  }
  yield { type: '', text: text.slice(end) };
}

/** The lines of a file, split into pieces for syntax highlighting. Joined, the pieces are the text again. */
export function highlightedLines(path: string, text: string): Piece[][] {
  const grammar = GRAMMARS.find(([name]) => name.test(path))?.[1] ?? {};
  const lines: Piece[][] = [[]];
  const all = Object.keys(grammar).length === 0 ? [{ type: '', text }] : pieces(text, grammar);
  for (const { type, text: whole } of all) {
    for (const [i, part] of whole.split('\n').entries()) {
      if (i > 0) lines.push([]);
      if (part !== '') lines.at(-1)?.push({ type, text: part });
    }
  }
  return lines;
}
