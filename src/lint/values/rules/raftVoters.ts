import { at, textOf } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import type { ChartValues } from '../chartValues.ts';
import { isTruthy } from '../helmValue.ts';
import { variableEntry, variableText } from '../weaviateVariables.ts';

export const raftVoters: Rule<ChartValues> = {
  id: 'values-raft-voters',
  severity: 'error',
  summary: '`RAFT_BOOTSTRAP_EXPECT` exceeds `replicas`, or differs from the number of nodes in `RAFT_JOIN`.',
  why: 'The chart checks this, and rendering fails.',
  fix: 'Remove `RAFT_BOOTSTRAP_EXPECT` and `RAFT_JOIN`: the chart computes both from `replicas`.',
  evidence: 'Measured with helm template, chart 17.8.3; templates/_helpers.tpl raft_configuration',
  *check(values) {
    const replicas = Number(textOf(at(values.root, 'replicas')) ?? '1');
    const expect = variableEntry(values, 'RAFT_BOOTSTRAP_EXPECT');
    const voters = Number(variableText(values, 'RAFT_BOOTSTRAP_EXPECT') ?? Number.NaN);
    const join = variableEntry(values, 'RAFT_JOIN');
    const joinedNodes =
      join && isTruthy(join.value) ? variableText(values, 'RAFT_JOIN')?.split(',').length : undefined;
    if (expect && voters > replicas)
      yield {
        place: expect.value.place,
        message: `RAFT_BOOTSTRAP_EXPECT is ${voters}, but replicas is only ${replicas}: Helm cannot render the chart`,
      };
    else if (join && joinedNodes !== undefined && voters > 0 && joinedNodes !== voters)
      yield {
        place: join.value.place,
        message: `RAFT_JOIN names ${joinedNodes} nodes, but RAFT_BOOTSTRAP_EXPECT is ${voters}: Helm cannot render the chart`,
      };
  },
};
