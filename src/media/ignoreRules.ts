import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path/posix';
import type { Ignore } from 'ignore';

/** Names what is not imported, in the syntax of .gitignore; each folder may have one. */
const IGNORE_FILE = '.bindstackignore';

/** The rules of the ignore files of a folder and its subfolders. As in git, those of a deeper folder win. */
export class IgnoreRules {
  readonly #directory: string;
  readonly #rules = new Map<string, Ignore | undefined>();

  /** @param directory absolute path of the folder that is imported */
  constructor(directory: string) {
    this.#directory = directory;
  }

  /**
   * Whether a file or folder is left out. Hidden ones always are: they belong to programs.
   * @param path relative to the folder, with `/`
   */
  async ignores(path: string, isDirectory: boolean): Promise<boolean> {
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (name.startsWith('.')) return true;
    for (let base = dirname(path); ; base = dirname(base)) {
      const rules = await this.#rulesOf(base);
      const inside = base === '.' ? path : path.slice(base.length + 1);
      const found = rules?.test(isDirectory ? `${inside}/` : inside);
      if (found?.ignored) return true;
      if (found?.unignored || base === '.') return false;
    }
  }

  /** Whether a file, or a folder that it is in, is left out. */
  async ignoresFile(path: string): Promise<boolean> {
    for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) {
      if (await this.ignores(folder, true)) return true;
    }
    return this.ignores(path, false);
  }

  async #rulesOf(folder: string): Promise<Ignore | undefined> {
    if (this.#rules.has(folder)) return this.#rules.get(folder);
    const text = await readFile(join(this.#directory, folder, IGNORE_FILE), 'utf8').catch(() => undefined);
    const rules = text === undefined ? undefined : (await import('ignore')).default().add(text);
    this.#rules.set(folder, rules);
    return rules;
  }
}
