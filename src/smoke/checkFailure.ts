import { reasonOf } from '../errors.ts';
import { VECTOR_DIMENSIONS } from '../facts/modalities.ts';
import { rejectionSuggestion } from './rejectionSuggestions.ts';

/** Where a check can fail, from the outside in. */
export type Layer =
  | 'time'
  | 'network'
  | 'REST'
  | 'gRPC'
  | 'authentication'
  | 'media'
  | 'module'
  | 'inference'
  | 'collection'
  | 'index';

/** An object that was refused. */
export interface ObjectError {
  readonly id: string;
  /** What it shows. */
  readonly title: string;
  readonly message: string;
}

/** A check that did not hold: the layer it failed in, what was seen, and what to try. */
export class CheckFailure extends Error {
  readonly layer: Layer;
  readonly suggestion: string;
  /** The objects that it is about, where there are such. */
  readonly objects: readonly ObjectError[];

  constructor(layer: Layer, seen: string, suggestion: string, objects: readonly ObjectError[] = []) {
    super(`${layer}: ${seen}`);
    this.name = 'CheckFailure';
    this.layer = layer;
    this.suggestion = suggestion;
    this.objects = objects;
  }
}

/** A text of Weaviate, its client or Node that tells the layer. What is shown begins where the pattern matches. */
interface ErrorPattern {
  readonly pattern: RegExp;
  readonly layer: Layer;
  /** What to try; a function of what the pattern has found in parentheses, where that matters. */
  readonly suggestion: string | ((found: string) => string);
  /** Show the whole text. */
  readonly whole?: true;
}

const CA_SUGGESTION =
  '--ca FILE with the certificate of the authority that has signed the server, or http:// for plain text';

const GRPC_SUGGESTION = '--grpc HOST:PORT of the gRPC port of Weaviate';

/** What Weaviate says in front of a failed request to the inference server (modules/multi2vec-bind/clients). */
const INFERENCE_REQUEST = 'send POST request[\\s\\S]*';

const ERROR_PATTERNS: readonly ErrorPattern[] = [
  {
    pattern: new RegExp(`${INFERENCE_REQUEST}connection refused[\\s\\S]*`),
    layer: 'inference',
    suggestion: 'start the inference server; BIND_INFERENCE_API of Weaviate must lead to it',
  },
  {
    pattern: new RegExp(`${INFERENCE_REQUEST}no such host[\\s\\S]*`),
    layer: 'inference',
    suggestion: 'BIND_INFERENCE_API of Weaviate must name a host that Weaviate knows',
  },
  {
    pattern: new RegExp(`${INFERENCE_REQUEST}(?:Client\\.Timeout|deadline exceeded|i/o timeout)[\\s\\S]*`),
    layer: 'inference',
    suggestion:
      'a longer MODULES_CLIENT_TIMEOUT of Weaviate (bindstack generate --inference-timeout 300s); if it never answers, restart the inference server',
  },
  {
    pattern: new RegExp(`${INFERENCE_REQUEST}(?:EOF|connection reset|broken pipe)[\\s\\S]*`),
    layer: 'inference',
    suggestion:
      'see whether the inference server was killed (docker inspect shows OOMKilled) or closes idle connections: smoke --idle',
  },
  {
    // The real server answers so, in plain text, where a vector is not a number (NaN cannot be written as JSON).
    pattern: /failed to parse vectorization response \(status 500\)[\s\S]*/,
    layer: 'inference',
    suggestion:
      'the inference server failed with an answer that is not JSON: vectors that are not numbers come from media with huge values (motion beyond 1e18) or from a broken GPU; see its log. A proxy before it may answer so, too',
  },
  {
    pattern: /(?:failed to parse vectorization response|unmarshal response body)[\s\S]*/,
    layer: 'inference',
    suggestion:
      'BIND_INFERENCE_API must lead to an inference server of multi2vec-bind, not to another server or a proxy; see its log',
  },
  {
    pattern: /fail with status \d+(?:: ([\s\S]*))?/,
    layer: 'inference',
    suggestion: rejectionSuggestion,
  },
  {
    pattern: /send POST request[\s\S]*/,
    layer: 'inference',
    suggestion: 'see whether Weaviate reaches the inference server: BIND_INFERENCE_API',
  },
  {
    pattern: /dimensions? (?:do(?:es)? not|don't) match|vector with length|vector lengths don't match/i,
    layer: 'inference',
    suggestion: `see which model answers: ImageBind gives ${VECTOR_DIMENSIONS} numbers for every modality`,
    whole: true,
  },
  {
    pattern: /\b403\b|PERMISSION_DENIED|forbidden/,
    layer: 'authentication',
    suggestion: '--api-key-env NAME of a variable that holds a key with the right to do this',
    whole: true,
  },
  {
    pattern: /\b401\b|unauthorized|UNAUTHENTICATED|anonymous access not enabled|invalid api key/i,
    layer: 'authentication',
    suggestion: '--api-key-env NAME of a variable that holds a valid key',
    whole: true,
  },
  {
    pattern: /certificate|self.signed|wrong version number|EPROTO|altnames/i,
    layer: 'network',
    suggestion: CA_SUGGESTION,
    whole: true,
  },
  {
    pattern: /\/[\w.]+\/\w+ UNAVAILABLE|GRPCUnavailable|Http2|HTTP\/2|Received HTTP status code/i,
    layer: 'gRPC',
    suggestion:
      '--grpc HOST:PORT of the gRPC port of Weaviate; a proxy in between must pass HTTP/2 (gRPC) through',
    whole: true,
  },
  {
    pattern: /UNAVAILABLE|ECONNREFUSED|ECONNRESET|fetch failed|socket hang up/i,
    layer: 'network',
    suggestion: 'see whether Weaviate still runs',
    whole: true,
  },
  {
    pattern: /read-only|READONLY/,
    layer: 'collection',
    suggestion:
      'free some disk space or memory: Weaviate makes collections read-only when either is nearly full',
    whole: true,
  },
];

/**
 * Any error of a check as a CheckFailure: the words of Weaviate and of its client tell the layer.
 * @param layer the layer to blame when they do not
 */
export function asCheckFailure(error: unknown, layer: Layer, objects?: readonly ObjectError[]): CheckFailure {
  if (error instanceof CheckFailure) return error;
  const text = reasonOf(error).trim();
  for (const { pattern, layer: told, suggestion: what, whole } of ERROR_PATTERNS) {
    const match = pattern.exec(text);
    if (!match) continue;
    const suggestion = typeof what === 'string' ? what : what(match[1] ?? '');
    // The network is the one to gRPC where that is what was tried.
    if (layer === 'gRPC' && told === 'network') {
      return new CheckFailure(layer, text, suggestion === CA_SUGGESTION ? suggestion : GRPC_SUGGESTION);
    }
    return new CheckFailure(told, whole ? text : match[0], suggestion, objects);
  }
  const suggestion = layer === 'gRPC' ? GRPC_SUGGESTION : "see Weaviate's log";
  return new CheckFailure(layer, text, suggestion, objects);
}
