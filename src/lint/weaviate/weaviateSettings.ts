import { isOn } from '../../facts/weaviateVariables.ts';
import { isFullyKnown, withUnknowns } from '../../formats/partialText.ts';
import { versionInTag } from '../../formats/versionNumber.ts';
import type { Change } from '../../yaml/change.ts';
import { at, entryAt, type LocatedEntry, textOf } from '../../yaml/located.ts';
import type { Place } from '../../yaml/source.ts';
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
import type { ChartValues } from '../values/chartValues.ts';
import { helmValue, isTruthy } from '../values/helmValue.ts';
import { variableEntry as variableOfChart } from '../values/weaviateVariables.ts';

/** A variable of a Weaviate, wherever it is written. */
export interface WeaviateVariable {
  /** As the server gets it; undefined where that is not known from the file. */
  readonly value: string | undefined;
  readonly place: Place;
  /** The edit that gives it another value; nothing where that is not certain. */
  set(value: string): Change[];
}

/** A Weaviate as a file describes it, of either kind: what the rules about its variables read. */
export interface WeaviateSettings {
  /** Undefined where the image tag does not say it. */
  readonly version: string | undefined;
  /** Anyone is let in without a key. */
  readonly allowsAnonymous: boolean;
  variable(name: string): WeaviateVariable | undefined;
  /** The variable is surely not given anywhere. */
  isUnset(name: string): boolean;
}

/** Whether a switch of Weaviate is surely off: said so, or not given. */
export function isKnownOff(weaviate: WeaviateSettings, name: string): boolean {
  const entry = weaviate.variable(name);
  return entry ? entry.value !== undefined && !isOn(entry.value) : weaviate.isUnset(name);
}

/** Whether another program fills a text in before Weaviate starts: a template, or a variable of Kubernetes. */
export function hasPlaceholders(value: string): boolean {
  return !isFullyKnown(withUnknowns(value));
}

function known(value: string | undefined): string | undefined {
  return value !== undefined && hasPlaceholders(value) ? undefined : value;
}

function settingsOfService(service: ComposeService): WeaviateSettings {
  return {
    version: weaviateVersionOf(service),
    allowsAnonymous: allowsAnonymous(service),
    variable(name) {
      const entry = variableOfService(service, name);
      return (
        entry && {
          value: known(entry.value),
          place: entry.place,
          set: (value) => setVariable(service, name, value),
        }
      );
    },
    isUnset: (name) => isKnownUnset(service, name),
  };
}

/** Variables that the chart writes from keys of its own, each in a block that is enabled. */
const CHART_KEYS: Readonly<Record<string, readonly [string, string]>> = {
  MCP_SERVER_ENABLED: ['mcp', 'enabled'],
  MCP_SERVER_WRITE_ACCESS_ENABLED: ['mcp', 'writeAccessEnabled'],
};

function settingsOfChart(values: ChartValues): WeaviateSettings {
  const { root } = values;
  const entryOf = (name: string): LocatedEntry | undefined => {
    const [block, key] = CHART_KEYS[name] ?? [];
    // Once it is enabled, the chart writes each of these variables behind those of env.
    if (block !== undefined && key !== undefined && isTruthy(at(root, block, 'enabled')))
      return entryAt(at(root, block), key);
    return variableOfChart(values, name);
  };
  return {
    version: versionInTag(textOf(at(root, 'image', 'tag')) ?? ''),
    allowsAnonymous: allowsAnonymousAccess(values) === true,
    variable(name) {
      const entry = entryOf(name);
      return (
        entry && {
          value: textOf(entry.value) === undefined ? undefined : known(String(helmValue(entry.value))),
          place: entry.value.place,
          set: (value) => [{ op: 'set', path: entry.value.path, value }],
        }
      );
    },
    isUnset: (name) => entryOf(name) === undefined && at(root, 'envSecrets', name) === undefined,
  };
}

export function weaviatesInProject(project: ComposeProject): WeaviateSettings[] {
  return weaviatesOf(project).map(settingsOfService);
}

export function weaviatesInChart(values: ChartValues): WeaviateSettings[] {
  return [settingsOfChart(values)];
}

/**
 * A rule about the variables of Weaviate, which means the same in both kinds of file. Its id is that of the rule
 * for Compose files; the one for values begins with `values-`.
 */
export type WeaviateRule = Rule<WeaviateSettings>;
