import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { DCLinter } from 'dclint';
import { Deployment, StatefulSet } from 'kubernetes-models/apps/v1';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1';
import { ConfigMap, Secret, Service } from 'kubernetes-models/v1';
import { describe, expect, it } from 'vitest';
import { BACKUP_CREDENTIALS } from '../../src/facts/backupStorage.ts';
import { POST_RENDERER_DIRECTORY, postRendererCall } from '../../src/stack/postRenderer.ts';
import { CASES, SNAPSHOTS } from '../support/cases.ts';
import { environmentEntries, kubernetesObjects, objectNamed } from '../support/manifests.ts';
import { newPlace } from '../support/place.ts';
import { chartPath, compose, describeWith, HELMS } from '../support/requirements.ts';

const run = promisify(execFile);

/** The chart for the values: the real one if it is unpacked, otherwise a test chart with the same keys. */
const CHART = chartPath();

/** Kinds of objects in the chart, checked against the schemas of Kubernetes. */
const KINDS = { Deployment, StatefulSet, ConfigMap, Secret, Service, PodDisruptionBudget };

function path(name: string, file: string): string {
  return fileURLToPath(new URL(`${name}/${file}`, SNAPSHOTS));
}

/** Checks how the post-renderer patched the inference pod, by case. */
// biome-ignore lint/suspicious/noExplicitAny: the spec of a rendered pod
const PATCHED: Readonly<Record<string, (pod: any) => void>> = {
  'gpu-runtime-class': (pod) => {
    expect(pod).toMatchObject({ runtimeClassName: 'nvidia', imagePullSecrets: [{ name: 'registry-login' }] });
    expect(pod.containers[0].readinessProbe).toMatchObject({ timeoutSeconds: 10, periodSeconds: 5 });
    expect(pod.containers[0].resources.limits).toMatchObject({ 'nvidia.com/gpu': 1 });
  },
  'pod-security-restricted': (pod) => {
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 1000 });
    expect(pod.containers[0].securityContext).toEqual({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
    });
  },
};

const forCompose = CASES.filter(({ config }) => config.targets.includes('compose'));
const forHelm = CASES.filter(({ config }) => config.targets.includes('helm'));

describeWith([compose], 'docker-compose.yml of every snapshot', () => {
  it.each(forCompose)('$name is accepted by Compose', async ({ name }) => {
    const { directory } = newPlace();
    const env = join(directory, 'env');
    const secrets = ['WEAVIATE_API_KEY', ...BACKUP_CREDENTIALS];
    await writeFile(env, secrets.map((one) => `${one}=a-value\n`).join(''));
    const file = path(name, 'docker-compose.yml');
    const { stderr } = await run('docker', [
      'compose',
      '--env-file',
      env,
      '--file',
      file,
      'config',
      '--quiet',
    ]);
    expect(stderr).toBe('');
  });
});

it('every snapshot passes dclint with its default rules', () => {
  const files = forCompose.map(({ name }) => path(name, 'docker-compose.yml'));
  const linter = new DCLinter({ rules: {}, quiet: false, debug: false, exclude: [] });
  const results = linter.lintFiles(files, false);
  expect(results).toHaveLength(files.length);
  expect(results.flatMap(({ messages }: { messages: unknown[] }) => messages)).toEqual([]);
});

describe.each(HELMS)('helm $major', ({ major, requirement, path: helm }) => {
  describeWith([requirement], 'values.yaml of every snapshot', () => {
    it.each(forHelm)('$name passes lint, and renders valid Kubernetes objects', async ({ name }) => {
      const values = ['--values', path(name, 'values.yaml')];
      await run(helm(), ['lint', '--strict', CHART, ...values]);
      const directory = fileURLToPath(new URL(name, SNAPSHOTS));
      const { args, env } = existsSync(join(directory, POST_RENDERER_DIRECTORY))
        ? postRendererCall(major, directory)
        : { args: [], env: {} };
      // The kubectl next to helm, for machines without one on the PATH.
      const PATH = [process.env['PATH'], dirname(helm())].join(delimiter);
      const { stdout } = await run(helm(), ['template', 'bindstack', CHART, ...values, ...args], {
        env: { ...process.env, ...env, PATH },
      });
      const objects = kubernetesObjects(stdout);
      PATCHED[name]?.(objectNamed(objects, 'Deployment', 'bind-inference').spec.template.spec);
      expect(objects.map(({ kind }) => kind)).toContain('StatefulSet');
      for (const object of objects) {
        const Kind = KINDS[object.kind as keyof typeof KINDS];
        expect(Kind, object.kind).toBeDefined();
        expect(
          () => new Kind(object as never).validate(),
          `${object.kind}/${object.metadata.name}`,
        ).not.toThrow();
      }
      for (const { name: variable, value } of environmentEntries(objects)) {
        expect(typeof (value ?? ''), variable).toBe('string');
      }
    });
  });
});
