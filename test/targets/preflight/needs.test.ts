import { describe, expect, it } from 'vitest';
import {
  configRequirements,
  projectRequirements,
} from '../../../src/targets/compose/preflight/requirements.ts';
import { configOf } from '../../support/config.ts';
import { CONFIGS } from '../compose/recordings.ts';

const project = (services: object) => JSON.stringify({ name: 'mine', services });

describe('what a stack needs', () => {
  it('is the same in the configuration and in the files generated from it', () => {
    expect(projectRequirements(CONFIGS.defaults)).toEqual(configRequirements(configOf('--target compose')));
    const ipv6 = projectRequirements(CONFIGS['ipv6-bind']);
    expect(ipv6?.ports.map(({ address }) => address)).toEqual(['::1', '::1']);
  });

  it('includes the GPUs', () => {
    const gpu = (line: string) => configRequirements(configOf(`--target compose --cuda ${line}`)).gpu;
    const withDevices = (device: object) =>
      projectRequirements(
        project({
          'multi2vec-bind': {
            image: 'x/multi2vec-bind:imagebind',
            environment: { CUDA_CORE: 'cuda:1' },
            deploy: { resources: { reservations: { devices: [{ capabilities: ['gpu'], ...device }] } } },
          },
        }),
      );
    expect(gpu('--gpus 2')).toEqual({ count: 2, devices: [] });
    expect(withDevices({ count: 2 })?.gpu).toEqual({ count: 2, devices: [] });
    expect(withDevices({ count: -1 })?.gpu).toEqual({ count: 'all', devices: [] });
    expect(withDevices({})?.gpu).toEqual({ count: 'all', devices: [] });
    expect(withDevices({ device_ids: ['0'] })).toMatchObject({ gpu: { devices: ['0'] }, cudaCore: 'cuda:1' });
  });

  it('says whether a loopback address is this machine', () => {
    const inNetwork = (network?: string) =>
      projectRequirements(project({ weaviate: network === undefined ? {} : { network_mode: network } }));
    expect(inNetwork('host')).toMatchObject({ usesHostNetwork: true });
    expect(inNetwork('bridge')).toMatchObject({ usesHostNetwork: false });
    expect(inNetwork()).toMatchObject({ usesHostNetwork: false });
  });

  it('is read from files that bindstack did not generate', () => {
    const needs = projectRequirements(
      project({
        weaviate: {
          image: 'cr.weaviate.io/semitechnologies/weaviate:1.39.3',
          pull_policy: 'never',
          deploy: { resources: { limits: { memory: '1073741824' } } },
          environment: { BIND_INFERENCE_API: 'http://gpu:8080', OTHER: null },
          ports: [
            { target: 8080, published: '9090' },
            { target: 2112, published: '2112', host_ip: '127.0.0.1' },
            { target: 6060 },
            { target: 53, published: '53', protocol: 'udp' },
          ],
        },
        proxy: { build: { context: '.' }, image: 'mine:1' },
      }),
    );
    expect(needs).toEqual({
      backupFolders: [],
      s3Host: undefined,
      usesHostNetwork: false,
      project: 'mine',
      services: [
        {
          name: 'weaviate',
          kind: 'weaviate',
          image: 'cr.weaviate.io/semitechnologies/weaviate:1.39.3',
          pullPolicy: 'never',
          memory: 1_073_741_824,
        },
        { name: 'proxy', kind: 'other', image: undefined, pullPolicy: 'missing', memory: undefined },
      ],
      ports: [
        { name: 'http', flag: '--http-port', address: '0.0.0.0', port: 9090 },
        { name: '2112', flag: undefined, address: '127.0.0.1', port: 2112 },
      ],
      gpu: undefined,
      cudaCore: undefined,
      endpoint: 'http://gpu:8080',
    });
  });

  it.each(['', '[]', '{"name":"x"}'])('cannot be read from %j', (text) => {
    expect(projectRequirements(text)).toBeUndefined();
  });
});
