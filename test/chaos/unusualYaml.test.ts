import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { fix } from '../../src/lint/fix.ts';
import { type LintInput, lint } from '../../src/lint/lint.ts';
import { jsonFindings } from '../../src/lint/report/json.ts';
import { failureOf } from '../support/failure.ts';
import { addedText, fieldCase, findingsOf } from '../support/fieldCase.ts';

const folder = import.meta.dirname;
const compose = (text: string, beside = {}): LintInput => ({
  name: 'docker-compose.yml',
  text,
  kind: 'compose',
  beside: {
    text: (name) => (Object.hasOwn(beside, name) ? { name, text: (beside as never)[name] } : undefined),
    variables: () => undefined,
  },
});
const W = 'services:\n  weaviate:\n    image: semitechnologies/weaviate:1.38.0\n';

describe('add', () => {
  it('changes a file with a hundred aliases', async () => {
    const { text } = await addedText(fieldCase(folder, 'add-many-aliases.yml'));
    expect(parse(text, { merge: true, maxAliasCount: -1 }).services).toHaveProperty('multi2vec-bind');
  });

  it.each([
    ['add-alias-in-itself.yml', /line 4, column 13: this alias is inside its own anchor/],
    ['add-set.yml', /line 4, column 24: no value can be added to a !!set/],
  ])('refuses %s and shows the place', async (name, message) => {
    const failure = await failureOf(() => addedText(fieldCase(folder, name)));
    expect(failure).toMatchObject({ kind: 'usage', code: 'bad-file' });
    expect(failure.message).toMatch(message);
  });

  it('rejects a file with several documents', async () => {
    const failure = await failureOf(() => addedText(fieldCase(folder, 'validate-second-document.yml')));
    expect(failure).toMatchObject({ kind: 'refused', code: 'several-documents' });
  });
});

describe('validate', () => {
  it('reports a key named like a JavaScript property like any other key', () => {
    const { findings } = lint(fieldCase(folder, 'values-constructor.yaml', 'values'));
    expect(findings[0]).toMatchObject({ rule: 'values-unknown-key', line: 1, severity: 'info' });
    for (const finding of JSON.parse(jsonFindings({ findings, files: 1, names: [] })).findings)
      expect(finding.suggestion).toMatch(/^\S/);
  });

  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
    'accepts %s as the name of a service, a variable and a key',
    (name) => {
      const text = `${W}    environment: {${name}: a}\n    labels: {${name}: b}\n  ${name}: {image: busybox}\n`;
      expect(findingsOf(compose(text)).filter((line) => line.includes('schema'))).toEqual([]);
      const unknown = lint(compose(`${W}    ${name}: 1\n`)).findings;
      expect(unknown.map(({ message }) => message)).toContain(`unknown key services.weaviate.${name}`);
      expect(() =>
        lint({ name: 'values.yaml', kind: 'values', text: `modules: {${name}: {a: 1}}` }),
      ).not.toThrow();
      expect(() =>
        lint({ name: 'c.json', kind: 'collection', text: `{"class": "A", "moduleConfig": {"${name}": {}}}` }),
      ).not.toThrow();
    },
  );

  it.each([
    ['a << with a string', '    <<: hello\n', 'yaml-syntax', 4],
    ['a << without a value', '    <<:\n', 'yaml-syntax', 4],
    ['two << in a block', '    <<: {init: true}\n    <<: {tty: true}\n', 'duplicate-key', 5],
    ['a key that is a number', '    environment: {1: x}\n', 'compose-schema', 4],
    ['a key that is a list', '    ? [a, b]\n    : c\n', 'compose-schema', 4],
    ['an alias inside its own anchor', '    labels: &l {a: *l}\n', 'yaml-syntax', 4],
  ])('reports %s, which Compose refuses', (_, lines, rule, line) => {
    expect(findingsOf(compose(W + lines))).toContain(`${line} error ${rule}`);
  });

  it('reads a !!set as a map, like Compose', () => {
    expect(findingsOf(fieldCase(folder, 'add-set.yml')).join('\n')).not.toMatch(/ error /);
  });

  it('limits what aliases add, not the size of the text', () => {
    const list = (of: string) => `[${Array.from({ length: 10 }, () => of).join(', ')}]`;
    const laughs = Array.from(
      { length: 7 },
      (_, n) => `x-${n}: &a${n} ${list(n === 0 ? 'x' : `*a${n - 1}`)}\n`,
    );
    expect(findingsOf(compose(`${laughs.join('')}${W}`)).join('\n')).toMatch(/error yaml-syntax/);
    const items = Array.from({ length: 120_000 }, () => 'x');
    expect(findingsOf(compose(`x-list: [${items}]\n${W}`)).join('\n')).not.toMatch(/ error /);
  });
});

describe('several documents in a Compose file', () => {
  const second = fieldCase(folder, 'validate-second-document.yml');

  it('are merged, and findings are at their own lines', () => {
    const errors = findingsOf(second).filter((line) => line.includes('error'));
    expect(errors).toEqual(['7 error bind-api-path', '8 error inference-memory-low']);
  });

  it('are each fixed in place', () => {
    const text = fix(second, () => true).texts.get(second.name) ?? '';
    const [first, over] = text.split('---\n');
    expect(first).toContain('image: semitechnologies/weaviate:1.38.0');
    expect(over).toContain('BIND_INFERENCE_API: "http://multi2vec-bind:8080"');
    expect(over).toContain('mem_limit: 12g');
    expect(fix({ ...second, text }, () => true).texts.size).toBe(0);
  });

  it.each([`${W}---\n`, `${W}---\n# a comment\n`, `---\n---\n${W}`])('must not be empty: %j', (text) => {
    const found = lint(compose(text)).findings.filter(({ rule }) => rule === 'compose-schema');
    expect(found.map(({ message }) => message)).toEqual(['this document is empty, which Compose rejects']);
  });

  it.each([`---\n${W}...\n`, `# a comment\n---\n${W}`])(
    'are not created by document markers alone: %j',
    async (text) => {
      expect(findingsOf(compose(text)).join('\n')).not.toMatch(/ error /);
      const added = await addedText(compose(text));
      expect(added.text).toContain('multi2vec-bind:');
    },
  );
});

describe('a service that extends another one of the same file, by file name', () => {
  it.each([4, 400])('is read once, with %d such services', (count) => {
    const { name, text } = fieldCase(`${folder}/extends-itself`, 'docker-compose.yml');
    const more = Array.from(
      { length: count },
      (_, n) => `  v${n}:\n    extends: {file: docker-compose.yml, service: v${n + 1}}\n`,
    );
    const whole = `${text}${more.join('')}  v${count}: {image: busybox}\n`;
    expect(findingsOf(compose(whole, { [name]: whole })).join('\n')).not.toMatch(/ error /);
  });

  it('stops at a cycle', () => {
    const text = `${W}    extends: {file: docker-compose.yml, service: weaviate}\n`;
    expect(findingsOf(compose(text, { 'docker-compose.yml': text })).join('\n')).not.toMatch(/ error /);
  });

  it('is rejected if a chain creates millions of values', () => {
    const services = Array.from(
      { length: 3000 },
      (_, n) => `  v${n}: {extends: v${n + 1}, environment: {A${n}: b}}\n`,
    );
    expect(findingsOf(compose(`${W}${services.join('')}  v3000: {image: busybox}\n`))).toContain(
      '1 error yaml-syntax',
    );
  });
});
