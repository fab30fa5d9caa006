import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { addToFile } from '../../src/add/addToFile.ts';
import { resolveConfig } from '../../src/config/resolve.ts';
import { Failure } from '../../src/errors.ts';
import { fix } from '../../src/lint/fix.ts';
import { type LintInput, lint } from '../../src/lint/lint.ts';
import {
  introduced,
  isLoadable,
  lostComments,
  needlessChanges,
  resolvedPaths,
} from '../support/editChecks.ts';
import { fieldCompose } from '../support/fieldCompose.ts';
import { fieldValues } from '../support/fieldValues.ts';
import { fc, PROPERTY_TIMEOUT, runs } from '../support/properties.ts';

const { config } = resolveConfig(new Map());
const compose = (text: string): LintInput => ({ name: 'docker-compose.yml', text, kind: 'compose' });
const values = (text: string): LintInput => ({ name: 'values.yaml', text, kind: 'values' });

/** Keys that `--fix` and `add` may remove: they have no effect, are set elsewhere, or change their form. */
const MAY_GO =
  /BIND_WAIT_FOR_STARTUP|MODULES_VALIDATE_BASE_URL|(?:env|envSecrets)\/(?:PERSISTENCE_DATA_PATH|CLUSTER_HOSTNAME|CLUSTER_JOIN|ENABLE_MODULES|BIND_INFERENCE_API)|multi2vec_bind|readonly_users|inferenceUrl|\/tag$|^version$|(?:^|\/)(?:backups|env|environment|modules|multi2vec-bind)$/;

/** The text after an edit; undefined if the edit is rejected. */
async function edited(edit: () => Promise<string> | string): Promise<string | undefined> {
  try {
    return await edit();
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}

/** Checks what must be true after every edit. */
function expectKept(before: string, after: string): void {
  expect(needlessChanges(before, after)).toEqual([]);
  expect(lostComments(before, after)).toEqual([]);
  if (before.includes('\r\n')) expect(after.replaceAll('\r\n', '')).not.toContain('\n');
  else expect(after).not.toContain('\r');
  const paths = resolvedPaths(after);
  expect([...resolvedPaths(before)].filter((path) => !paths.has(path) && !MAY_GO.test(path))).toEqual([]);
}

/** @param infos whether new infos fail the test: `add` adds a service that may have some */
async function expectBetter(
  input: (text: string) => LintInput,
  text: string,
  edit: (text: string) => Promise<string | undefined> | string | undefined,
  infos: boolean,
): Promise<string | undefined> {
  const after = await edit(text);
  if (after === undefined) return undefined;
  const [was, is] = [lint(input(text)), lint(input(after))];
  // If the health check of the model is disabled, or it has a profile, nothing can wait for it. `add` leaves that, and
  // `validate` reports it.
  const isOff = !infos && /disable: true|profiles:/.test(text);
  expect(introduced(is, was, infos).filter((rule) => !(isOff && rule === 'depends-on-healthy'))).toEqual([]);
  if (isLoadable(was)) expect(isLoadable(is)).toBe(true);
  expectKept(text, after);
  expect(await edit(after)).toBe(after);
  return after;
}

const fixed = (input: (text: string) => LintInput) => (text: string) =>
  fix(input(text), () => true).texts.get(input(text).name) ?? text;

describe('real-world files stay loadable, get no new findings, and keep every byte that needs no edit', () => {
  it(
    '--fix on Compose files',
    async () => {
      await fc.assert(
        fc.asyncProperty(fieldCompose, async ({ text }) => {
          const after = await expectBetter(compose, text, fixed(compose), true);
          expect(parse(after ?? '', { merge: true }).services.app).toEqual(
            parse(text, { merge: true }).services.app,
          );
        }),
      );
    },
    PROPERTY_TIMEOUT,
  );

  it(
    'add to Compose files',
    async () => {
      let refused = 0;
      await fc.assert(
        fc.asyncProperty(fieldCompose, async ({ text, weaviates }) => {
          const add = (before: string) =>
            edited(() =>
              addToFile(compose(before), {
                config,
                requested: { isGiven: () => false },
                services: weaviates,
                ask: undefined,
              }),
            );
          const after = await expectBetter(compose, text, add, false);
          if (after === undefined) refused += 1;
          else
            expect(parse(after, { merge: true }).services.app).toEqual(
              parse(text, { merge: true }).services.app,
            );
        }),
      );
      // Rejecting most files would make the test meaningless.
      expect(refused / runs).toBeLessThan(0.7);
    },
    PROPERTY_TIMEOUT,
  );

  it(
    '--fix on values files',
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fieldValues,
          async (text) => void (await expectBetter(values, text, fixed(values), true)),
        ),
      );
    },
    PROPERTY_TIMEOUT,
  );

  it(
    'add to values files',
    async () => {
      let refused = 0;
      await fc.assert(
        fc.asyncProperty(fieldValues, async (text) => {
          const add = (before: string) =>
            edited(() =>
              addToFile(values(before), {
                config,
                requested: { isGiven: () => false },
                services: [],
                ask: undefined,
              }),
            );
          const after = await expectBetter(values, text, add, false);
          if (after === undefined) refused += 1;
        }),
      );
      expect(refused / runs).toBeLessThan(0.7);
    },
    PROPERTY_TIMEOUT,
  );
});
