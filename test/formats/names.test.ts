import { describe, expect, it } from 'vitest';
import { isKubernetesName, isLabel, isLabelKey, isLabelValue } from '../../src/formats/names.ts';

describe('isLabel', () => {
  it.each([
    ['bindstack', true],
    ['a', true],
    ['0', true],
    ['my-stack-2', true],
    ['a--b', true],
    ['x'.repeat(63), true],
    ['', false],
    ['x'.repeat(64), false],
    ['-a', false],
    ['a-', false],
    ['A', false],
    ['a_b', false],
    ['a.b', false],
    ['a b', false],
    ['a\n', false],
    ['ä', false],
  ])('%j: %j', (text, expected) => {
    expect(isLabel(text)).toBe(expected);
  });

  it.each([
    ['x'.repeat(53), true],
    ['x'.repeat(54), false],
  ])('may have a lower limit: %j', (text, expected) => {
    expect(isLabel(text, 53)).toBe(expected);
  });
});

describe('isKubernetesName', () => {
  it.each([
    ['fast-ssd', true],
    ['storage.example.com', true],
    [['x'.repeat(63), 'x'.repeat(63), 'x'.repeat(63), 'x'.repeat(61)].join('.'), true],
    [['x'.repeat(63), 'x'.repeat(63), 'x'.repeat(63), 'x'.repeat(62)].join('.'), false],
    ['', false],
    ['a..b', false],
    ['.a', false],
    ['Fast', false],
  ])('%j: %j', (text, expected) => {
    expect(isKubernetesName(text)).toBe(expected);
  });
});

describe('isLabelKey', () => {
  it.each([
    ['gpu', true],
    ['Pool_1', true],
    ['nvidia.com/gpu', true],
    ['nvidia.com/gpu.present', true],
    [`a/${'x'.repeat(63)}`, true],
    [`a/${'x'.repeat(64)}`, false],
    ['', false],
    ['/', false],
    ['/gpu', false],
    ['nvidia.com/', false],
    ['a/b/c', false],
    ['Nvidia.com/gpu', false],
    ['-gpu', false],
    ['gpu-', false],
    ['g pu', false],
  ])('%j: %j', (text, expected) => {
    expect(isLabelKey(text)).toBe(expected);
  });
});

describe('isLabelValue', () => {
  it.each([
    ['', true],
    ['true', true],
    ['Tesla-V100_32.GB', true],
    ['x'.repeat(63), true],
    ['x'.repeat(64), false],
    ['-a', false],
    ['a.', false],
    ['a b', false],
    ['a/b', false],
    ['a\n', false],
  ])('%j: %j', (text, expected) => {
    expect(isLabelValue(text)).toBe(expected);
  });
});
