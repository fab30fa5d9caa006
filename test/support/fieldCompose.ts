import fc from 'fast-check';

/*
 * Compose files composed of parts seen in real files. A part is a block of lines, indented by two. fast-check chooses
 * the parts, the positions of comments and the line endings.
 */

/** A block of lines; undefined leaves it out. */
type Part = readonly string[] | undefined;

const block = (text: string): readonly string[] => text.replace(/^\n|\n *$/g, '').split('\n');

const some = (...texts: readonly (string | undefined)[]): fc.Arbitrary<Part> =>
  fc.constantFrom(...texts.map((text) => (text === undefined ? undefined : block(text))));

const INFERENCE_NAMES = ['multi2vec-bind', 'bind', 'i2v-imagebind'] as const;

const URL = 'http://localhost:8080/v1/.well-known/ready';
const READY = 'http://127.0.0.1:8080/v1/.well-known/ready';

const healthCheck = some(
  undefined,
  undefined,
  `healthcheck:\n  test: ["CMD", "curl", "-f", "${URL}"]\n  interval: 10s\n  timeout: 5s\n  retries: 5`,
  `healthcheck:\n  test: curl -fsS ${READY} || exit 1`,
  `healthcheck:\n  test:\n    - CMD-SHELL\n    - 'curl -f ${URL} || exit 1'\n  interval: 10s`,
  `healthcheck:\n  test:\n    - CMD\n    - wget\n    - -q\n    - --spider\n    - ${URL}`,
  `healthcheck:\n  test: wget --no-verbose --tries=3 --spider ${URL} || exit 1\n  start_period: 15s`,
  `healthcheck: {test: [CMD, wget, -q, "${READY}"], interval: 10s}`,
  `healthcheck:\n  test: ["CMD", "wget", "-q", "${READY}", "${READY}"]`,
  `healthcheck:\n  test: ["CMD", "wget", "-q", "--spider", "http://127.0.0.1:8080/v1/.well-known/ready"]\n  interval: 10s`,
  `healthcheck:\n  test: ["CMD", "curl", "-f", "http://localhost:\${HTTP_PORT:-8080}/v1/.well-known/ready"]`,
  `healthcheck:\n  test: ["CMD-SHELL", "curl -s http://localhost:8001/v1/.well-known/live > /dev/null"]`,
  'healthcheck:\n  disable: true',
  'healthcheck:\n  test: ["NONE"]',
  'healthcheck: *check',
);

const command = some(
  undefined,
  undefined,
  'command:\n  - --host\n  - 0.0.0.0\n  - --port\n  - "8080"\n  - --scheme\n  - http',
  "command: [--host, 0.0.0.0, --port, '8080', --scheme, http]",
  'command: --host 0.0.0.0 --port 8080 --scheme http',
  "command:\n- --host\n- 0.0.0.0\n- --port\n- '8001'\n- --scheme\n- http",
  'command: ["--host", "0.0.0.0", "--port", "${HTTP_PORT:-8080}", "--write-timeout=600s"]',
);

const ports = some(
  undefined,
  'ports:\n  - 8080:8080\n  - 50051:50051',
  'ports: ["127.0.0.1:8080:8080", "127.0.0.1:50051:50051"]',
  "ports:\n- '127.0.0.1:8001:8001'",
  'ports:\n  - target: 8080\n    published: 8080\n    mode: ingress',
  'ports:\n  - "${HTTP_PORT:-8080}:8080"\n  - "${GRPC_PORT}:50051"',
);

