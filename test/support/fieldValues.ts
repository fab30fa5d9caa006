import fc from 'fast-check';

/* Values of the Weaviate chart made of what files in the wild have, by themselves or under an umbrella chart's key. */

const block = (text: string): readonly string[] => text.split('\n');

const some = (...texts: readonly (string | undefined)[]) =>
  fc.constantFrom(...texts.map((text) => (text === undefined ? [] : block(text))));

const VARIABLES: Readonly<Record<string, readonly string[]>> = {
  MODULES_CLIENT_TIMEOUT: ['300', '"300s"', "'30s'", '5m'],
  AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED: ['"false"', 'true', "'true'"],
  AUTHENTICATION_APIKEY_ENABLED: ['"true"', 'true'],
  AUTHENTICATION_APIKEY_USERS: ['ann, bob', 'ann'],
  PERSISTENCE_LSM_MAX_SEGMENT_SIZE: ['4294967296', '"4294967296"'],
  PROMETHEUS_MONITORING_ENABLED: ['"false"', 'false'],
  BIND_WAIT_FOR_STARTUP: ['"true"'],
  CLUSTER_HOSTNAME: ['node1'],
  PERSISTENCE_DATA_PATH: ['/var/lib/weaviate'],
  ENABLE_MODULES: ['multi2vec-bind', '"text2vec-openai,multi2vec-bind"', 'text2vec-openai'],
  BIND_INFERENCE_API: ['http://imagebind.models:8080', '"http://imagebind.models:8080/"'],
  LOG_LEVEL: ['debug', "'info'"],
  NOTE: ['"a#b: c"', "'it''s'"],
};

const variables = fc
  .uniqueArray(fc.constantFrom(...Object.keys(VARIABLES)), { maxLength: 7 })
  .chain((names) =>
    fc.tuple(
      ...names.map((name) => fc.constantFrom(...(VARIABLES[name] ?? [])).map((value) => `${name}: ${value}`)),
    ),
  );

const env = fc
  .tuple(variables, fc.constantFrom('block', 'block', 'flow', 'merged', 'none', 'empty'))
  .map(([pairs, form]) => {
    if (form === 'none') return [];
    if (form === 'empty') return ['env:', '  # nothing yet'];
    if (form === 'merged') return ['env:', '  <<: *env', ...pairs.map((pair) => `  ${pair}`)];
    if (form === 'flow' || pairs.length === 0) return [`env: {${pairs.join(', ')}}`];
    return ['env:', ...pairs.map((pair) => `  ${pair}`)];
  });

const bind = some(
  'multi2vec-bind:\n  enabled: true',
  'multi2vec-bind:\n  enabled: "true"   # on\n  resources:\n    limits: {memory: 7000Mi}',
  'multi2vec-bind:\n  enabled: true\n  tag:\n  envconfig:\n    enable_cuda: "false"\n  resources:\n    requests:\n      memory: 12GB',
  'multi2vec-bind: {enabled: true, envconfig: {enable_cuda: true}, resources: {limits: {nvidia.com/gpu: 1}}}',
  'multi2vec-bind:\n  enabled: true\n  livenessProbe:\n    initialDelaySeconds: 30\n  readinessProbe: {initialDelaySeconds: 120}\n  resources: {}',
  'multi2vec-bind:\n  enabled: false\n  inferenceUrl: http://imagebind.models:8080/',
  'multi2vec-bind:\n  enabled: true\n  resources: *resources\n  imagePullSecrets:\n    - name: registry',
  'multi2vec_bind:\n  enabled: true\n  replicas: 1',
  'multi2vec-bind:',
  undefined,
  undefined,
  undefined,
);

const otherModules = some(
  undefined,
  'default_vectorizer_module: none',
  'text2vec-openai:\n  enabled: true',
  'text2vec-transformers:\n  enabled: "false"\n  tag: x',
  'generative-openai: {enabled: false}   # later',
);

const modules = fc.tuple(bind, otherModules, fc.boolean()).map(([one, other, first]) => {
  const lines = first ? [...one, ...other] : [...other, ...one];
  return lines.length === 0 ? [] : ['modules:', ...lines.map((line) => `  ${line}`)];
});

