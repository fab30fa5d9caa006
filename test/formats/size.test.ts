import { describe, expect, it } from 'vitest';
import {
  dockerSize,
  goMemoryLimit,
  kubernetesSize,
  parseSize,
  readableSize,
} from '../../src/formats/size.ts';
import { fc } from '../support/properties.ts';

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;

describe('parseSize', () => {
  it.each([
    ['12g', 12 * GIB],
    ['12G', 12 * GIB],
    ['12GB', 12 * GIB],
    ['12gb', 12 * GIB],
    ['12Gi', 12 * GIB],
    ['12GiB', 12 * GIB],
    ['12288Mi', 12 * GIB],
    ['9728m', 9728 * MIB],
    ['9.5g', 9728 * MIB],
    ['512k', 512 * 1024],
    ['1t', 1024 * GIB],
    ['100b', 100],
    [' 12 g ', 12 * GIB],
    ['1.1g', 1_181_116_006],
  ])('%j is %i bytes', (text, bytes) => {
    expect(parseSize(text)).toBe(bytes);
  });

  it.each([
    '',
    '12',
    'g',
    '-12g',
    '+12g',
    '12x',
    '12gg',
    '12bb',
    '12gigs',
    '1e3g',
    '12,5g',
    '.5g',
    '5.g',
    '0g',
    '0.1b',
    '1 2g',
    '12g # no',
    '9999999t',
    'Infinityg',
  ])('%j is not a size', (text) => {
    expect(parseSize(text)).toBeUndefined();
  });
});

describe('the format of a size', () => {
  it.each([
    // bytes, Docker, Kubernetes, Go, people
    [12 * GIB, '12g', '12Gi', '12288MiB', '12 GiB'],
    [9728 * MIB, '9728m', '9728Mi', '9728MiB', '9.5 GiB'],
    [512 * MIB, '512m', '512Mi', '512MiB', '512 MiB'],
    [1024 * GIB, '1024g', '1024Gi', '1048576MiB', '1024 GiB'],
    [512 * 1024, '512k', '512Ki', '1MiB', '0.5 MiB'],
    [1000, '1000b', '1000', '1MiB', '0 MiB'],
  ])('%d bytes', (bytes, docker, kubernetes, go, people) => {
    expect([dockerSize(bytes), kubernetesSize(bytes), goMemoryLimit(bytes), readableSize(bytes)]).toEqual([
      docker,
      kubernetes,
      go,
      people,
    ]);
  });

  it("parses any size in Docker's format", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 50 }), (bytes) => {
        expect(parseSize(dockerSize(bytes))).toBe(bytes);
      }),
    );
  });

  it("parses any whole number of KiB in Kubernetes' format", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 40 }), (kib) => {
        expect(parseSize(kubernetesSize(kib * 1024))).toBe(kib * 1024);
      }),
    );
  });

  it('never rounds a Go limit up', () => {
    fc.assert(
      fc.property(fc.integer({ min: MIB, max: 2 ** 50 }), (bytes) => {
        expect(Number.parseInt(goMemoryLimit(bytes), 10) * MIB).toBeLessThanOrEqual(bytes);
      }),
    );
  });
});
