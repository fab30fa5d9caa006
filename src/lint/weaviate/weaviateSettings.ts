import { isOn } from '../../facts/weaviateVariables.ts';
import { isFullyKnown, withUnknowns } from '../../formats/partialText.ts';
import { versionInTag } from '../../formats/versionNumber.ts';
import type { Change } from '../../yaml/change.ts';
import { at, entryAt, type LocatedEntry, textOf } from '../../yaml/located.ts';
import type { Place } from '../../yaml/source.ts';
import { clusterSizeOf as clusterSizeOfProject } from '../compose/clusterSize.ts';
import { setVariable } from '../compose/composeVariable.ts';
import type { ComposeProject, ComposeService } from '../compose/project.ts';
import {
  allowsAnonymous,
  isKnownUnset,
  variable as variableOfService,
  weaviatesOf,
  weaviateVersionOf,
} from '../compose/roles.ts';
import type { Rule } from '../rule.ts';
import { allowsAnonymousAccess } from '../values/authentication.ts';
import { nearestPlace } from '../values/bindModule.ts';
import type { ChartValues } from '../values/chartValues.ts';
import { clusterSizeOf as clusterSizeOfChart } from '../values/clusterSize.ts';
import { helmValue, isTruthy } from '../values/helmValue.ts';
import { variableEntry as variableOfChart } from '../values/weaviateVariables.ts';

/** An environment variable of Weaviate, in either kind of file. */
export interface WeaviateVariable {
  /** As the server gets it; undefined if the file does not show it. */
  readonly value: string | undefined;
  readonly place: Place;
  /** The edit that sets another value; empty if it is not certain to be right. */
  set(value: string): Change[];
}

/** The settings of Weaviate from a Compose file or chart values, as the shared rules read them. */
export interface WeaviateSettings {
  /** Undefined if the image tag does not show it. */
  readonly version: string | undefined;
  /** Requests without an API key are accepted. */
  readonly allowsAnonymous: boolean;
  /** Whether one node votes in the cluster, or several; undefined if the files do not show it. */
  readonly clusterSize: 'one' | 'several' | undefined;
  /** Where to report that a variable is missing. */
  readonly place: Place;
  variable(name: string): WeaviateVariable | undefined;
  /** Whether a variable is certain to be unset. */
  isUnset(name: string): boolean;
}

/** Whether a switch is certain to be off: set so, or unset. */
export function isKnownOff(weaviate: WeaviateSettings, name: string): boolean {
  const entry = weaviate.variable(name);
  return entry ? entry.value !== undefined && !isOn(entry.value) : weaviate.isUnset(name);
}

/** Whether another program changes a text before Weaviate starts: a template, or a variable of Kubernetes. */
export function hasPlaceholders(value: string): boolean {
  return !isFullyKnown(withUnknowns(value));
}

function withoutPlaceholders(value: string | undefined): string | undefined {
  return value !== undefined && hasPlaceholders(value) ? undefined : value;
}

function settingsOfService(project: ComposeProject, service: ComposeService): WeaviateSettings {
  return {
    version: weaviateVersionOf(service),
    allowsAnonymous: allowsAnonymous(service),
    clusterSize: clusterSizeOfProject(project, service),
    place: (service.map.entries.get('environment') ?? service).key,
    variable(name) {
      const entry = variableOfService(service, name);
      return (
        entry && {
          value: withoutPlaceholders(entry.value),
          place: entry.place,
          set: (value) => setVariable(service, name, value),
        }
      );
    },
    isUnset: (name) => isKnownUnset(service, name),
  };
}

/** Variables that the chart sets from its own keys, if the block is enabled. */
const CHART_KEYS: Readonly<Record<string, readonly [string, string]>> = {
  MCP_SERVER_ENABLED: ['mcp', 'enabled'],
  MCP_SERVER_WRITE_ACCESS_ENABLED: ['mcp', 'writeAccessEnabled'],
};

/** A variable of the module for S3 in its block, which the chart writes after those of env. */
function variableOfBackups({ root }: ChartValues, name: string): LocatedEntry | undefined {
  const block = at(root, 'backups', 's3');
  if (!name.startsWith('BACKUP_S3_') || !isTruthy(at(block, 'enabled'))) return undefined;
  return entryAt(at(block, 'envconfig'), name);
}

function settingsOfChart(values: ChartValues): WeaviateSettings {
  const { root } = values;
  const entryOf = (name: string): LocatedEntry | undefined => {
    const [block, key] = CHART_KEYS[name] ?? [];
    // If the block is enabled, the chart writes these variables after those of env, so they win.
    if (block !== undefined && key !== undefined && isTruthy(at(root, block, 'enabled')))
      return entryAt(at(root, block), key);
    return variableOfBackups(values, name) ?? variableOfChart(values, name);
  };
  return {
    version: versionInTag(textOf(at(root, 'image', 'tag')) ?? ''),
    allowsAnonymous: allowsAnonymousAccess(values) === true,
    clusterSize: clusterSizeOfChart(values),
    place: nearestPlace(values, 'env'),
    variable(name) {
      const entry = entryOf(name);
      return (
        entry && {
          value:
            textOf(entry.value) === undefined
              ? undefined
              : withoutPlaceholders(String(helmValue(entry.value))),
          place: entry.value.place,
          set: (value) => [{ op: 'set', path: entry.value.path, value }],
        }
      );
    },
    isUnset: (name) => entryOf(name) === undefined && at(root, 'envSecrets', name) === undefined,
  };
}

export function weaviatesInProject(project: ComposeProject): WeaviateSettings[] {
  return weaviatesOf(project).map((service) => settingsOfService(project, service));
}

export function weaviatesInChart(values: ChartValues): WeaviateSettings[] {
  return [settingsOfChart(values)];
}

/**
 * A rule about the environment variables of Weaviate, for both kinds of file. Its id is that of the rule for Compose
 * files; the id of the rule for values starts with `values-`.
 */
export type WeaviateRule = Rule<WeaviateSettings>;
