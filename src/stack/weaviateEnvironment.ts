import type { Surroundings, Variable } from '../capabilities/capability.ts';
import { ANONYMOUS_VARIABLE } from '../facts/weaviateVariables.ts';
import { secondsText } from '../formats/duration.ts';
import type { StackConfig } from '../options/table.ts';
import { weaviateVariables } from './contributions.ts';

/**
 * The environment of Weaviate, the same for every target but for its surroundings. Sources of the facts:
 * weaviate/weaviate usecases/config/environment.go and adapters/handlers/rest/configure_api.go.
 */
export function weaviateEnvironment(config: StackConfig, surroundings: Surroundings): Variable[] {
  return [
    ...weaviateVariables(config, surroundings),
    ...Object.entries(config.weaviate.env)
      .filter(([name]) => name !== ANONYMOUS_VARIABLE)
      .map(([name, value]) => ({ name, value, why: 'given with --env' })),
  ];
}

/** Seconds that whoever asks Weaviate waits: longer than Weaviate for its module, whose error is then heard. */
export function answerTimeout({ inference }: StackConfig): number {
  return inference.timeout + 30;
}

/**
 * Arguments of the Weaviate server for its read and write time-outs, which no variable sets. The answer to a
 * request may take as long as the module's time-out; with less, the connection is cut before it is sent.
 */
export function timeoutArguments(config: StackConfig): string[] {
  const seconds = secondsText(answerTimeout(config));
  return [`--read-timeout=${seconds}`, `--write-timeout=${seconds}`];
}
