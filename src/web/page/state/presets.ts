import type { OptionInput } from '../../../capabilities/option.ts';
import type { ChosenValues } from '../../../config/conditions.ts';
import { optionOf } from '../../../options/table.ts';

/** Values for a common situation. */
export interface Preset {
  readonly name: string;
  readonly summary: string;
  readonly values: Readonly<Record<string, OptionInput>>;
}

export const PRESETS: readonly Preset[] = [
  {
    name: 'Laptop',
    summary: 'Docker, ImageBind on the CPU, 12 GiB of memory',
    values: { targets: ['compose'], 'inference.memory': '10g', 'weaviate.memory': '2g' },
  },
  {
    name: 'GPU workstation',
    summary: 'Docker, ImageBind on an NVIDIA GPU',
    values: { targets: ['compose'], 'gpu.enabled': true },
  },
  {
    name: 'Kubernetes',
    summary: 'Helm chart, requests need an API key',
    values: { targets: ['helm'], 'weaviate.auth': 'api-key' },
  },
  {
    name: 'CI',
    summary: 'Docker, stub instead of ImageBind, no stored data',
    values: {
      targets: ['compose'],
      'inference.mode': 'stub',
      'weaviate.memory': '1g',
      'weaviate.persistence': 'none',
    },
  },
];

/** The options that presets set. */
const PRESET_KEYS = [...new Set(PRESETS.flatMap(({ values }) => Object.keys(values)))];

/** The chosen values with those of a preset. Options that no preset sets keep their values. */
export function withPreset({ values }: Preset, chosen: ChosenValues): ChosenValues {
  const kept = [...chosen].filter(([key]) => !PRESET_KEYS.includes(key));
  return new Map([...kept, ...Object.entries(values)]);
}

/** Whether the chosen values are those of a preset. */
export function isPreset({ values }: Preset, chosen: ChosenValues): boolean {
  return PRESET_KEYS.every((key) => {
    const { default: fallback } = optionOf(key);
    return JSON.stringify(chosen.get(key) ?? fallback) === JSON.stringify(values[key] ?? fallback);
  });
}
