import { didYouMean } from '../../../formats/nearest.ts';
import { UNKNOWN_PART } from '../../../formats/partialText.ts';
import {
  at,
  entriesOf,
  hasUnknowns,
  itemsOf,
  type Located,
  partialTextOf,
  textOf,
} from '../../../yaml/located.ts';
import type { Problem, Rule } from '../../rule.ts';
import type { ComposeProject, ComposeService } from '../project.ts';
import { dependenciesOf } from '../roles.ts';

export const undefinedReference: Rule<ComposeProject> = {
  id: 'undefined-reference',
  severity: 'error',
  summary: 'A service refers to a service, volume or network that the project does not define.',
  why: 'Compose rejects the project: `depends on undefined service`, `refers to undefined volume`.',
  fix: 'Correct the name, or define it.',
  evidence: 'Measured with Docker Compose 2.26.1',
  fixable: true,
  *check(project) {
    if (project.incomplete) return;
    const names = project.services.map(({ name }) => name);
    const defined = new Set(names);
    for (const service of project.services) {
      for (const [name, { located }] of dependenciesOf(service)) {
        const required = at(located, 'required');
        if (defined.has(name) || textOf(required) === 'false' || hasUnknowns(required)) continue;
        yield {
          place: located.place,
          message: `${service.name} depends on ${name}, but there is no such service`,
          suggestion: didYouMean(name, names) ?? `the services are ${names.join(', ')}`,
        };
      }
      yield* volumes(project, service);
      yield* networks(project, service);
    }
  },
};

const VOLUME = new RegExp(`^([A-Za-z0-9][\\w.-]+):[/${UNKNOWN_PART}]`);

/** The volume in `name:/path`; undefined for a directory, whose path has a slash, dot or tilde. */
function volumeName(item: Located): string | undefined {
  if (item.kind === 'map')
    return textOf(at(item, 'type')) === 'volume' ? textOf(at(item, 'source')) : undefined;
  return VOLUME.exec(partialTextOf(item) ?? '')?.[1];
}

function* volumes({ root, files }: ComposeProject, service: ComposeService): Generator<Problem> {
  const defined = entriesOf(at(root, 'volumes'));
  for (const item of itemsOf(at(service.map, 'volumes'))) {
    const name = volumeName(item);
    if (name === undefined || defined.has(name)) continue;
    const isInFirstFile = item.place.source === files[0]?.source;
    yield {
      place: item.place,
      message: `${service.name} uses the volume ${name}, which is not defined`,
      suggestion: didYouMean(name, defined.keys()) ?? `define it at the top level: volumes: { ${name}: {} }`,
      changes: isInFirstFile ? [{ op: 'set', path: ['volumes', name], value: null }] : [],
    };
  }
}

function* networks({ root }: ComposeProject, service: ComposeService): Generator<Problem> {
  const defined = entriesOf(at(root, 'networks'));
  const written = at(service.map, 'networks');
  const named: readonly (readonly [string | undefined, Located])[] =
    written?.kind === 'map'
      ? [...written.entries].map(([name, { value }]) => [name, value] as const)
      : itemsOf(written).map((item) => [textOf(item), item] as const);
  for (const [name, { place }] of named) {
    if (name === undefined || name === 'default' || defined.has(name)) continue;
    yield { place, message: `${service.name} joins the network ${name}, which is not defined` };
  }
}