const further = fc.tuple(
  some(
    undefined,
    'restart: on-failure:0',
    'restart: always',
    "restart: 'no'",
    'restart: unless-stopped  # keep',
  ),
  some(
    undefined,
    'volumes:\n  - data:/var/lib/weaviate',
    'volumes: [./weaviate:/var/lib/weaviate]',
    'volumes:\n  - type: volume\n    source: data\n    target: /var/lib/weaviate',
    'volumes:\n- ${DATA_DIR:-./data}:/var/lib/weaviate',
  ),
  some(
    undefined,
    undefined,
    'depends_on: [app]',
    'depends_on:\n  - app # the shop\n',
    'depends_on:\n  app:\n    condition: service_started',
    'depends_on: {app: {condition: service_started}}',
    'depends_on:\n- INFERENCE\n- app',
  ),
  some(
    undefined,
    undefined,
    'networks: [inner]',
    'networks:\n  inner:\n    aliases: [vectors]',
    'network_mode: host',
  ),
  some(
    undefined,
    undefined,
    'deploy:\n  replicas: 1\n  restart_policy:\n    condition: any\n  resources:\n    limits:\n      memory: 4G',
    'deploy: *deploy',
    'deploy: {replicas: 1}',
    'mem_limit: 4g',
  ),
  some(
    undefined,
    undefined,
    "profiles: ['vectors']",
    'labels:\n  - "note=with: colon"',
    'container_name: ${NAME:-weaviate}',
  ),
);

/** Values of variables, by name. */
const VARIABLES: Readonly<Record<string, readonly string[]>> = {
  ENABLE_MODULES: [
    'multi2vec-bind',
    'text2vec-ollama,generative-ollama',
    'multi2vec_bind',
    '${MODULES:-multi2vec-bind}',
    'multi2vec-clip',
  ],
  CLIP_INFERENCE_API: ['http://clip:8080'],
  OLLAMA_KEEP_ALIVE: ['5m'],
  BIND_INFERENCE_API: [
    'http://INFERENCE:8080',
    'http://INFERENCE:8080/',
    'INFERENCE:8080',
    'http://localhost:8080',
    'https://INFERENCE:9090',
    'http://${BIND_HOST:-INFERENCE}:8080',
    'http://imagebind.example.com:8080',
    '${BIND_URL}',
  ],
  MODULES_CLIENT_TIMEOUT: ['300', '300s', '5m', '${TIMEOUT:-30s}'],
  BIND_WAIT_FOR_STARTUP: ['true'],
  MODULES_VALIDATE_BASE_URL: ['true'],
  AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED: ['true', 'false', '${ANONYMOUS:-true}'],
  AUTHENTICATION_APIKEY_ENABLED: ['true'],
  AUTHENTICATION_APIKEY_ALLOWED_KEYS: ['one, two', '${KEYS:?}', 'one,two'],
  AUTHENTICATION_APIKEY_USERS: ['ann, bob', 'ann,bob', 'ann'],
  AUTHORIZATION_RBAC_ENABLED: ['true'],
  PERSISTENCE_DATA_PATH: ['/var/lib/weaviate', './data', '${DATA:-/var/lib/weaviate}'],
  CLUSTER_HOSTNAME: ['node1'],
  LIMIT_RESOURCES: ['True', '1', 'true'],
  QUERY_DEFAULTS_LIMIT: ['25'],
  NOTE: ['a#b', "it's", 'x: y', 'cost $$5', 'ünïcödé'],
};

const variables = fc
  .uniqueArray(fc.constantFrom(...Object.keys(VARIABLES)), { maxLength: 9 })
  .chain((names) =>
    fc.tuple(
      ...names.map((name) =>
        fc.constantFrom(...(VARIABLES[name] ?? [''])).map((value) => [name, value] as const),
      ),
    ),
  );

type Quote = '"' | "'" | '';

function quoted(text: string, quote: Quote): string {
  if (quote === '' && /^[A-Za-z/][\w./:,-]*$/.test(text) && !/^(?:true|false|yes|no|null)$/i.test(text))
    return text;
  return quote === "'" ? `'${text.replaceAll("'", "''")}'` : JSON.stringify(text);
}

