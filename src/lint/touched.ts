import type { Path } from '../yaml/located.ts';

/** Paths, each with whether another one is it, or lies in it, or has it in it. */
export class Touched {
  readonly #below = new Map<string, Touched>();
  #isEnd = false;

  has(path: Path): boolean {
    const [key, ...rest] = path;
    if (this.#isEnd) return true;
    if (key === undefined) return this.#below.size > 0;
    return this.#below.get(String(key))?.has(rest) ?? false;
  }

  add(path: Path): void {
    const [key, ...rest] = path;
    if (key === undefined) {
      this.#isEnd = true;
      return;
    }
    const next = this.#below.get(String(key)) ?? new Touched();
    this.#below.set(String(key), next);
    next.add(rest);
  }
}
