import { describe, expect, it } from 'vitest';
import { codeOf, type Import, importsOf, SOURCES, type Source, targetOf } from './support/sources.ts';

/** Rooms without file system, process, network and clock: same input, same output. */
const PURE = new Set([
  'formats',
  'facts',
  'capabilities',
  'options',
  'config',
  'stack',
  'render',
  'yaml',
  'diagnosis',
]);

/** What a pure room may import of src/ beside the pure rooms. */
const OPEN_TO_ALL = new Set(['errors.ts']);

const IMPURE_PACKAGES = /^(?:node:|execa$|ora$|inquirer$|@inquirer\/|weaviate-client)/;

/** Imports that a wall stands in the way of, and why they are allowed; types only, gone in the program. */
const ALLOWED: Record<string, string> = {};

/** What is wrong with an import of a pure room; undefined if nothing is. */
function fault(source: Source, imported: Import): string | undefined {
  const line = `${source.path} -> ${targetOf(source, imported) ?? imported.specifier}`;
  if (IMPURE_PACKAGES.test(imported.specifier)) return line;
  const target = targetOf(source, imported);
  if (target === undefined || OPEN_TO_ALL.has(target) || PURE.has(target.split('/')[0] ?? ''))
    return undefined;
  return imported.typeOnly && line in ALLOWED ? undefined : line;
}

const faults = (sources: readonly Source[]) =>
  sources.flatMap((source) => importsOf(source.text).flatMap((imported) => fault(source, imported) ?? []));

const pureSources = SOURCES.filter(({ room }) => PURE.has(room));

describe('the walls of the pure rooms', () => {
  it.each([...PURE])('stand around %s', (room) => {
    const sources = pureSources.filter((source) => source.room === room);
    expect(sources.length).toBeGreaterThan(0);
    expect(faults(sources)).toEqual([]);
  });

  it('have no door that nobody uses', () => {
    const used = pureSources.flatMap((source) =>
      importsOf(source.text).map((imported) => `${source.path} -> ${targetOf(source, imported)}`),
    );
    expect(Object.keys(ALLOWED).filter((line) => !used.includes(line))).toEqual([]);
  });

  it.each(pureSources)('$path reads no clock, no chance, no process and no network', ({ text }) => {
    const found = /\b(?:process\.|Date\.now|new Date\b|Math\.random|fetch\(|setTimeout|console\.)/.exec(
      codeOf(text),
    );
    expect(found?.[0]).toBeUndefined();
  });

  // That the test itself sees what it should.
  it.each([
    ["import { a } from 'node:fs';", 'stack/x.ts -> node:fs'],
    ["import 'node:fs';", 'stack/x.ts -> node:fs'],
    ["import type { A } from 'node:fs';", 'stack/x.ts -> node:fs'],
    ["import a, { type B } from 'execa';", 'stack/x.ts -> execa'],
    ["import * as ora from 'ora';", 'stack/x.ts -> ora'],
    ["import {\n  a,\n  b,\n} from '../launch/http.ts';", 'stack/x.ts -> launch/http.ts'],
    ["import type { A } from '../saved/load.ts';", 'stack/x.ts -> saved/load.ts'],
    ["export { a } from '../files/plan.ts';", 'stack/x.ts -> files/plan.ts'],
    ["export * from '../smoke/run.ts';", 'stack/x.ts -> smoke/run.ts'],
    ["export type { A } from '../engines/docker/x.ts';", 'stack/x.ts -> engines/docker/x.ts'],
    ["  const a = await import('weaviate-client');", 'stack/x.ts -> weaviate-client'],
    ["type A = import('../output/output.ts').Output;", 'stack/x.ts -> output/output.ts'],
    ["const a = require('node:fs');", 'stack/x.ts -> node:fs'],
    ["import { run } from '../run.ts';", 'stack/x.ts -> run.ts'],
  ])('keep out %j', (text, expected) => {
    expect(faults([{ path: 'stack/x.ts', room: 'stack', text }])).toEqual([expected]);
  });

  it.each([
    "import * as z from 'zod';",
    "import { a } from './compose.ts';",
    "import { a } from '../formats/size.ts';",
    "import { Failure } from '../errors.ts';",
    "import template from '../../templates/values.yaml.hbs';",
    "// import { a } from 'node:fs';",
    " * import { a } from 'node:fs';",
    "const text = 'import x from';",
  ])('let in %j', (text) => {
    expect(faults([{ path: 'stack/x.ts', room: 'stack', text }])).toEqual([]);
  });
});

/** What the page is made of: its own folder, and what it may share with the command. */
const PAGE_ROOMS = new Set([
  'formats',
  'facts',
  'capabilities',
  'options',
  'config',
  'stack',
  'render',
  'yaml',
  'lint',
  'add',
  'errors.ts',
]);
const PAGE = 'web/page/';

/** Every file that the page's script is made from. */
function reachedFrom(entry: string): Source[] {
  const found = new Map<string, Source>();
  const waiting = [entry];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const source = SOURCES.find((one) => one.path === path);
    if (!source || found.has(path)) continue;
    found.set(path, source);
    const imports = importsOf(source.text).filter(({ typeOnly }) => !typeOnly);
    waiting.push(...imports.flatMap((imported) => targetOf(source, imported) ?? []));
  }
  return [...found.values()];
}

