import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { newPlace } from '../support/place.ts';

const FIELD = fileURLToPath(new URL('../field/16-gitops', import.meta.url));

it.each([
  ['argocd-application.yaml', 27],
  ['flux-helmrelease.yaml', 21],
  ['helmfile.yaml', 17],
  ['k3s-helmchart.yaml', 18],
])('%s: validate checks and fixes its values, and add adds ImageBind', async (name, line) => {
  const place = newPlace();
  const file = join(place.directory, name);
  await cp(join(FIELD, name), file);
  const { stdout, exitCode } = await place.run(`validate --json ${name}`);
  expect(exitCode).toBe(4);
  expect(JSON.parse(stdout).findings).toContainEqual(
    expect.objectContaining({ rule: 'values-inference-memory-low', file: name, line }),
  );
  expect((await place.run(`validate --fix ${name}`)).exitCode).toBe(0);
  expect(await readFile(file, 'utf8')).toContain('memory: 12Gi');
  expect((await place.run(`add ${name}`)).exitCode).toBe(0);
  const text = await readFile(file, 'utf8');
  expect(text).toContain('MODULES_CLIENT_TIMEOUT: 300s');
  expect((await place.run(`add ${name}`)).exitCode).toBe(0);
  expect(await readFile(file, 'utf8')).toBe(text);
});

it.each([
  ['main.tf', 'Terraform', 'values = [file("values.yaml")]'],
  ['service.yaml', 'a manifest (Service)', 'pass the values file'],
])('%s: exit code 2 with a suggestion', async (name, problem, advice) => {
  const place = newPlace();
  await cp(join(FIELD, name), join(place.directory, name));
  const { stdout, exitCode } = await place.run(`validate ${name}`);
  expect(exitCode).toBe(2);
  expect(stdout).toContain(problem);
  expect(stdout).toContain(advice);
  const added = await place.run(`add ${name}`);
  expect(added.exitCode).toBe(2);
  expect(added.stderr).toContain(advice);
});
