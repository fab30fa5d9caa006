import fc from 'fast-check';

/** The style in which a generated file is written. */
interface Hand {
  readonly indent: number;
  readonly seqIndented: boolean;
  readonly quote: '' | '"' | "'";
  readonly eol: string;
  readonly listEnvironment: boolean;
  readonly blank: boolean;
  readonly finalNewline: boolean;
  readonly markers: boolean;
}

const hand: fc.Arbitrary<Hand> = fc.record({
  indent: fc.constantFrom(2, 2, 4, 3),
  seqIndented: fc.boolean(),
  quote: fc.constantFrom('', '"', "'"),
  eol: fc.constantFrom('\n', '\n', '\r\n'),
  listEnvironment: fc.boolean(),
  blank: fc.boolean(),
  finalNewline: fc.boolean(),
  markers: fc.boolean(),
});

const comment = fc.constantFrom(
  '',
  '',
  '  # why',
  ' #\ttabs\tinside',
  '   # ${NOT} a: variable',
  ' # “quotes” ✓',
);
const ownLine = fc.constantFrom(
  '',
  '',
  '',
  '# a comment: with a colon',
  '#\tC:\\temp\\path',
  '#  - commented: out',
);

/** A key with its value, or a block below it. */
type Node = readonly [key: string, value: string | readonly string[] | readonly Node[]];

const environment = fc.record(
  {
    ENABLE_MODULES: fc.constantFrom(
      'multi2vec-bind',
      'text2vec-ollama, generative-ollama',
      'text2vec-ollama,${MORE}',
      '${MODULES}',
      'multi2vec_bind, ${MORE}',
      'multi2vec_bind',
      '',
    ),
    BIND_INFERENCE_API: fc.constantFrom(
      'http://multi2vec-bind:8080',
      'http://multi2vec-bind:8080/',
      'multi2vec-bind:8080',
      'http://localhost:8080',
      'http://bind:8080',
      'http://bind:${PORT}',
      'multi2vec-bind:${PORT}',
      '${ADDRESS}/',
    ),
    PERSISTENCE_DATA_PATH: fc.constantFrom('/var/lib/weaviate', './data'),
    AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED: fc.constantFrom('true', 'false'),
    MODULES_CLIENT_TIMEOUT: fc.constantFrom('300', '300s', '5m', '${TIMEOUT:-300}'),
    CLUSTER_HOSTNAME: fc.constant('node1'),
    QUERY_DEFAULTS_LIMIT: fc.constantFrom('25', '100'),
    NOTE: fc.constantFrom('a#b', 'x: y', "it's", '$$literal', 'ünïcödé', '- dash', '${UNSET_VARIABLE}'),
  },
  { requiredKeys: [] },
);

const weaviate = fc.record(
  {
    image: fc.constantFrom(
      'cr.weaviate.io/semitechnologies/weaviate:1.39.3',
      'semitechnologies/weaviate:1.30.0',
      'semitechnologies/weaviate:${TAG}',
    ),
    command: fc.constantFrom(
      ['--host', '0.0.0.0', '--port', '8080'],
      ['--host', '0.0.0.0', '--write-timeout=600s'],
    ),
    ports: fc.constantFrom(['127.0.0.1:8080:8080', '127.0.0.1:50051:50051'], ['8080:8080']),
    volumes: fc.constantFrom(['data:/var/lib/weaviate'], ['C:\\data:/var/lib/weaviate'], ['./x:/backups:ro']),
    restart: fc.constantFrom('unless-stopped', 'on-failure:0'),
    environment,
    depends_on: fc.constantFrom(['multi2vec-bind'], ['other'], ['other', 'multi2vec-bind']),
    networks: fc.constant(['inner']),
    labels: fc.constantFrom(['a=b'], ['note=with: colon']),
  },
  { requiredKeys: ['image'] },
);

const bind = fc.option(
  fc.record(
    {
      image: fc.constant('cr.weaviate.io/semitechnologies/multi2vec-bind:imagebind'),
      mem_limit: fc.constantFrom('12g', '7000m', '10g'),
      environment: fc.record({ ENABLE_CUDA: fc.constantFrom('0', '1', 'True') }, { requiredKeys: [] }),
      restart: fc.constantFrom('always', 'no'),
      command: fc.constant('uvicorn app:app --port 8080'),
      networks: fc.constant(['inner']),
    },
    { requiredKeys: ['image'] },
  ),
);

/** Text of a Compose file in many writing styles, with other content around the relevant parts. */
export const oddCompose: fc.Arbitrary<string> = fc
  .tuple(
    hand,
    weaviate,
    bind,
    fc.infiniteStream(comment),
    fc.infiniteStream(ownLine),
    fc.infiniteStream(fc.boolean()),
  )
  .map(([style, db, model, comments, lines, flows]) => {
    const next = <T>(stream: fc.Stream<T>, otherwise: T): T => stream.next().value ?? otherwise;
    const out: string[] = [];
    const quoted = (text: string) => {
      const plain = /^[\w./:=,@-]+$/.test(text) && !/^(?:\d+|true|false|null|no|yes|-.*|.*:)$/.test(text);
      if (style.quote === '' && plain) return text;
      if (style.quote === "'") return `'${text.replaceAll("'", "''")}'`;
      return JSON.stringify(text);
    };
    const emit = (node: Node, depth: number) => {
      const [key, value] = node;
      const pad = ' '.repeat(depth * style.indent);
      const own = next(lines, '');
      if (own !== '') out.push(pad + own);
      if (typeof value === 'string') {
        out.push(`${pad}${key}: ${quoted(value)}${next(comments, '')}`);
        return;
      }
      const texts = value.every((item) => typeof item === 'string');
      if (texts && next(flows, false)) {
        out.push(
          `${pad}${key}: [${(value as string[]).map((item) => JSON.stringify(item)).join(', ')}]${next(comments, '')}`,
        );
        return;
      }
      out.push(`${pad}${key}:${next(comments, '')}`);
      const dash = style.seqIndented ? ' '.repeat((depth + 1) * style.indent) : pad;
      if (texts)
        for (const item of value as string[]) out.push(`${dash}- ${quoted(item)}${next(comments, '')}`);
      else for (const child of value as Node[]) emit(child, depth + 1);
    };
    const block = (service: object): Node[] =>
      Object.entries(service).map(([key, value]): Node => {
        if (key !== 'environment') return [key, value as string];
        const pairs = Object.entries(value as Record<string, string>);
        if (pairs.length === 0) return ['labels', [`empty=${key}`]];
        return style.listEnvironment
          ? [key, pairs.map(([name, text]) => `${name}=${text}`)]
          : [key, pairs.map(([name, text]): Node => [name, text])];
      });
    const unique = (nodes: Node[]) =>
      nodes.filter(([key], index) => nodes.findIndex(([other]) => other === key) === index);
    const services: Node[] = [
      ['weaviate', unique(block(db))],
      ['other', [['image', 'redis:7']]],
      ...(model ? [['multi2vec-bind', unique(block(model))] as Node] : []),
    ];
    if (style.markers) out.push('---');
    emit(['services', services], 0);
    if (style.blank) out.push('', '# the end of services', '');
    emit(['volumes', [['data', [['name', 'my-data']]]]], 0);
    emit(['networks', [['inner', [['name', 'inner']]]]], 0);
    return out.join(style.eol) + (style.finalNewline ? style.eol : '');
  });
