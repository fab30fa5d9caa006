import type { PartialText } from '../../formats/partialText.ts';
import type { Change } from '../../yaml/change.ts';
import { at, isNothing, type Located } from '../../yaml/located.ts';
import { changedLiterals, escaped, hasVariables, piecesOf, replacedText } from '../../yaml/pieces.ts';
import type { EnvironmentEntry } from './environment.ts';
import type { ComposeService } from './project.ts';
import { type AddressParts, addressParts, addressText, knownModulesOf, variable } from './roles.ts';

/**
 * Sets an environment variable of a service, in the form that its `environment` uses. If the current value contains
 * Compose variables, only a default that takes effect is replaced. Empty if a variable would be lost, or if the current
 * value is in a different file than the service.
 */
export function setVariable(service: ComposeService, name: string, value: string): Change[] {
  const entry = variable(service, name);
  if (entry) return changeOf(entry, rewrittenEntry(entry, value));
  const text = escaped(value);
  const { source } = service.key;
  const environment = at(service.map, 'environment');
  if (!environment || isNothing(environment)) {
    // Set only this key: another change of the same fix may set another variable.
    return [{ op: 'set', path: [...service.map.path, 'environment', name], value: text }];
  }
  const block = blockIn(environment, source.name);
  if (!block) return [];
  if (block.kind === 'map') return [{ op: 'set', path: [...block.path, name], value: text }];
  return [{ op: 'append', path: block.path, value: `${name}=${text}` }];
}

/**
 * Changes the value of an environment variable. If it contains Compose variables, only the literal text changes and
 * every `${…}` is kept as written; `change` gets the value with each of them as an unknown part. Empty if a variable
 * would be lost, or if the value is in another file.
 */
export function changeVariable(
  service: ComposeService,
  name: string,
  change: (value: PartialText) => PartialText,
): Change[] {
  const entry = variable(service, name);
  const prefix = entry && prefixOf(entry);
  // If the file has no value, it comes from the shell.
  if (!entry || prefix === undefined) return [];
  const inEntry = (text: PartialText) => prefix + change(text.slice(prefix.length));
  const literals = changeOf(entry, changedLiterals(piecesOf(entry.located), inEntry));
  if (literals.length > 0 || entry.value === undefined) return literals;
  const value = change(entry.value);
  return value === entry.value ? [] : setVariable(service, name, value);
}

function changeOf({ form, located }: EnvironmentEntry, text: string | undefined): Change[] {
  return form === 'file' || text === undefined ? [] : [{ op: 'set', path: located.path, value: text }];
}

/** Whether the file gives the variable a value. Otherwise it comes from the shell that runs Compose. */
export function isWritten(entry: EnvironmentEntry): boolean {
  return prefixOf(entry) !== undefined;
}

/** The text before the value in the same scalar; undefined if no value is written. */
function prefixOf({ form, name, located }: EnvironmentEntry): string | undefined {
  if (form === 'list') return String(located.value).includes('=') ? `${name}=` : undefined;
  return isNothing(located) ? undefined : '';
}

function rewrittenEntry(entry: EnvironmentEntry, value: string): string | undefined {
  const pieces = piecesOf(entry.located);
  const [first, ...rest] = pieces;
  if (entry.form !== 'list') return replacedText(pieces, value);
  // The name is before the value, or alone if the value comes from the shell.
  const prefix = `${entry.name}=`;
  const ofValue = first?.written === prefix ? rest : pieces;
  const text = replacedText(ofValue, value);
  return text === undefined ? undefined : `${prefix}${text}`;
}

/** The map or list that is in the given file. If both forms were merged, the map is inside the list. */
function blockIn(environment: Located, file: string): Located | undefined {
  const inside =
    environment.kind === 'list' ? environment.items.find(({ kind }) => kind === 'map') : undefined;
  return [environment, inside].find(
    (block) => block !== undefined && block.place.source.name === file && block.kind !== 'scalar',
  );
}

/** Replaces parts of `BIND_INFERENCE_API`. Empty if that would lose a variable. */
export function changeAddress(service: ComposeService, parts: Partial<AddressParts>): Change[] {
  return changeVariable(service, 'BIND_INFERENCE_API', (text) =>
    addressText({ ...addressParts(text), ...parts }),
  );
}

/**
 * Adds a module to `ENABLE_MODULES` of a Weaviate service. This is safe regardless of its variables: Weaviate
 * accepts duplicate and empty module names (measured with 1.39.3).
 */
export function enableModule(service: ComposeService, module: string): Change[] {
  const entry = variable(service, 'ENABLE_MODULES');
  if (entry && hasVariables(entry.located)) {
    return changeVariable(service, 'ENABLE_MODULES', (list) => `${list},${module}`);
  }
  // Writing a value would override the one from the shell.
  if (entry && !isWritten(entry)) return [];
  return setVariable(service, 'ENABLE_MODULES', [...knownModulesOf(service), module].join(','));
}
