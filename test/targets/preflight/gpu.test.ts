import { describe, expect, it } from 'vitest';
import {
  checkCapability,
  checkDriver,
  checkGpuCount,
  checkToolkit,
} from '../../../src/targets/compose/preflight/gpu.ts';
import { type NvidiaGpu, parseGpus, probeNvidia } from '../../../src/targets/compose/preflight/nvidia.ts';
import { fakeRun } from '../../support/run.ts';
import { INFO, resultLine } from './fixtures.ts';

const gpu = (index: number, name: string, capability?: string): NvidiaGpu => ({
  index: `${index}`,
  uuid: `GPU-${index}`,
  name,
  capability,
});
const OLD = gpu(0, 'Tesla K10', '3.0');
const L4 = gpu(1, 'NVIDIA L4', '8.9');
const H100 = gpu(2, 'NVIDIA H100 80GB HBM3', '9.0');

const QUERY = 'nvidia-smi --query-gpu=index,uuid,name,driver_version,compute_cap --format=csv,noheader';
const OLD_QUERY = 'nvidia-smi --query-gpu=index,uuid,name,driver_version --format=csv,noheader';

describe('probeNvidia', () => {
  it('reads the output of the driver', async () => {
    const { run } = fakeRun({
      [QUERY]: {
        stdout: '0, GPU-aa, NVIDIA L4, 550.90.07, 8.9\n1, GPU-bb, Tesla T4, 550.90.07, 7.5\n',
      },
    });
    expect(await probeNvidia({ run })).toEqual({
      state: 'found',
      driver: '550.90.07',
      gpus: [
        { index: '0', uuid: 'GPU-aa', name: 'NVIDIA L4', capability: '8.9' },
        { index: '1', uuid: 'GPU-bb', name: 'Tesla T4', capability: '7.5' },
      ],
    });
  });

  it('requests fewer fields if the driver does not support compute_cap', async () => {
    const { run } = fakeRun({
      [QUERY]: { exitCode: 2, stdout: 'Field "compute_cap" is not a valid field to query.\n' },
      [OLD_QUERY]: { stdout: '0, GPU-aa, Tesla T4, 460.32.03\n' },
    });
    expect(await probeNvidia({ run })).toEqual({
      state: 'found',
      driver: '460.32.03',
      gpus: [{ index: '0', uuid: 'GPU-aa', name: 'Tesla T4', capability: undefined }],
    });
  });

  const broken = "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.";
  it.each([
    [{ exitCode: undefined, notFound: true }, { state: 'no-driver' }],
    [
      { exitCode: 9, stdout: `${broken} Make sure that it is running.\n` },
      { state: 'broken', why: `${broken} Make sure that it is running.` },
    ],
    [
      { exitCode: 0, stdout: 'No devices were found\n' },
      { state: 'broken', why: 'No devices were found' },
    ],
  ])('%j', async (answer, expected) => {
    const { run } = fakeRun({ [QUERY]: answer, [OLD_QUERY]: answer });
    expect(await probeNvidia({ run })).toEqual(expected);
  });

  it('treats empty output as no GPU', () => {
    expect(parseGpus('')).toEqual({ state: 'broken', why: 'nvidia-smi lists no GPU' });
  });
});

describe('the driver', () => {
  const found = (driver: string) => ({ state: 'found', driver, gpus: [L4] }) as const;
  it.each([
    [found('550.90.07'), 'linux', 'pass: 550.90.07'],
    [found('450.80.02'), 'linux', 'pass: 450.80.02'],
    [found('450.51.06'), 'linux', 'fail: 450.51.06'],
    [found('418.87'), 'linux', 'fail: 418.87'],
    [{ state: 'no-driver' }, 'linux', 'fail: nvidia-smi is not installed'],
    [{ state: 'no-driver' }, 'darwin', 'fail: containers cannot use a GPU on macOS'],
    [{ state: 'broken', why: 'No devices were found' }, 'linux', 'fail: No devices were found'],
  ] as const)('%j on %s: %s', (probe, platform, expected) => {
    expect(resultLine(checkDriver(probe, platform))).toBe(expected);
  });
});

