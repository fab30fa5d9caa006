import { describe, expect, it } from 'vitest';
import { OPTIONS } from '../../src/options/table.ts';
import { faultText, inAnswers, labelOf } from '../../src/wizard/labels.ts';

describe('names of settings', () => {
  it('are short and no two are the same', () => {
    const labels = OPTIONS.map(({ key }) => labelOf(key));
    expect(new Set(labels).size).toBe(labels.length);
    for (const label of labels) expect(label).toMatch(/^[A-Z][^?]{1,24}$/);
  });
});

describe('messages without flags', () => {
  it.each([
    [
      '--inference-memory 8 GiB is too little: below 9.5 GiB, ImageBind is killed while it loads',
      '“ImageBind memory: 8 GiB” is too little: below 9.5 GiB, ImageBind is killed while it loads',
    ],
    [
      'add --auth api-key, or keep --bind-address 127.0.0.1',
      'add “Authentication: api-key”, or keep “IP address to listen on: 127.0.0.1”',
    ],
    [
      'use --no-sysctl-init, and set vm.max_map_count',
      'use “Privileged init container: no”, and set vm.max_map_count',
    ],
    ['add --cuda', 'add “GPU: yes”'],
    [
      'leave out --gpus: each --gpu-device is one GPU',
      'leave out “Number of GPUs”: each “Specific GPU IDs” is one GPU',
    ],
    [
      'pass its variable to smoke with --api-key-env NAME',
      'pass its variable to smoke with --api-key-env NAME',
    ],
    ['a text without flags', 'a text without flags'],
  ])('%s', (text, expected) => {
    expect(inAnswers(text)).toBe(expected);
  });

  it('leave out the name of the answer, which is next to the question', () => {
    const fault = {
      message: 'your answer: 99999 is not a port',
      suggestion: 'for example 8080 (the default)',
    };
    expect(faultText(fault)).toBe('99999 is not a port; for example 8080 (the default)');
  });
});