describe('the walls of the page', () => {
  const reached = reachedFrom(`${PAGE}main.tsx`);
  const shared = reached.filter(({ path }) => !path.startsWith(PAGE));

  it('let in nothing but pure rooms, and the pure files of config and validate', () => {
    expect(shared.length).toBeGreaterThan(100);
    expect(shared.filter(({ room }) => !PAGE_ROOMS.has(room)).map(({ path }) => path)).toEqual([]);
  });

  it('keep out Node, in whatever is reached', () => {
    const impure = reached.flatMap(({ path, text }) =>
      importsOf(text).flatMap(({ specifier }) =>
        IMPURE_PACKAGES.test(specifier) ? [`${path} -> ${specifier}`] : [],
      ),
    );
    expect(impure).toEqual([]);
  });

  it('keep out process, network and clock', () => {
    const found =
      /\b(?:process\.|Date\.now|new Date\b|Math\.random|fetch\(|XMLHttpRequest|WebSocket|sendBeacon)/;
    expect(reached.filter(({ text }) => found.test(codeOf(text))).map(({ path }) => path)).toEqual([]);
  });

  it('have no door to the command', () => {
    const others = SOURCES.filter(({ path }) => !path.startsWith(PAGE));
    const visitors = others.filter((source) =>
      importsOf(source.text).some((imported) => targetOf(source, imported)?.startsWith(PAGE)),
    );
    expect(visitors.map(({ path }) => path)).toEqual([]);
  });

  it('hold every file of the page', () => {
    const own = SOURCES.filter(({ path }) => path.startsWith(PAGE)).map(({ path }) => path);
    const missing = own.filter((path) => !reached.some((source) => source.path === path));
    expect(missing).toEqual([]);
  });
});

const pathsWith = (pattern: RegExp) =>
  SOURCES.filter(({ text }) => pattern.test(codeOf(text))).map(({ path }) => path);

describe('the house', () => {
  // The stand-in server is a program of its own: stub/server.mjs.
  it('has one way out of each program: its entry ends the process', () => {
    expect(pathsWith(/\bprocess\.exit(?:Code)?\b/)).toEqual(['bin.ts', 'stub/standalone.ts']);
  });

  it('has commands that nothing but cli/ and other commands imports', () => {
    const callers = SOURCES.filter((source) =>
      importsOf(source.text).some((imported) => targetOf(source, imported)?.startsWith('commands/')),
    );
    expect(callers.filter(({ room }) => room !== 'cli' && room !== 'commands')).toEqual([]);
  });

  it('loads each command when it is called, and not before', () => {
    const cli = SOURCES.filter(({ room }) => room === 'cli');
    const imports = cli.flatMap(({ text }) => importsOf(text));
    const commands = imports.filter(({ specifier }) => specifier.includes('/commands/'));
    expect(commands.length).toBeGreaterThan(0);
    expect(commands.filter(({ dynamic, typeOnly }) => !dynamic && !typeOnly)).toEqual([]);
  });

  // 27 MB and 300 ms.
  it('loads the client of Weaviate in smoke/ only, and only when it is needed', () => {
    const users = SOURCES.flatMap(({ room, text }) =>
      importsOf(text)
        .filter(({ specifier, typeOnly }) => specifier.startsWith('weaviate-client') && !typeOnly)
        .map(({ dynamic }) => `${room} ${dynamic ? 'when needed' : 'always'}`),
    );
    expect(users).toEqual(['smoke when needed']);
  });

  it('has no file of more than 300 lines', () => {
    const long = SOURCES.map(({ path, text }) => ({ path, lines: text.trimEnd().split('\n').length }));
    expect(long.filter(({ lines }) => lines > 300)).toEqual([]);
  });

  it('has no room for odds and ends', () => {
    const odd = SOURCES.filter(({ path }) => /(?:^|\/)(?:utils?|helpers?|misc|common|index)\b/i.test(path));
    expect(odd.map(({ path }) => path)).toEqual([]);
  });

  it('has no file that only hands on what others export', () => {
    const barrels = SOURCES.filter(({ text }) =>
      codeOf(text)
        .split(/;\s*/)
        .filter((statement) => statement.trim() !== '')
        .every((statement) => /^\s*export\s+(?:type\s+)?[*{][^']*\sfrom\s/.test(statement)),
    );
    expect(barrels.map(({ path }) => path)).toEqual([]);
  });
});
