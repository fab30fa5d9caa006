import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UNKNOWN_PART } from '../../src/formats/partialText.ts';
import { lint } from '../../src/lint/lint.ts';

/*
 * A finding in a file with unset variables must be true regardless of what the variables contain: it must also be found with
 * every sensible value of each variable. The names are those of the cases.
 */
const SENSIBLE: Readonly<Record<string, readonly string[]>> = {
  ADDRESS: ['http://multi2vec-bind', 'https://gpu.example', 'http://10.0.0.1'],
  ARCH: ['amd64', 'arm64', ''],
  ARGUMENTS: ['', 'app:app', 'app:app --host 0.0.0.0'],
  BACKUPS: ['/var/lib/weaviate', '/backups', 'backups'],
  BIND: ['127.0.0.1', '0.0.0.0', '10.0.0.1'],
  CHECK: ['true', 'wget -q --spider http://127.0.0.1:8080/v1/.well-known/ready', 'test -e /x'],
  CONDITION: ['service_started', 'service_healthy'],
  COUNT: ['1', '2'],
  DATA: ['/var/lib/weaviate', '/data', '/data/weaviate'],
  DEVICE: ['/dev/nvidia0', '/dev/snd'],
  DIRECTORY: ['weaviate-data', './data', '/srv/weaviate', 'C:\\data'],
  DOMAIN: ['', '.localdomain', 'er'],
  ENVIRONMENT: ['', 'A=1'],
  GROUP: ['0', '2000'],
  HOST: ['multi2vec-bind', 'localhost', '10.0.0.1'],
  KEY_A: ['a', '', 'a,b'],
  KEY_B: ['b', 'c,d'],
  KEY_C: ['c', ''],
  KEYS: ['a', 'a,b', 'a,b,c'],
  LIMIT: ['1', 'true', 'false'],
  MEM: ['6g', '12g'],
  MODE: ['rw', 'z'],
  MORE: ['', 'multi2vec-bind', 'text2vec-openai,generative-openai'],
  N: ['6', '12'],
  NAME: ['bind', 'x', 'weaviate', 'bind/x'],
  OPTION: ['--spider', '-O-'],
  OPTIONS: ['--write-timeout=600s', '--read-timeout=330s'],
  PERIOD: ['10s', '600s'],
  PORT: ['8080', '9000', '50051'],
  PORTS: ['8080', '127.0.0.1:9000:8080'],
  PREFIX: ['', 'weaviate-'],
  PROFILE: ['gpu', 'cpu'],
  REGISTRY: ['cr.weaviate.io', 'localhost:5000', 'registry.example/mirror'],
  REST: ['', '80', '-x', '/x'],
  RUNTIME: ['nvidia', 'runc'],
  SCHEME: ['http', 'https'],
  TAG: ['imagebind-1.0.2', '1.39.3', 'latest'],
  URL: ['http://multi2vec-bind:8080', 'https://gpu.example:443/bind'],
  USER_ID: ['1000', '0', '1001'],
};

const ROOT = join(import.meta.dirname, 'cases/compose');
const files = readdirSync(ROOT)
  .flatMap((name) => {
    // Without a good file, the fixed file is the good one.
    const good = existsSync(join(ROOT, name, 'good.yml')) ? 'good' : 'fixed';
    return [`${name}/bad.yml`, `${name}/${good}.yml`];
  })
  .map((name) => ({ name, text: readFileSync(join(ROOT, name), 'utf8') }))
  .filter(({ text }) => namesIn(text).length > 0);

/** Variables without a default; one with a default has that value unless it is set. */
function namesIn(text: string): string[] {
  return [...new Set([...text.matchAll(/\$\{(\w+)(?::?\?[^}]*)?\}/g)].map(([, name = '']) => name))];
}

function found(name: string, text: string, variables: ReadonlyMap<string, string>) {
  const { findings } = lint({ name, text, kind: 'compose', variables });
  expect(JSON.stringify(findings.map(({ message, suggestion }) => [message, suggestion]))).not.toContain(
    UNKNOWN_PART,
  );
  const relevant = findings.filter(({ severity }) => severity !== 'info');
  return relevant.map(({ rule, severity, line, column }) => `${line}:${column} ${severity} ${rule}`);
}

describe('what is found with unset variables is also found with every value', () => {
  it.each(files)('$name', ({ name, text }) => {
    const unset = found(name, text, new Map());
    const names = namesIn(text).filter((one) => SENSIBLE[one]);
    for (let turn = 0; turn < 12; turn += 1) {
      const values = names.map((one, i) => {
        const values = SENSIBLE[one] ?? [];
        return [one, values[(turn + Math.floor(turn / values.length) * i) % values.length] ?? ''] as const;
      });
      const set = found(name, text, new Map(values));
      expect({ values, missing: unset.filter((one) => !set.includes(one)) }).toEqual({ values, missing: [] });
    }
  });

  it('every variable of the newer cases has values', () => {
    const cases = files.filter(({ name }) => /\.1\d\//.test(name));
    expect(cases.length).toBeGreaterThan(70);
    const withFindings = cases.filter(({ name, text }) => found(name, text, new Map()).length > 0);
    expect(withFindings.length).toBeGreaterThan(25);
    expect(cases.flatMap(({ text }) => namesIn(text)).filter((one) => !SENSIBLE[one])).toEqual([]);
  });
});
