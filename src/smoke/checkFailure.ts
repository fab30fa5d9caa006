import { reasonOf } from '../errors.ts';

/** A check that did not hold: the layer it failed in, what was seen, and what to try. */
export class CheckFailure extends Error {
  readonly suggestion: string;

  constructor(layer: string, seen: string, suggestion: string) {
    super(`${layer}: ${seen}`);
    this.name = 'CheckFailure';
    this.suggestion = suggestion;
  }
}

/**
 * Any error of a check as a CheckFailure: Weaviate's own words tell the layer.
 * @param layer the layer to blame when they do not
 */
export function asCheckFailure(error: unknown, layer: string): CheckFailure {
  if (error instanceof CheckFailure) return error;
  const text = reasonOf(error).trim();
  // weaviate/weaviate modules/multi2vec-bind/clients/vectorizer.go: what the inference server has answered.
  const inference =
    /(?:fail with status \d+|send POST request|failed to parse vectorization response)[\s\S]*/.exec(text);
  if (inference) {
    return new CheckFailure('inference', inference[0], 'see the log of the inference server');
  }
  if (/\b401\b|unauthorized|anonymous access not enabled|invalid api key/i.test(text)) {
    return new CheckFailure(
      'authentication',
      text,
      '--api-key-env NAME of a variable that holds a valid key',
    );
  }
  if (/UNAVAILABLE|ECONNREFUSED|ECONNRESET|fetch failed|socket hang up/i.test(text)) {
    return layer === 'gRPC'
      ? new CheckFailure(layer, text, '--grpc HOST:PORT of the gRPC port of Weaviate')
      : new CheckFailure('network', text, 'see whether Weaviate still runs');
  }
  return new CheckFailure(layer, text, "see Weaviate's log");
}
