import { at, entriesOf, textOf } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import type { ChartValues } from '../chartValues.ts';
import { isTruthy } from '../helmValue.ts';

export const priorityIgnored: Rule<ChartValues> = {
  id: 'values-priority-ignored',
  severity: 'warning',
  summary: '`globalPriorityClassName` overrides a more specific priority class.',
  why: 'In this chart the global class takes precedence over the specific one, not the other way around.',
  fix: 'Remove `globalPriorityClassName`, and set each `priorityClassName`.',
  evidence: 'weaviate-helm 17.8.3 templates/_helpers.tpl pod.priorityClassName',
  *check({ root }) {
    const globalClass = at(root, 'globalPriorityClassName');
    if (!isTruthy(globalClass)) return;
    const modules = [...entriesOf(at(root, 'modules'))].filter(([, { value }]) =>
      isTruthy(at(value, 'enabled')),
    );
    const pods = [root, ...modules.map(([, { value }]) => value)];
    for (const pod of pods) {
      const podClass = at(pod, 'priorityClassName');
      if (!podClass || !isTruthy(podClass) || textOf(podClass) === textOf(globalClass)) continue;
      const message = `priorityClassName (${textOf(podClass)}) has no effect: globalPriorityClassName (${textOf(globalClass)}) takes precedence`;
      yield { place: podClass.place, message };
    }
  },
};
