import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A file below src/. */
export interface Source {
  /** `stack/compose.ts`. */
  readonly path: string;
  /** Its folder below src/, or the file itself: `stack`, `bin.ts`. */
  readonly room: string;
  readonly text: string;
}

export interface Import {
  /** As written: `node:fs`, `../stack/stack.ts`. */
  readonly specifier: string;
  /** Removed by the build: `import type`, `export type … from`. */
  readonly typeOnly: boolean;
  /** `import('…')`, including import types. */
  readonly dynamic: boolean;
}

const ROOT = fileURLToPath(new URL('../../src/', import.meta.url));

/** Every TypeScript file in src/, by path. */
export const SOURCES: readonly Source[] = readdirSync(ROOT, { recursive: true })
  .map((entry) => String(entry).replaceAll('\\', '/'))
  .filter((path) => /\.tsx?$/.test(path))
  .sort()
  .map((path) => ({ path, room: path.split('/')[0] ?? '', text: readFileSync(ROOT + path, 'utf8') }));

// Only at the start of a line, where comments and strings do not have it, and without quotes in between.
const STATIC = /^(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s*)?['"]([^'"\n]+)['"]/gm;
const DYNAMIC = /\b(?:import|require)\s*\(\s*['"]([^'"\n]+)['"]/g;

/** The imports of a module. Inline `import { type A }` counts as a value import, because the build keeps it. */
export function importsOf(text: string): Import[] {
  return [
    ...[...text.matchAll(STATIC)].map(([, type, specifier = '']) => ({
      specifier,
      typeOnly: type !== undefined,
      dynamic: false,
    })),
    ...[...text.matchAll(DYNAMIC)].map(([, specifier = '']) => ({
      specifier,
      typeOnly: false,
      dynamic: true,
    })),
  ];
}

/** The lines of a module without comment lines. */
export function codeOf(text: string): string {
  return text
    .split('\n')
    .filter((line) => !/^\s*(?:\/\/|\/?\*)/.test(line))
    .join('\n');
}
