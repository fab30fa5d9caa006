import { describe, expect, it } from 'vitest';
import { lint } from '../../src/lint/lint.ts';

/** The rules of a kind that report something about the environment variables of Weaviate. */
function found(kind: 'compose' | 'values', variables: Readonly<Record<string, string>>, tag = '1.38.11') {
  const indent = kind === 'compose' ? '      ' : '  ';
  const lines = Object.entries(variables).map(([name, value]) => `${indent}${name}: '${value}'`);
  const text =
    kind === 'compose'
      ? `services:\n  weaviate:\n    image: semitechnologies/weaviate:${tag}\n    environment:\n${lines.join('\n')}\n`
      : `image:\n  tag: '${tag}'\nservice: {}\ngrpcService: {}\nenv:\n${lines.join('\n')}\n`;
  const { findings } = lint({ name: kind === 'compose' ? 'compose.yaml' : 'values.yaml', text, kind });
  return findings.map(({ rule }) => rule.replace(/^values-/, ''));
}

const BAD = {
  GOMEMLIMIT: '4096MB',
  GOGC: 'high',
  DEFAULT_QUANTIZATION: 'rq8',
  DEFAULT_VECTOR_INDEX: 'ivf',
  RAFT_JOIN: 'node9',
  REPLICA_MOVEMENT_MINIMUM_ASYNC_WAIT: '10',
  CLUSTER_HOSTNAME: 'node1',
};

describe.each(['compose', 'values'] as const)('%s', (kind) => {
  it('reports each of these problems', () => {
    expect(found(kind, BAD)).toEqual(
      expect.arrayContaining([
        'go-runtime-value',
        'default-quantization',
        'default-vector-index',
        'raft-join',
        'variable-without-effect',
      ]),
    );
  });

  it('does not guess the value of a variable', () => {
    // An unset Compose variable; a template of another program; a Kubernetes variable.
    const unset = kind === 'compose' ? `\${SET_ELSEWHERE}` : '{{ .limit }}';
    for (const value of [unset, '{{ .Values.limit }}', '$(LIMIT)']) {
      if (kind === 'compose' && value.startsWith('$(')) continue; // Compose passes it on unchanged.
      const names = ['GOMEMLIMIT', 'GOGC', 'DEFAULT_QUANTIZATION', 'DEFAULT_VECTOR_INDEX', 'RAFT_JOIN'];
      const variables = Object.fromEntries(names.map((name) => [name, value]));
      expect(found(kind, { ...variables, CLUSTER_HOSTNAME: 'node1' })).not.toEqual(
        expect.arrayContaining([expect.stringMatching(/go-runtime|default-(?:q|vector-)|raft-join/)]),
      );
    }
  });

  it('does not assume a version if the tag does not show one', () => {
    const variables = { DEFAULT_QUANTIZATION: 'rq-4', ENABLE_API_BASED_MODULES: 'false' };
    expect(found(kind, variables, 'latest')).not.toContain('default-quantization');
    expect(found(kind, variables, 'latest')).not.toContain('variable-without-effect');
  });

  it('accepts every size that Go accepts', () => {
    for (const GOMEMLIMIT of ['100000000B', '99999KiB', '4096MiB', '4GiB', '1TiB', '4294967296', 'off', ''])
      expect(found(kind, { GOMEMLIMIT }), GOMEMLIMIT).not.toContain('go-runtime-value');
  });

  it('reports every size that Go rejects (measured)', () => {
    for (const GOMEMLIMIT of ['4096MB', '3GB', '3G', '3Gi', '4096mib', '4 GiB', '1.5GiB', '-1', '10PiB'])
      expect(found(kind, { GOMEMLIMIT }), GOMEMLIMIT).toContain('go-runtime-value');
  });
});

