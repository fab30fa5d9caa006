import { at, entriesOf, entryAt, isNothing, type Located } from '../../yaml/located.ts';
import { plainValue } from '../../yaml/pieces.ts';
import { keysOfSchema, type SchemaProblem, schemaProblems } from '../../yaml/schemaProblems.ts';
import type { NamedProblem } from '../documentRules.ts';
import { classSchema } from './classSchema.ts';
import { type LocatedCollection, readEntry, readValue } from './collectionDefinition.ts';
import { indexValueTypes } from './indexSchema.ts';

const knownKeys = keysOfSchema(classSchema);
const noKeys = () => [];

/** The known key that differs only in case: Go ignores the case, so the server reads it. */
function keyInOtherCase({ path, known = [] }: SchemaProblem): string | undefined {
  const key = String(path.at(-1)).toLowerCase();
  return known.find((one) => one.toLowerCase() === key);
}

/** Whether a key that the schema reports as missing is present in another case. */
function isPresentInOtherCase(root: Located, { path, kind }: SchemaProblem): boolean {
  const above = at(root, ...path.slice(0, -1));
  const key = String(path.at(-1));
  return kind === 'wrong-value' && entryAt(above, key) === undefined && readEntry(above, key) !== undefined;
}

/** `moduleConfig` in a named vector of multi2vec-bind: collection-settings-unread says more about it. */
function isReportedByRule(ofBind: ReadonlySet<unknown>, { path }: SchemaProblem): boolean {
  const [first, name, key, ...rest] = path;
  return first === 'vectorConfig' && key === 'moduleConfig' && rest.length === 0 && ofBind.has(name);
}

function asProblem({ place, message, suggestion }: SchemaProblem): NamedProblem {
  return { rule: 'collection-schema', place, message, ...(suggestion !== undefined && { suggestion }) };
}

/** `vectorizers` is a parameter of the TypeScript client, which sends it along with the resulting `vectorConfig`. */
function clientParameter(root: Located, problem: SchemaProblem): NamedProblem {
  const message = 'vectorizers is a parameter of the TypeScript client: Weaviate reads vectorConfig';
  const isSentByClient = readValue(root, 'vectorConfig') !== undefined;
  const suggestion = isSentByClient ? 'remove it' : 'write vectorConfig';
  return { ...asProblem({ ...problem, message, suggestion }), severity: isSentByClient ? 'info' : 'warning' };
}

/** Parameters of the clients, which turn them into a block of `vectorIndexConfig`. */
const CLIENT_NAMES_OF_COMPRESSION = ['quantizer', 'quantization', 'compression'];

function unknownKey(root: Located, problem: SchemaProblem): NamedProblem {
  if (problem.path.length === 1 && problem.path[0] === 'vectorizers') return clientParameter(root, problem);
  const known = keyInOtherCase(problem);
  if (known === undefined) {
    const isCompression = CLIENT_NAMES_OF_COMPRESSION.includes(String(problem.path.at(-1)).toLowerCase());
    const message = `${problem.message}: Weaviate ignores it${isCompression ? ', and compresses nothing' : ''}`;
    const suggestion = isCompression
      ? 'enable rq, bq, pq or sq in vectorIndexConfig'
      : (problem.suggestion ?? 'remove it, or correct its name');
    return { ...asProblem({ ...problem, message, suggestion }), severity: 'warning' };
  }
  const message = `${problem.message}: Weaviate reads it as ${known}, other programs do not`;
  return { ...asProblem({ ...problem, message }), severity: 'info', suggestion: `write ${known}` };
}

/** Values of the wrong type that Weaviate accepts, but replaces with the default. */
function ignoredValues(config: Located | undefined): NamedProblem[] {
  if (config?.kind !== 'map') return [];
  return schemaProblems(config, plainValue(config), indexValueTypes(), noKeys).map((problem) => ({
    ...asProblem({ ...problem, message: `vectorIndexConfig.${problem.message}: Weaviate ignores it` }),
    severity: 'warning',
  }));
}

/** The schema checks everything about named vectors but their names. */
function invalidVectorNames(root: Located): NamedProblem[] {
  return [...entriesOf(readValue(root, 'vectorConfig'))].flatMap(([name, { key }]): NamedProblem[] => {
    if (/^[_A-Za-z]\w{0,229}$/.test(name)) return [];
    const message = `vectorConfig: ${JSON.stringify(name)} is not a valid vector name: use letters, digits and _, and do not start with a digit`;
    return [{ rule: 'collection-schema', place: key, message }];
  });
}

/** What Weaviate's REST schema rejects or ignores in a collection with any vectorizer. */
export function collectionProblems(collection: LocatedCollection): NamedProblem[] {
  const { root, vectors: bindVectors } = collection;
  const ofBind = new Set<unknown>(bindVectors.map(({ name }) => name));
  const problems = schemaProblems(root, plainValue(root), classSchema(), knownKeys)
    .filter((problem) => !isReportedByRule(ofBind, problem) && !isPresentInOtherCase(root, problem))
    .map((problem) => (problem.kind === 'unknown-key' ? unknownKey(root, problem) : asProblem(problem)));
  const sharding = readEntry(root, 'shardingConfig');
  const tenants = readValue(root, 'multiTenancyConfig', 'enabled');
  if (sharding && !isNothing(sharding.value) && tenants?.kind === 'scalar' && tenants.value === true) {
    const message =
      'shardingConfig and multiTenancyConfig cannot be combined, even though Weaviate exports both';
    problems.push({ rule: 'collection-schema', place: sharding.key, message });
  }
  const vectors = [...entriesOf(readValue(root, 'vectorConfig')).values()].map(({ value }) => value);
  const configs = [root, ...vectors].map((holder) => readValue(holder, 'vectorIndexConfig'));
  return [...problems, ...invalidVectorNames(root), ...configs.flatMap(ignoredValues)];
}
