import { visit } from 'yaml';
import { Failure } from '../errors.ts';
import { shellWord } from '../formats/quoting.ts';
import { kindOf, unknownKind } from '../lint/kind.ts';
import { composeFaults, type LintInput } from '../lint/lint.ts';
import { readValuesFile } from '../lint/values/valuesFile.ts';
import { type LocatedTree, locate } from '../yaml/located.ts';
import { parseDocuments } from '../yaml/part.ts';
import { parseSource, type Source } from '../yaml/source.ts';
import { type AddRequest, SUPPORTED_KINDS } from './addRequest.ts';
import { rejectBroken } from './changedText.ts';
import { addToCompose, chosenWeaviates, projectOf } from './compose/addToCompose.ts';
import { addToValues } from './values/addToValues.ts';

/**
 * The text of a Compose or values file with ImageBind added or repaired, or the same text if there is nothing to do.
 * @throws Failure (usage) if the file is of another kind, is not valid YAML, has no Weaviate, or has several and the
 *   user cannot be asked; Failure (refused) if the way it is written cannot be changed safely
 */
export async function addToFile(input: LintInput, addition: AddRequest): Promise<string> {
  const { config, requested, services, ask, onNote = () => undefined } = addition;
  if (config.inference.mode === 'stub') {
    throw new Failure('usage', {
      code: 'stub-not-added',
      message: 'add does not support the stub',
      suggestion: 'remove --inference, or use bindstack generate --inference stub',
    });
  }
  const { name, text } = input;
  const source = parseSource(name, text);
  const tree = locate(source);
  const kind = input.kind ?? kindOf(source, tree);
  const file = kind === 'values' ? readValuesFile(source, tree) : undefined;
  const parts = [{ source, tree }, ...(file?.trees ?? documentsOf(source))];
  if (kind !== undefined || !unknownKind(name, text)) rejectInvalidYaml(name, parts);
  if (file) return addToValues({ ...input, kind }, file, addition);
  if (!SUPPORTED_KINDS.has(kind)) {
    const { problem, suggestion } = unknownKind(name, text) ?? {};
    throw new Failure('usage', {
      code: 'unknown-kind',
      message: `${name} is neither a Compose file nor values of the Weaviate chart`,
      ...(problem !== undefined && { detail: sentence(problem) }),
      suggestion: suggestion ?? 'create new files with bindstack generate',
    });
  }
  rejectBroken(composeFaults(input), 'Compose already rejects this file');
  const weaviates = await chosenWeaviates(projectOf(input), services, ask);
  return addToCompose(
    { ...input, kind },
    weaviates.map((one) => one.name),
    config,
    requested,
    onNote,
  );
}

function documentsOf(source: Source): { source: Source; tree: LocatedTree }[] {
  return parseDocuments(source).map((one) => ({ source: one, tree: locate(one) }));
}

/** @throws Failure `bad-file` (usage) if a part is not valid YAML, or has typed collections that cannot be edited */
function rejectInvalidYaml(
  name: string,
  parts: readonly { readonly source: Source; readonly tree: LocatedTree }[],
): void {
  for (const { source, tree } of parts) {
    const [fault] = [
      ...source.faults,
      ...tree.faults.map(({ message, place }) => ({ message, start: place.start })),
    ];
    const typed = fault ? undefined : typedCollection(source);
    const found = fault ?? typed;
    if (!found) continue;
    const { line, col } = source.lines.linePos(found.start);
    const what = fault ? 'is not valid YAML' : 'cannot be changed';
    throw new Failure('usage', {
      code: 'bad-file',
      message: `${name} ${what}: line ${line}, column ${col}: ${found.message}`,
      suggestion: typed ? 'write plain keys and values' : `bindstack validate ${shellWord(name)}`,
    });
  }
}

/** Finds a set or a list of pairs. Compose and Helm accept it as it is, but adding a value would break its type. */
function typedCollection({ document }: Source): { message: string; start: number } | undefined {
  let found: { message: string; start: number } | undefined;
  visit(document, {
    Collection(_, { tag, range }) {
      const type = /^tag:yaml\.org,2002:(set|omap|pairs)$/.exec(tag ?? '')?.[1];
      if (type === undefined) return undefined;
      found = { message: `no value can be added to a !!${type}`, start: range?.[0] ?? 0 };
      return visit.BREAK;
    },
  });
  return found;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
