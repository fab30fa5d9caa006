import { diffArrays } from 'diff';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { addToCompose } from '../../src/add/compose/addToCompose.ts';
import { resolveConfig } from '../../src/config/resolve.ts';
import { fix } from '../../src/lint/fix.ts';
import { type LintInput, lint } from '../../src/lint/lint.ts';
import { introduced } from '../support/editChecks.ts';
import { oddCompose } from '../support/oddCompose.ts';
import { fc, PROPERTY_TIMEOUT } from '../support/properties.ts';

/** Lines that `add` and `--fix` may rewrite because they repair them. All others stay byte for byte. */
const REPAIRED =
  /ENABLE_MODULES|BIND_INFERENCE_API|MODULES_CLIENT_TIMEOUT|PERSISTENCE_DATA_PATH|ENABLE_CUDA|mem_limit|command:.*uvicorn|depends_on|^\s*- ["']?(?:other|multi2vec-bind)\b|(?:command|environment|networks): \[/;

function untouchedLines(before: string, after: string): string[] {
  const parts = diffArrays(before.split('\n'), after.split('\n'));
  return parts.flatMap(({ removed, value }) => (removed ? value.filter((line) => !REPAIRED.test(line)) : []));
}

const input = (text: string): LintInput => ({ name: 'docker-compose.yml', text, kind: 'compose' });
const { config } = resolveConfig(new Map());
const add = (text: string) => addToCompose(input(text), ['weaviate'], config, { isGiven: () => false });

const namesIn = (text: string) => new Set(text.match(/\$\{\w+/g));

/** A last line without a line break gets one when something is added after it. */
const ended = (text: string) => (text.endsWith('\n') ? text : `${text}${text.includes('\r\n') ? '\r' : ''}`);

describe('with files in many styles', () => {
  it(
    'add changes only what it must, and nothing the second time',
    () => {
      fc.assert(
        fc.property(oddCompose, (text) => {
          const added = add(text);
          expect(untouchedLines(ended(text), ended(added))).toEqual([]);
          expect(add(added)).toBe(added);
          expect(namesIn(added)).toEqual(namesIn(text));
          // The result is a stack that enables the module and can reach it.
          const { services } = parse(added) as { services: Record<string, { depends_on?: unknown }> };
          expect(Object.keys(services)).toContain('multi2vec-bind');
          const errors = lint(input(added)).findings.filter(({ severity }) => severity === 'error');
          expect(
            errors.filter(({ rule }) =>
              /^(?:bind-api|module|inference-memory|health-check|depends)/.test(rule),
            ),
          ).toEqual([]);
        }),
      );
    },
    PROPERTY_TIMEOUT,
  );

  it(
    '--fix changes only what it must, adds no findings, and changes nothing the second time',
    () => {
      fc.assert(
        fc.property(oddCompose, (text) => {
          const before = lint(input(text));
          const { texts, result } = fix(input(text), () => true);
          const fixed = texts.get('docker-compose.yml');
          if (fixed === undefined) return;
          expect(untouchedLines(ended(text), ended(fixed))).toEqual([]);
          expect(introduced(result, before, true)).toEqual([]);
          expect(() => parse(fixed)).not.toThrow();
          expect(namesIn(fixed)).toEqual(namesIn(text));
          expect(fix(input(fixed), () => true).texts.size).toBe(0);
        }),
      );
    },
    PROPERTY_TIMEOUT,
  );
});
