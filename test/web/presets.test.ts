import { describe, expect, it } from 'vitest';
import type { OptionInput } from '../../src/capabilities/option.ts';
import { givenAnswer } from '../../src/config/given.ts';
import { checkConfig } from '../../src/config/resolve.ts';
import { isPreset, PRESETS, withPreset } from '../../src/web/page/state/presets.ts';

describe.each(PRESETS)('the preset $name', (preset) => {
  it('has no errors and no warnings', () => {
    const given = new Map(Object.entries(preset.values).map(([key, value]) => [key, givenAnswer(value)]));
    expect(checkConfig(given)).toMatchObject({ errors: [], warnings: [] });
  });

  it('is recognized by its values', () => {
    const values = withPreset(preset, new Map());
    expect(PRESETS.filter((one) => isPreset(one, values))).toEqual([preset]);
  });

  it('replaces another preset and keeps all other values', () => {
    for (const other of PRESETS) {
      const before = withPreset(other, new Map<string, OptionInput>([['name', 'lab']]));
      expect(withPreset(preset, before)).toEqual(new Map(Object.entries({ name: 'lab', ...preset.values })));
    }
  });
});

it('the defaults are no preset', () => {
  expect(PRESETS.filter((preset) => isPreset(preset, new Map()))).toEqual([]);
});