describe('raft-join', () => {
  const node = (name: string, rest: string) =>
    `  ${name}:\n    image: semitechnologies/weaviate:1.38.11\n    environment:\n      CLUSTER_HOSTNAME: ${name}\n${rest}`;
  const rules = (text: string) =>
    lint({ name: 'compose.yaml', text, kind: 'compose' }).findings.map(({ rule }) => rule);

  it('accepts nodes that do not vote: they join those that do', () => {
    const join = `      RAFT_JOIN: node1,node2,node3\n      RAFT_BOOTSTRAP_EXPECT: "3"\n`;
    const others = ['node1', 'node2', 'node3', 'node4'].map((name) => node(name, join)).join('');
    expect(rules(`services:\n${others}`)).not.toContain('raft-join');
  });

  it('reports nothing for a cluster whose other nodes are elsewhere', () => {
    const join = `      RAFT_JOIN: node1\n      CLUSTER_JOIN: node1.example:7946\n`;
    expect(rules(`services:\n${node('node4', join)}`)).not.toContain('raft-join');
  });

  it('reports a list without any node of the project', () => {
    const join = `      RAFT_JOIN: a,b\n      CLUSTER_JOIN: node1:7946\n`;
    const both = `${node('node1', join)}${node('node2', join)}`;
    expect(rules(`services:\n${both}`).filter((rule) => rule === 'raft-join')).toHaveLength(2);
  });

  it('does not apply to versions before Raft', () => {
    const text = `services:\n${node('node1', '      RAFT_JOIN: node9\n')}`.replace('1.38.11', '1.24.26');
    expect(rules(text)).not.toContain('raft-join');
  });
});

describe('single-node-election', () => {
  const found = (kind: 'compose' | 'values', text: string) =>
    lint({ name: kind === 'compose' ? 'compose.yaml' : 'values.yaml', text, kind }).findings.some(
      ({ rule }) => rule.endsWith('single-node-election'),
    );
  const service = (name: string, rest = '', tag = '1.38.11') =>
    `  ${name}:\n    image: semitechnologies/weaviate:${tag}\n${rest}`;
  const variable = (line: string) => `    environment:\n      ${line}\n`;

  it.each([
    ['one service', service('weaviate'), true],
    ['an unknown version', service('weaviate', '', 'latest'), true],
    ['a version with short timeouts', service('weaviate', '', '1.30.9'), false],
    ['a set value', service('weaviate', variable('RAFT_TIMEOUTS_MULTIPLIER: "2"')), false],
    ['an unknown value', service('weaviate', variable(`RAFT_TIMEOUTS_MULTIPLIER: \${OTHER}`)), false],
    ['several services', service('a') + service('b'), false],
    ['several containers', service('weaviate', '    deploy:\n      replicas: 3\n'), false],
    ['an unknown number of containers', service('weaviate', `    scale: \${NODES}\n`), false],
    ['a node that joins another', service('weaviate', variable('CLUSTER_JOIN: other:7946')), false],
    ['variables in a file that is not there', service('weaviate', '    env_file: missing.env\n'), false],
    ['an override', '  weaviate:\n    environment:\n      ENABLE_MODULES: multi2vec-bind\n', false],
  ])('Compose, %s: %j', (_, services, expected) => {
    expect(found('compose', `services:\n${services}`)).toBe(expected);
  });

  it.each([
    ['one replica', 'replicas: 1\n', true],
    ['the default number of replicas', 'modules:\n  multi2vec-bind:\n    enabled: true\n', true],
    ['values that may be combined with others', '', false],
    ['three replicas', 'replicas: 3\n', false],
    ['an unknown number of replicas', 'replicas: ${nodes}\n', false],
    ['nodes outside the release', 'replicas: 1\nenv:\n  CLUSTER_JOIN: other:7946\n', false],
    ['a Secret', 'replicas: 1\nenvSecrets:\n  RAFT_TIMEOUTS_MULTIPLIER: settings\n', false],
  ])('values, %s: %j', (_, text, expected) => {
    const base = 'image:\n  tag: 1.38.11\nservice: {}\ngrpcService: {}\n';
    expect(found('values', base + text)).toBe(expected);
  });
});
