import pc from 'picocolors';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Parser } from 'yaml';
import { SARIF_SYSTEM } from '../../src/files/sarifSystem.ts';
import { fix } from '../../src/lint/fix.ts';
import { kindOfText } from '../../src/lint/kind.ts';
import { lint } from '../../src/lint/lint.ts';
import { formatFindings } from '../../src/lint/report/formats.ts';

const WEAVIATE = 'services:\n  weaviate:\n    image: semitechnologies/weaviate:1.38.0\n';

function lines(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index)).join('');
}

afterEach(() => vi.restoreAllMocks());

describe('a large file', () => {
  it('is parsed once for its kind and for its findings', () => {
    const parse = vi.spyOn(Parser.prototype, 'parse');
    const input = { name: 'once.yml', text: `${WEAVIATE}    environment:\n      ONCE: x\n` };
    expect(kindOfText(input.name, input.text)).toBe('compose');
    lint({ ...input, kind: 'compose' });
    expect(parse).toHaveBeenCalledOnce();
  });

  it('is rejected with more anchors and aliases than any real file has', () => {
    const text = `${WEAVIATE}x-all:\n${lines(5001, (i) => `  k${i}: &a${i} 1\n  j${i}: *a${i}\n`)}`;
    const { findings } = lint({ name: 'anchors.yml', text, kind: 'compose' });
    expect(findings.map(({ message }) => message)).toEqual(['more than 10000 anchors and aliases']);
  });

  it.each([
    ['keys', (count: number) => `x: {${lines(count, (i) => `k${i}: 1,`)}}\n${WEAVIATE}`],
    ['list items', (count: number) => `x: [${lines(count, () => '1,')}]\n${WEAVIATE}`],
    [
      'keys of all documents',
      (count: number) => `${WEAVIATE}---\nx: [${lines(count / 2, () => '1,')}]\n`.repeat(2),
    ],
  ])('is rejected with more %s than any real file has', (_, text) => {
    const message = 'more than 125000 keys and list items';
    const { findings } = lint({ name: 'entries.yml', text: text(125_000), kind: 'compose' });
    expect(findings.map((one) => one.message)).toEqual([message]);
    expect(lint({ name: 'entries.yml', text: text(10), kind: 'compose' }).findings).not.toContainEqual(
      expect.objectContaining({ message }),
    );
  });

  it('is rejected with more syntax errors than a file that is meant to be YAML has', () => {
    const messages = (count: number) =>
      lint({ name: 'a.yml', text: `a: b\n${'}'.repeat(count)}`, kind: 'compose' }).findings.map(
        ({ message }) => message,
      );
    expect(messages(1001)).toEqual(['more than 1000 syntax errors: this is not YAML']);
    expect(messages(3)).toEqual([expect.stringContaining('Unexpected flow-map-end token')]);
  });

  it.each([
    ['one document', lines(1000, (i) => `  s${i}:\n    image: a\n`)],
    ['several documents', `---\nservices:\n${lines(1000, (i) => `  s${i}:\n    image: a\n`)}`],
  ])('is rejected with more services than any real project has, in %s', (_, services) => {
    const { findings } = lint({ name: 'services.yml', text: WEAVIATE + services, kind: 'compose' });
    expect(findings).toMatchObject([{ message: 'more than 1000 services', line: 1, severity: 'error' }]);
    expect(lint({ name: 'services.yml', text: WEAVIATE, kind: 'compose' }).findings).not.toMatchObject([
      { message: 'more than 1000 services' },
    ]);
  });

  it('reports that some fixes were not tried because they would read too much', () => {
    const wrong = `      BIND_WAIT_FOR_STARTUP: "false"\n`;
    const text = (comment: string) =>
      `${comment}${WEAVIATE}    environment:\n      ENABLE_MODULES: multi2vec-bind\n${wrong}`;
    const fixed = (comment: string) =>
      fix({ name: 'a.yml', text: text(comment), kind: 'compose' }, (one) => one === 'bind-wait-for-startup');
    expect(fixed('')).toMatchObject({ isIncomplete: false, texts: new Map([['a.yml', expect.anything()]]) });
    const left = fixed(`#${'x'.repeat(6_100_000)}\n`);
    expect(left).toMatchObject({ isIncomplete: true, texts: new Map() });
    expect(left.result.findings.map(({ rule }) => rule)).toContain('bind-wait-for-startup');
  });

  it('resolves as many aliases as are allowed, each to the last anchor before it', () => {
    const text = `${WEAVIATE}x-all:\n${lines(4999, (i) => `  k${i}: &a ${i}\n  j${i}: *a\n`)}  bad: *b\n`;
    const { findings } = lint({ name: 'anchors.yml', text, kind: 'compose' });
    expect(findings.map(({ message }) => message)).toEqual(['no anchor with this name before this alias']);
  });

  it('reports each unknown rule of a comment at its place', () => {
    const text = `${WEAVIATE}    # bindstack-disable-next-line none, no, nope\n    environment: {A: b}\n`;
    const found = lint({ name: 'a.yml', text, kind: 'compose' }).findings;
    const columns = found.filter(({ rule }) => rule === 'disable-comment').map(({ column }) => column);
    expect(columns).toEqual([35, 41, 45]);
  });

  it('gets all fixes at once: the amount of parsing does not grow with their number', () => {
    const text = `services:\n${lines(60, (i) => `  w${i}:\n    image: semitechnologies/weaviate:1.38.0\n    environment:\n      ENABLE_MODULES: multi2vec-bind\n      BIND_WAIT_FOR_STARTUP: "false"\n      K: v\n`)}`;
    const parse = vi.spyOn(Parser.prototype, 'parse');
    const rule = 'bind-wait-for-startup';
    const { texts } = fix({ name: 'many.yml', text, kind: 'compose' }, (one) => one === rule);
    expect(texts.get('many.yml')).toBe(text.replaceAll('      BIND_WAIT_FOR_STARTUP: "false"\n', ''));
    expect(parse.mock.calls.length).toBeLessThan(10);
  });
});

describe('a file of one long line', () => {
  it('is shown only around each finding', () => {
    const keys = Array.from({ length: 2000 }, (_, index) => `"key${index}":1`).join(',');
    const text = `{"class":"A","vectorizer":"multi2vec-bind",${keys}}`;
    const { findings } = lint({ name: 'a.json', text, kind: 'collection' });
    const colors = pc.createColors(false);
    const shown = formatFindings(
      'pretty',
      { findings, files: 1 },
      { ...SARIF_SYSTEM, colors, width: Number.POSITIVE_INFINITY },
    );
    expect(findings.length).toBeGreaterThanOrEqual(2000);
    // A line and its marks, of 400 columns each, and the message.
    expect(shown.length).toBeLessThan(findings.length * 1200);
    for (const line of shown.split('\n')) expect(line.length).toBeLessThan(500);
  });
});
