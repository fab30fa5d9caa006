import { Document, isScalar, visit } from 'yaml';
import { isMet } from '../config/conditions.ts';
import { effectiveValues } from '../config/effective.ts';
import { nested, resolveConfig } from '../config/resolve.ts';
import type { Context } from '../context.ts';
import type { FlagValues } from '../options/flags.ts';
import { configJsonSchema } from '../options/jsonSchema.ts';
import { optionOf } from '../options/table.ts';
import { valuesFor } from '../saved/load.ts';

type CommandContext = Pick<Context, 'cwd' | 'env' | 'out' | 'configFile'>;

export interface ConfigShowOptions {
  readonly sources?: boolean;
}

/** `bindstack config show`: prints the effective value of every option as YAML. */
export async function show(
  context: CommandContext,
  flags: FlagValues,
  { sources = false }: ConfigShowOptions,
): Promise<void> {
  const { out } = context;
  const { config, given, derived } = resolveConfig(await valuesFor(context, flags));
  // Options without an effect are left out: the output is then a valid bindstack.yaml.
  const isUsed = (key: string) => {
    const { when } = optionOf(key);
    return !when || isMet(when, config);
  };
  const values = effectiveValues(given, derived).filter(
    ({ key, value }) => value !== undefined && isUsed(key),
  );
  if (out.json) {
    const shown = values.map(({ key, value, source }) => [key, sources ? { value, source } : value] as const);
    out.data(JSON.stringify(Object.fromEntries(shown)));
    return;
  }
  const document = new Document(nested(new Map(values.map(({ key, value }) => [key, value]))));
  const sourceOf = new Map(values.map(({ key, source }) => [key, source]));
  if (sources) {
    visit(document, {
      Pair(_, pair, path) {
        const names = [...path, pair].flatMap((node) =>
          'key' in node && isScalar(node.key) ? [String(node.key.value)] : [],
        );
        const source = sourceOf.get(names.join('.'));
        if (source === undefined || !isScalar(pair.key)) return undefined;
        if (isScalar(pair.value)) pair.value.comment = ` ${source}`;
        else pair.key.commentBefore = ` ${source}`;
        return visit.SKIP;
      },
    });
  }
  out.data(document.toString({ lineWidth: 0 }));
}

/** `bindstack config schema`: prints the JSON Schema of bindstack.yaml. */
export async function schema({ out }: Pick<Context, 'out'>): Promise<void> {
  out.data(JSON.stringify(configJsonSchema(), null, 2));
}