/** `environment` in all its forms. */
const environment = fc
  .tuple(
    variables,
    fc.constantFrom('map', 'map', 'list', 'outdented', 'flow', 'merged', 'shared', 'file', 'none'),
    fc.constantFrom<Quote>('', '"', "'"),
  )
  .map(([entries, form, quote]): Part => {
    const pairs = entries.map(([name, value]) => `${name}: ${quoted(value, quote)}`);
    const items = entries.map(
      ([name, value]) =>
        `- ${quoted(`${name}=${value}`, value.includes(': ') || value.includes('#') ? '"' : quote)}`,
    );
    const indented = (lines: readonly string[]) => lines.map((line) => `  ${line}`);
    if (form === 'none') return undefined;
    if (form === 'shared') return ['environment: *env'];
    if (form === 'merged') return ['environment:', '  <<: *env', ...indented(pairs)];
    if (form === 'file')
      return ['env_file: weaviate.env', ...(pairs.length > 0 ? ['environment:', ...indented(pairs)] : [])];
    if (pairs.length === 0) return form === 'flow' ? ['environment: {}'] : undefined;
    if (form === 'list') return ['environment:', ...indented(items)];
    if (form === 'outdented') return ['environment:', ...items];
    if (form === 'flow')
      return [
        `environment: {${entries.map(([name, value]) => `${name}: ${quoted(value, '"')}`).join(', ')}}`,
      ];
    return ['environment:', ...indented(pairs)];
  });

const weaviateImage = fc.constantFrom(
  'image: cr.weaviate.io/semitechnologies/weaviate:1.38.11',
  'image: cr.weaviate.io/semitechnologies/weaviate:1.39.3',
  'image: cr.weaviate.io/semitechnologies/weaviate:1.38.11',
  "image: 'semitechnologies/weaviate:1.30.0'",
  'image: semitechnologies/weaviate:1.19.0',
  'image: cr.weaviate.io/semitechnologies/weaviate:${WEAVIATE_VERSION:-1.38.11}',
  'image: cr.weaviate.io/semitechnologies/weaviate:${WEAVIATE_VERSION}',
  '<<: *weaviate',
);

const weaviate = fc
  .tuple(weaviateImage, environment, healthCheck, command, ports, further)
  .map(
    ([image, ...parts]): readonly Part[] => [[image], ...parts.slice(0, 4), ...(parts[4] ?? [])] as Part[],
  );

const model = fc
  .tuple(
    some(
      'image: cr.weaviate.io/semitechnologies/multi2vec-bind:imagebind',
      'image: semitechnologies/multi2vec-bind:imagebind-1.0.2',
      'image: cr.weaviate.io/semitechnologies/multi2vec-bind:${BIND_TAG:-imagebind}',
    ),
    some(
      undefined,
      'mem_limit: 12g',
      'mem_limit: 7000m',
      'mem_limit: ${BIND_MEMORY:-8g}',
      'deploy: *deploy',
      'deploy:\n  resources:\n    limits: {memory: 8G}',
      'deploy:\n  resources:\n    reservations:\n      devices:\n        - driver: nvidia\n          count: 1\n          capabilities: [gpu]',
    ),
    some(
      undefined,
      'environment:\n  ENABLE_CUDA: "0"',
      'environment:\n  - ENABLE_CUDA=1',
      "environment: {ENABLE_CUDA: 'True'}",
      'environment:\n  ENABLE_CUDA: ${CUDA:-0}',
    ),
    some(undefined, 'restart: always', "restart: 'no'"),
    some(
      undefined,
      undefined,
      'command: uvicorn app:app --host 0.0.0.0 --port 8080',
      'command: ["uvicorn app:app --port 8080"]',
    ),
    some(
      undefined,
      'healthcheck:\n  test: ["CMD", "curl", "-f", "http://localhost:8080/.well-known/ready"]',
      'healthcheck:\n  test: wget --no-verbose --tries=3 --spider http://localhost:8080/.well-known/ready || exit 1\n  interval: 10s\n  retries: 5\n  start_period: 15s\n  timeout: 3000s',
      'healthcheck:\n  test: ["CMD", "wget", "-q", "--spider", "http://127.0.0.1:8080/.well-known/ready"]\n  start_period: 600s',
      'healthcheck: {disable: true}',
    ),
    some(undefined, undefined, 'networks:\n  - inner', 'profiles: [vectors]'),
  )
  .map((parts): readonly Part[] => parts);

