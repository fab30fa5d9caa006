import { at, textOf } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import type { ChartValues } from '../chartValues.ts';

export const replicasTwo: Rule<ChartValues> = {
  id: 'values-replicas-two',
  severity: 'warning',
  summary: 'Weaviate has two replicas.',
  why: 'Two replicas cost twice as much but tolerate no failure: the chart makes one of them the only voter, and when that one is down, the cluster is not ready.',
  fix: 'Use 1 replica, or 3 or more.',
  evidence: 'weaviate-helm 17.8.3 templates/_helpers.tpl raft_configuration; weaviate#6391',
  *check({ root }) {
    const replicas = at(root, 'replicas');
    if (!replicas || textOf(replicas) !== '2') return;
    yield { place: replicas.place, message: '2 replicas tolerate no failure: one of them is the only voter' };
  },
};
