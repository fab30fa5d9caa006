import { at, entriesOf } from '../../yaml/located.ts';
import type { ChartValues } from './chartValues.ts';
import { isTruthy } from './helmValue.ts';
import { LOCAL_MODULES } from './moduleSchemas.ts';

/** The modules that the chart puts into ENABLE_MODULES (templates/_helpers.tpl, `enabled_modules`). */
export function enabledModules({ root }: ChartValues): ReadonlySet<string> {
  const found = new Set<string>();
  for (const [name, { value }] of entriesOf(at(root, 'modules'))) {
    const elsewhere = LOCAL_MODULES.includes(name) && isTruthy(at(value, 'inferenceUrl'));
    const parts = [...entriesOf(at(value, 'passageQueryServices')).values()];
    const inParts = parts.some((part) =>
      ['enabled', 'inferenceUrl'].some((key) => isTruthy(at(part.value, key))),
    );
    if (isTruthy(at(value, 'enabled')) || elsewhere || inParts) found.add(name);
  }
  for (const [block, prefix] of [
    ['backups', 'backup'],
    ['offload', 'offload'],
    ['usage', 'usage'],
  ] as const)
    for (const [name, { value }] of entriesOf(at(root, block)))
      if (isTruthy(at(value, 'enabled'))) found.add(`${prefix}-${name}`);
  return found;
}