/** Blocks that others reference with `*name`. */
const SHARED = {
  weaviate: block(
    'x-weaviate: &weaviate\n  image: cr.weaviate.io/semitechnologies/weaviate:1.38.11\n  restart: unless-stopped\n  command: [--host, 0.0.0.0, --port, "8080", --scheme, http]',
  ),
  env: block(
    'x-env: &env\n  QUERY_DEFAULTS_LIMIT: 25   # rows\n  PERSISTENCE_DATA_PATH: /var/lib/weaviate\n  ENABLE_MODULES: text2vec-ollama',
  ),
  deploy: block('x-deploy: &deploy\n  replicas: 1\n  resources:\n    limits:\n      cpus: "2"'),
  check: block(`x-check: &check\n  test: ["CMD", "curl", "-f", "${URL}"]\n  interval: 10s`),
} as const;

const comment = fc.constantFrom('', '', '', '  # why', ' #\ttab', '   # ${NOT} a: variable');
const ownLine = fc.constantFrom('', '', '', '', '# a comment: with a colon', '# - commented: out', '\n');

/** A Compose file, and the services in it that run Weaviate. */
export interface FieldCompose {
  readonly text: string;
  readonly weaviates: readonly string[];
}

export const fieldCompose: fc.Arbitrary<FieldCompose> = fc
  .record({
    weaviates: fc.array(weaviate, { minLength: 1, maxLength: 3 }),
    model: fc.option(model, { freq: 2 }),
    inference: fc.constantFrom(...INFERENCE_NAMES),
    order: fc.boolean(),
    version: fc.constantFrom(undefined, "version: '3.8'", 'name: shop'),
    include: fc.constantFrom(false, false, false, true),
    eol: fc.constantFrom('\n', '\n', '\r\n'),
    end: fc.boolean(),
    marker: fc.boolean(),
    comments: fc.infiniteStream(comment),
    lines: fc.infiniteStream(ownLine),
  })
  .map(({ weaviates, model, inference, order, version, include, eol, end, marker, comments, lines }) => {
    const names = weaviates.length === 1 ? ['weaviate'] : weaviates.map((_, index) => `n${index + 1}`);
    const services: [string, readonly Part[]][] = [
      ...weaviates.map((parts, index): [string, readonly Part[]] => [names[index] ?? '', parts]),
      ['app', [['image: example/app:1'], ['environment: {WEAVIATE_URL: "http://weaviate:8080"}']]],
      ...(model ? [[inference, model] as [string, readonly Part[]]] : []),
    ];
    const used = [
      ...new Set(
        (order ? services.reverse() : services).flatMap(([, parts]) => parts.flatMap((part) => part ?? [])),
      ),
    ].join('\n');
    // A service must not wait for a missing one: Compose refuses that immediately.
    const replaced = (line: string) =>
      line.replaceAll(
        /\bINFERENCE\b/g,
        model ? inference : line.includes('BIND_') ? 'imagebind.example.com' : 'app',
      );
    const out: string[] = marker ? ['---'] : [];
    if (version) out.push(version);
    if (include) out.push('include:', '  - vectors.yml');
    for (const [name, shared] of Object.entries(SHARED))
      if (used.includes(`*${name}`)) out.push(...shared, '');
    const decorated = (line: string, pad: string) => {
      const own = lines.next().value ?? '';
      if (own !== '') out.push(own === '\n' ? '' : pad + own);
      // In a block scalar, a comment would become part of the text; there is no block scalar here.
      out.push(pad + replaced(line) + (comments.next().value ?? ''));
    };
    out.push('services:');
    for (const [name, parts] of services) {
      decorated(`${name}:`, '  ');
      for (const part of parts)
        for (const line of part ?? []) if (line.trim() !== '') decorated(line, '    ');
    }
    out.push('volumes:', '  data: {}', 'networks:', '  inner:');
    return { text: out.join(eol) + (end ? eol : ''), weaviates: names };
  });