describe('the toolkit', () => {
  it.each([
    [{ runtimes: ['nvidia', 'runc'] }, false, 'pass: the engine has the runtime nvidia'],
    [{ devices: ['nvidia.com/gpu=all'] }, false, 'pass: the engine knows the GPUs (CDI)'],
    [{ kernel: '5.15.167.4-microsoft-standard-WSL2' }, false, 'pass: included in Docker Desktop on Windows'],
    [{}, true, 'warn: installed, but the engine is not configured for it'],
    [{}, false, 'fail: the engine has no runtime nvidia'],
    [{}, undefined, 'fail: the engine has no runtime nvidia'],
  ])('%j, with nvidia-ctk: %j: %s', (info, hasTool, expected) => {
    const result = checkToolkit({ ...INFO, ...info }, hasTool);
    expect(resultLine(result)).toBe(expected);
    if (result.status !== 'pass') expect(result.suggestion).toContain('sudo nvidia-ctk runtime configure');
  });
});

describe('enough GPUs', () => {
  it.each([
    [{ count: 1, devices: [] }, 'pass: 0: Tesla K10, 1: NVIDIA L4', null],
    [{ count: 'all', devices: [] }, 'pass: 0: Tesla K10, 1: NVIDIA L4', null],
    [{ count: 3, devices: [] }, 'fail: only 2: 0: Tesla K10, 1: NVIDIA L4', 'bindstack generate --gpus 2'],
    [{ count: 1, devices: ['1'] }, 'pass: 1: NVIDIA L4', null],
    [{ count: 1, devices: ['GPU-1'] }, 'pass: 1: NVIDIA L4', null],
    [
      { count: 1, devices: ['7'] },
      'fail: no GPU 7; found 0: Tesla K10, 1: NVIDIA L4',
      'bindstack generate --target compose --gpu-device 0',
    ],
    [
      { count: 1, devices: ['MIG-1'] },
      'warn: MIG-1 is a part of a GPU (MIG), which cannot be checked',
      'nvidia-smi -L',
    ],
  ] as const)('%j: %s', (wanted, expected, suggestion) => {
    const result = checkGpuCount(wanted, [OLD, L4]);
    expect([resultLine(result), result.suggestion]).toEqual([expected, suggestion]);
  });
});

describe('compute capability', () => {
  const one = { count: 1, devices: [] } as const;
  it.each([
    ['3.0', 'fail'],
    ['3.5', 'fail'],
    ['3.7', 'pass'],
    ['6.1', 'pass'],
    ['7.5', 'pass'],
    ['8.6', 'pass'],
    ['8.9', 'pass'],
    ['9.0', 'fail'],
    ['10.0', 'fail'],
    ['12.0', 'fail'],
  ])('%s: %s', (capability, status) => {
    expect(checkCapability(one, [gpu(0, 'A', capability)], undefined).status).toBe(status);
  });

  it.each([
    [
      one,
      [H100, L4],
      undefined,
      'fail: 9.0 (NVIDIA H100 80GB HBM3)',
      'bindstack generate --target compose --gpu-device 1',
    ],
    [
      one,
      [H100],
      undefined,
      'fail: 9.0 (NVIDIA H100 80GB HBM3)',
      'bindstack generate --no-cuda, to run ImageBind on the CPU',
    ],
    [{ count: 'all', devices: [] }, [OLD, L4], 'cuda:1', 'pass: 8.9 (NVIDIA L4)', null],
    [{ count: 1, devices: ['1'] }, [OLD, L4], undefined, 'pass: 8.9 (NVIDIA L4)', null],
    [one, [gpu(0, 'Tesla T4')], undefined, 'skip: the driver is too old to report it for Tesla T4', null],
    [one, [L4], 'cuda:3', 'skip: no such GPU', null],
  ] as const)('of %j among %j on %s: %s', (wanted, gpus, core, expected, suggestion) => {
    const result = checkCapability(wanted, gpus, core);
    expect([resultLine(result), result.suggestion]).toEqual([expected, suggestion]);
  });
});
