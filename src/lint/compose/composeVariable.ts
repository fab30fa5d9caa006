import type { PartialText } from '../../formats/partialText.ts';
import type { Change } from '../../yaml/change.ts';
import { at, isNothing, type Located } from '../../yaml/located.ts';
import { changedLiterals, escaped, hasVariables, piecesOf, replacedText } from '../../yaml/pieces.ts';
import type { EnvironmentEntry } from './environment.ts';
import type { ComposeService } from './project.ts';
import { type AddressParts, addressParts, addressText, knownModulesOf, variable } from './roles.ts';

/**
 * Gives a variable of a service a value, in the form in which its environment is written. Of a value with variables
 * of Compose only a default is replaced, where that is what counts. Nothing where one would be lost, or the old
 * value stands in another file than the service.
 */
export function setVariable(service: ComposeService, name: string, value: string): Change[] {
  const entry = variable(service, name);
  if (entry) return changeOf(entry, rewrittenEntry(entry, value));
  const text = escaped(value);
  const { source } = service.key;
  const environment = at(service.map, 'environment');
  if (!environment || isNothing(environment)) {
    // Key by key: another variable may be set in the same go.
    return [{ op: 'set', path: [...service.map.path, 'environment', name], value: text }];
  }
  const block = blockIn(environment, source.name);
  if (!block) return [];
  if (block.kind === 'map') return [{ op: 'set', path: [...block.path, name], value: text }];
  return [{ op: 'append', path: block.path, value: `${name}=${text}` }];
}

/**
 * Changes the value of a variable. Where it is made of variables of Compose, what is literal is changed and every
 * `${…}` is kept as it is written; `change` gets the value with a hole for each. Nothing where one would be lost, and
 * where the value stands in another file.
 */
export function changeVariable(
  service: ComposeService,
  name: string,
  change: (value: PartialText) => PartialText,
): Change[] {
  const entry = variable(service, name);
  const prefix = entry && prefixOf(entry);
  // Without a value of its own, it comes from the shell.
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

/** Whether the file gives the variable a value, which else comes from the shell of Compose. */
export function isWritten(entry: EnvironmentEntry): boolean {
  return prefixOf(entry) !== undefined;
}

/** What stands before the value in its own scalar; undefined where no value is written. */
function prefixOf({ form, name, located }: EnvironmentEntry): string | undefined {
  if (form === 'list') return String(located.value).includes('=') ? `${name}=` : undefined;
  return isNothing(located) ? undefined : '';
}

function rewrittenEntry(entry: EnvironmentEntry, value: string): string | undefined {
  const pieces = piecesOf(entry.located);
  const [first, ...rest] = pieces;
  if (entry.form !== 'list') return replacedText(pieces, value);
  // The name stands before it, or alone where the value comes from the shell.
  const prefix = `${entry.name}=`;
  const ofValue = first?.written === prefix ? rest : pieces;
  const text = replacedText(ofValue, value);
  return text === undefined ? undefined : `${prefix}${text}`;
}

/** The map or list of a file: where both forms are merged, one lies in the other. */
function blockIn(environment: Located, file: string): Located | undefined {
  const inside =
    environment.kind === 'list' ? environment.items.find(({ kind }) => kind === 'map') : undefined;
  return [environment, inside].find(
    (block) => block !== undefined && block.place.source.name === file && block.kind !== 'scalar',
  );
}

/** Gives `BIND_INFERENCE_API` other parts. Nothing where that would lose a variable. */
export function changeAddress(service: ComposeService, parts: Partial<AddressParts>): Change[] {
  return changeVariable(service, 'BIND_INFERENCE_API', (text) =>
    addressText({ ...addressParts(text), ...parts }),
  );
}

/**
 * Adds a module to `ENABLE_MODULES` of an instance of Weaviate. After variables this is right whatever they hold:
 * Weaviate accepts a module that is named twice, and an empty name (measured with 1.39.3).
 */
export function enableModule(service: ComposeService, module: string): Change[] {
  const entry = variable(service, 'ENABLE_MODULES');
  if (entry && hasVariables(entry.located)) {
    return changeVariable(service, 'ENABLE_MODULES', (list) => `${list},${module}`);
  }
  // What comes from the shell would no longer do so.
  if (entry && !isWritten(entry)) return [];
  return setVariable(service, 'ENABLE_MODULES', [...knownModulesOf(service), module].join(','));
}
