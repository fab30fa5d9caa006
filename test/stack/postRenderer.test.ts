import { expect, it } from 'vitest';
import { postRendererCall } from '../../src/stack/postRenderer.ts';

const HELM_3 = ['--post-renderer', 'sh', '--post-renderer-args', '/out/post-renderer/kustomize.sh'];
const HELM_4 = ['--post-renderer', 'bindstack-kustomize'];

it.each([
  { major: 3, plugins: undefined, args: HELM_3, env: {} },
  { major: 3, plugins: '/plugins', args: HELM_3, env: {} },
  { major: 4, plugins: undefined, args: HELM_4, env: { HELM_PLUGINS: '/out' } },
  { major: 4, plugins: '/plugins', args: HELM_4, env: { HELM_PLUGINS: '/out:/plugins' } },
])('helm $major with HELM_PLUGINS $plugins', ({ major, plugins, args, env }) => {
  expect(postRendererCall(major, '/out', plugins)).toEqual({ args, env });
});
