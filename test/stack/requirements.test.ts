import { expect, it } from 'vitest';
import { requirementsOf } from '../../src/stack/requirements.ts';
import { configOf } from '../support/config.ts';

it.each([
  ['', '16 GiB', 'about 15 GB', 'none'],
  ['--target compose --weaviate-memory 2g', '14 GiB', 'about 15 GB', 'none'],
  ['--inference stub', '5 GiB', 'about 500 MB', 'none'],
  ['--inference external --inference-url http://gpu:8080', '4 GiB', 'about 300 MB', 'none'],
  ['--replicas 3 --inference-replicas 2', '36 GiB', 'about 15 GB', 'none'],
  ['--target compose --cuda', '16 GiB', 'about 15 GB', '1'],
  ['--target compose --cuda --gpus all', '16 GiB', 'about 15 GB', 'all'],
  ['--target compose --cuda --gpu-device 0,1', '16 GiB', 'about 15 GB', '0, 1'],
  ['--objects 5M --inference stub --target compose', '12 GiB', 'about 1 TB', 'none'],
  ['--cuda --gpus 2 --inference-replicas 3', '40 GiB', 'about 15 GB', '6'],
])('%j: memory %s, disk %s, GPU %s', (line, ...amounts) => {
  expect(requirementsOf(configOf(line)).map(({ amount }) => amount)).toEqual(amounts);
});

it('says how the totals are made up', () => {
  const [, planned] = requirementsOf(configOf('--objects 1M --inference stub --target compose'));
  expect(planned?.detail).toBe(
    'for images; 0.2 GB to download, 0.7 GB used while they are unpacked; 207 GB for data',
  );
  const [memory, disk] = requirementsOf(configOf('--replicas 3'));
  expect(memory?.detail).toBe('12 GiB ImageBind, 3 × 4 GiB Weaviate');
  expect(disk?.detail).toBe(
    'for images; 10 GB to download, 25 GB used while they are unpacked; 3 × 32 GiB for data in the cluster',
  );
});
