import { parse } from 'yaml';
import { isSafePlainName, isSafePlainText } from '../formats/quoting.ts';
import { checkedText, firstDifference } from './template.ts';

/** A line that is neither empty nor a comment. */
interface Line {
  readonly indent: number;
  /** Without the indentation. */
  readonly text: string;
}

/** A key, in double quotes or without, and what follows it on the line. */
const ENTRY = /^(?:("(?:[^"\\]|\\.){0,500}")|([^\s"':#]+)):(?: (.*))?$/;

const NUMBER = /^(?:0|[1-9]\d{0,14})(?:\.\d{1,14})?$/;

/** YAML beyond what the templates write. */
class OtherYaml extends Error {}

/**
 * `checkedText` for a YAML file. The library has the last word, but is only loaded if the text is not what the templates
 * write, or differs from the model.
 */
export function checkedYaml(file: string, text: string, model: unknown): string {
  const read = templateYaml(text);
  const isChecked = read !== undefined && firstDifference(read.value, model) === undefined;
  return isChecked ? text : checkedText(file, text, parse, model);
}

/**
 * Reads YAML as the templates write it: block maps and lists, and on one line JSON, text in single quotes, words and
 * numbers that every version of YAML reads alike. Reading a file with the library takes ten times as long, a fifth of
 * the time of `generate`.
 * @returns undefined for any other YAML
 */
export function templateYaml(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: new TemplateReader(text).document() };
  } catch (error) {
    if (error instanceof OtherYaml || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

class TemplateReader {
  readonly #lines: Line[];
  #next = 0;

  constructor(text: string) {
    this.#lines = text
      .split('\n')
      .filter((line) => /^ *[^ #]/.test(line))
      .map((line) => ({ indent: line.search(/[^ ]/), text: line.replace(/^ +/, '') }));
  }

  document(): unknown {
    const value = this.#block();
    if (this.#next < this.#lines.length) throw new OtherYaml();
    return value;
  }

  /** The next line, if it has this indentation. */
  #lineAt(indent: number): Line | undefined {
    const line = this.#lines[this.#next];
    if (line && line.indent > indent) throw new OtherYaml();
    return line?.indent === indent ? line : undefined;
  }

  #block(): unknown {
    const first = this.#lines[this.#next];
    if (!first) throw new OtherYaml();
    return first.text.startsWith('- ') ? this.#list(first.indent) : this.#map(first.indent);
  }

  #list(indent: number): unknown[] {
    const items: unknown[] = [];
    for (let line = this.#lineAt(indent); line; line = this.#lineAt(indent)) {
      if (!line.text.startsWith('- ')) throw new OtherYaml();
      const text = line.text.slice(2);
      if (ENTRY.test(text)) {
        // A map begins behind the dash.
        this.#lines[this.#next] = { indent: indent + 2, text };
        items.push(this.#map(indent + 2));
      } else {
        this.#next += 1;
        items.push(scalar(text));
      }
    }
    return items;
  }

  #map(indent: number): Record<string, unknown> {
    const entries = new Map<string, unknown>();
    for (let line = this.#lineAt(indent); line; line = this.#lineAt(indent)) {
      const [, quoted, plain = '', text] = ENTRY.exec(line.text) ?? [];
      if (quoted === undefined && !isSafePlainName(plain) && !isSafePlainText(plain)) throw new OtherYaml();
      const key = quoted === undefined ? plain : (JSON.parse(quoted) as string);
      if (entries.has(key)) throw new OtherYaml();
      this.#next += 1;
      const below = this.#lines[this.#next];
      entries.set(
        key,
        text !== undefined ? scalar(text) : below && below.indent > indent ? this.#block() : null,
      );
    }
    return Object.fromEntries(entries);
  }
}

function scalar(text: string): unknown {
  if (/^["[{]/.test(text)) return JSON.parse(text);
  const [, single] = /^'((?:[^']|'')*)'$/.exec(text) ?? [];
  if (single !== undefined) return single.replaceAll("''", "'");
  if (text === 'true' || text === 'false') return text === 'true';
  if (NUMBER.test(text)) return Number(text);
  if (isSafePlainText(text)) return text;
  throw new OtherYaml();
}
