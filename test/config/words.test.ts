import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import {
  add,
  command,
  keep,
  leaveOut,
  type Message,
  or,
  setting,
  use,
  words,
} from '../../src/capabilities/message.ts';
import { inForm } from '../../src/config/formWords.ts';
import { inFlags } from '../../src/config/words.ts';
import { labelOf } from '../../src/wizard/words.ts';

const CAPABILITIES = new URL('../../src/capabilities/', import.meta.url);

it('no capability names a flag in a text, except for its own flag and help', async () => {
  for (const name of await readdir(CAPABILITIES)) {
    const lines = (await readFile(new URL(name, CAPABILITIES), 'utf8')).split('\n');
    const texts = lines.filter((line) => !/^\s*(?:\*|\/\*|\/\/|flag:)|\$\{command\(|`--…`/.test(line));
    expect(texts.filter((line) => /--[a-z]/.test(line))).toEqual([]);
  }
});

describe('a message about options, for commands and for a form', () => {
  it.each([
    [
      words`${setting('inference.memory', '8 GiB')} is too little`,
      '--inference-memory 8 GiB is too little',
      '“ImageBind memory: 8 GiB” is too little',
    ],
    [
      words`${add('weaviate.auth', 'api-key')}, or ${keep('weaviate.bindAddress', '127.0.0.1')}`,
      'add --auth api-key, or keep --bind-address 127.0.0.1',
      'choose “Requires an API key”, or keep “IP address to listen on” at 127.0.0.1',
    ],
    [
      words`${use('inference.memory', '12g')}, ${or('inference.mode', 'stub')}`,
      'use --inference-memory 12g, or --inference stub',
      'set “ImageBind memory” to 12g, or choose “Stub”',
    ],
    [
      words`${use('kubernetes.sysctlInit', false)}, ${or('gpu.enabled', true)}`,
      'use --no-sysctl-init, or --cuda',
      'turn off “Privileged init container”, or turn on “GPU”',
    ],
    [words`${use('weaviate.telemetry')}`, 'use --telemetry or --no-telemetry', 'use “Usage data”'],
    [
      words`${leaveOut('gpu.count')}: each ${setting('gpu.devices')} is one GPU`,
      'leave out --gpus: each --gpu-device is one GPU',
      'reset “Number of GPUs”: each “Specific GPU IDs” is one GPU',
    ],
    [words`${add('targets', 'helm')}`, 'add --target helm', 'choose “Kubernetes (Helm)”'],
    [words`${add('targets', ['compose'])}`, 'add --target compose', 'choose only “Docker Compose”'],
    [words`${add('weaviate.env', ['A=1', 'B=2'])}`, 'add --env A=1 --env B=2', 'add A=1, B=2'],
    [
      words`export it${command(' with --api-key-env NAME')}`,
      'export it with --api-key-env NAME',
      'export it',
    ],
    [
      words`${words`${use('weaviate.replicas', 1)}`}, or ${3}`,
      'use --replicas 1, or 3',
      'set “Number of Weaviate nodes” to 1, or 3',
    ],
    ['a text without options', 'a text without options', 'a text without options'],
  ] satisfies [Message, string, string][])('%#: %j', (message, flags, form) => {
    expect([inFlags(message), inForm(message, labelOf)]).toEqual([flags, form]);
  });
});
