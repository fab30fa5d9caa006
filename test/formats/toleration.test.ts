import { expect, it } from 'vitest';
import { parseToleration } from '../../src/formats/toleration.ts';

it.each([
  ['nvidia.com/gpu:NoSchedule', { key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }],
  ['pool=gpu:NoExecute', { key: 'pool', operator: 'Equal', value: 'gpu', effect: 'NoExecute' }],
  ['pool=:PreferNoSchedule', { key: 'pool', operator: 'Equal', value: '', effect: 'PreferNoSchedule' }],
  ['a=1.5_x-y:NoSchedule', { key: 'a', operator: 'Equal', value: '1.5_x-y', effect: 'NoSchedule' }],
])('%s', (text, expected) => {
  expect(parseToleration(text)).toEqual(expected);
});

it.each([
  '',
  'pool',
  'pool=gpu',
  ':NoSchedule',
  '=gpu:NoSchedule',
  'pool:Never',
  'pool:noschedule',
  'pool:',
  'pool=g pu:NoSchedule',
  'pool=a=b:NoSchedule',
  'pool=-a:NoSchedule',
  `pool=${'x'.repeat(64)}:NoSchedule`,
  'a/b/c:NoSchedule',
  'pool:NoSchedule:NoExecute',
  'pool:NoSchedule ',
])('%j is not a toleration', (text) => {
  expect(parseToleration(text)).toBeUndefined();
});
