import { at, textOf } from '../../../yaml/located.ts';
import type { Rule } from '../../rule.ts';
import type { ChartValues } from '../chartValues.ts';
import { isTruthy } from '../helmValue.ts';
import { variableEntry, variableText } from '../weaviateVariables.ts';

export const raftVoters: Rule<ChartValues> = {
  id: 'values-raft-voters',
  severity: 'error',
  summary: 'More voters than replicas, or another number than RAFT_JOIN names.',
  why: 'The chart checks it and ends the rendering.',
  fix: 'Leave RAFT_BOOTSTRAP_EXPECT and RAFT_JOIN out: the chart computes both from replicas.',
  evidence: 'measured with helm template, chart 17.8.3; templates/_helpers.tpl raft_configuration',
  *check(values) {
    const replicas = Number(textOf(at(values.root, 'replicas')) ?? '1');
    const expect = variableEntry(values, 'RAFT_BOOTSTRAP_EXPECT');
    const voters = Number(variableText(values, 'RAFT_BOOTSTRAP_EXPECT') ?? Number.NaN);
    const join = variableEntry(values, 'RAFT_JOIN');
    const joined =
      join && isTruthy(join.value) ? variableText(values, 'RAFT_JOIN')?.split(',').length : undefined;
    if (expect && voters > replicas)
      yield {
        place: expect.value.place,
        message: `RAFT_BOOTSTRAP_EXPECT of ${voters} is more than the ${replicas} of replicas: Helm cannot render it`,
      };
    else if (join && joined !== undefined && voters > 0 && joined !== voters)
      yield {
        place: join.value.place,
        message: `RAFT_JOIN names ${joined} nodes, and RAFT_BOOTSTRAP_EXPECT is ${voters}: Helm cannot render it`,
      };
  },
};