const services = fc.tuple(
  some('service:\n  type: ClusterIP', 'service: {type: LoadBalancer}'),
  some('grpcService: {enabled: true, type: ClusterIP}', "grpcService:\n  type: 'NodePort'"),
);

const rest = fc.tuple(
  some(
    undefined,
    'image:\n  tag: 1.38.11',
    "image: {registry: cr.weaviate.io, tag: '1.30.0'}",
    'image:\n  tag: 1.38.11\n  pullSecrets:\n    - name: registry',
  ),
  some(undefined, 'replicas: 3', 'replicas: 2', 'replicas: 1  # for now'),
  some(undefined, 'storage:\n  size: 10GB', 'storage: {size: 32Gi}'),
  some(
    undefined,
    'authentication:\n  anonymous_access:\n    enabled: true',
    'authentication: {anonymous_access: {enabled: false}, apikey: {enabled: true, allowed_keys: ["k1 "], users: [ann]}}',
  ),
  some(
    undefined,
    undefined,
    'authorization:\n  rbac:\n    enabled: true',
    'authorization:\n  admin_list:\n    enabled: true\n    readonly_users: [ann]',
  ),
  some(
    undefined,
    undefined,
    "args:\n  - '--host'\n  - '0.0.0.0'\n  - '--port'\n  - '8080'\n  - '--scheme'\n  - 'http'\n  - '--config-file'\n  - '/weaviate-config/conf.yaml'\n  - '--read-timeout=60s'\n  - '--write-timeout=60s'",
  ),
  some(undefined, undefined, 'envSecrets:\n  AUTHENTICATION_APIKEY_ALLOWED_KEYS: weaviate-keys'),
  some(
    undefined,
    undefined,
    'resources: {limits: {memory: 4Gi}}',
    'securityContext: {runAsNonRoot: true, runAsUser: 1000}',
  ),
  some(undefined, undefined, 'backups:\n  s3:\n    enabled: false', 'backups:'),
);

const comment = fc.constantFrom('', '', '', '  # why', ' #\ttab', '   # a: b');
const ownLine = fc.constantFrom('', '', '', '', '# a comment: with a colon', '# - commented: out', '\n');

export const fieldValues: fc.Arbitrary<string> = fc
  .record({
    parts: fc
      .tuple(env, modules, rest)
      .chain(([one, two, more]) => fc.shuffledSubarray([one, two, ...more], { minLength: 3 }))
      // These keys identify a file as complete values of this chart.
      .chain((parts) => services.map((more) => [...parts, ...more, ['query_defaults: {limit: 25}']])),
    umbrella: fc.constantFrom(undefined, undefined, 'weaviate', 'vector-db'),
    four: fc.boolean(),
    eol: fc.constantFrom('\n', '\n', '\r\n'),
    end: fc.boolean(),
    comments: fc.infiniteStream(comment),
    lines: fc.infiniteStream(ownLine),
  })
  .map(({ parts, umbrella, four, eol, end, comments, lines }) => {
    const out: string[] = ['# Values of the team.'];
    const all = parts.flat().join('\n');
    if (all.includes('*env')) out.push('x-env: &env', '  QUERY_DEFAULTS_LIMIT: "25"   # rows', '');
    if (all.includes('*resources'))
      out.push('x-resources: &resources', '  limits:', '    memory: 7000Mi', '');
    if (umbrella)
      out.push(
        'api:',
        '  replicas: 1   # ours',
        'redis: {enabled: true, auth: {enabled: "false"}}',
        `${umbrella}:`,
      );
    const wide = (line: string) => (four ? line.replace(/^ +/, (blanks) => blanks.repeat(2)) : line);
    const unit = four ? '    ' : '  ';
    for (const line of parts.flat()) {
      const pad = (umbrella ? unit : '') + (/^ */.exec(wide(line))?.[0] ?? '');
      const own = lines.next().value ?? '';
      if (own !== '') out.push(own === '\n' ? '' : pad + own);
      out.push(
        (umbrella ? unit : '') +
          wide(line) +
          (line.trimStart().startsWith('#') ? '' : (comments.next().value ?? '')),
      );
    }
    return out.join(eol) + (end ? eol : '');
  });
