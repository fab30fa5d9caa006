import { expect, it } from 'vitest';
import { postRendererOf, requireShell } from '../../../src/targets/helm/planLaunch.ts';
import { failureOf } from '../../support/failure.ts';
import { fakeRun } from '../../support/run.ts';

it.each([
  ['linux', true],
  ['darwin', true],
  ['win32', false],
] as const)('accepts files on %s if a shell is available or not needed', (platform, hasPostRenderer) => {
  expect(() => requireShell({ hasPostRenderer }, platform)).not.toThrow();
});

it('rejects the shell script on Windows, and suggests alternatives', async () => {
  const failure = await failureOf(() => requireShell({ hasPostRenderer: true }, 'win32'));
  expect(failure).toMatchObject({
    exitCode: 5,
    code: 'platform',
    suggestion: expect.stringContaining('WSL 2'),
  });
});

it.each([
  [
    3,
    { args: ['--post-renderer', 'sh', '--post-renderer-args', '/out/post-renderer/kustomize.sh'], env: {} },
  ],
  [4, { args: ['--post-renderer', 'bindstack-kustomize'], env: { HELM_PLUGINS: '/out:/home/plugins' } }],
])('passes the post-renderer to helm %i, and keeps the plugins of the user', async (major, call) => {
  const { run } = fakeRun({ 'helm env HELM_PLUGINS': { stdout: '/home/plugins\n' } });
  const version = { major, minor: 1, patch: 0 };
  expect(await postRendererOf(run, { hasPostRenderer: true }, version, '/out')).toEqual(call);
  expect(await postRendererOf(run, { hasPostRenderer: false }, version, '/out')).toBeUndefined();
});
