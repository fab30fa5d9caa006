import { reasonOf } from '../errors.ts';
import { VECTOR_DIMENSIONS } from '../facts/modalities.ts';
import { rejectionSuggestion } from './rejectionSuggestions.ts';

export const CHECK_WEAVIATE_LOG = "check Weaviate's log";

export const WRONG_MODEL_SUGGESTION = `check which model the inference server runs: ImageBind returns ${VECTOR_DIMENSIONS} numbers for every modality`;

/** The layer in which a check failed, from the outside in. */
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

/** An object that Weaviate rejected. */
export interface ObjectError {
  readonly id: string;
  readonly title: string;
  readonly message: string;
}

/** A failed check: the layer that failed, the reason, and what to try. Its message is `LAYER: REASON`. */
export class CheckFailure extends Error {
  readonly layer: Layer;
  readonly reason: string;
  readonly suggestion: string;
  /** The objects that were rejected, if the check imports objects. */
  readonly objects: readonly ObjectError[];

  constructor(layer: Layer, reason: string, suggestion: string, objects: readonly ObjectError[] = []) {
    super(`${layer}: ${reason}`);
    this.name = 'CheckFailure';
    this.layer = layer;
    this.reason = reason;
    this.suggestion = suggestion;
    this.objects = objects;
  }
}

/** An error message of Weaviate, its client or Node that identifies the layer. */
interface ErrorPattern {
  readonly pattern: RegExp;
  readonly layer: Layer;
  /** What to try, or a function of the first capture group. */
  readonly suggestion: string | ((captured: string) => string);
  /** Show the whole message instead of only the match. */
  readonly showsAll?: true;
}

export const CA_SUGGESTION =
  'pass --ca FILE with the certificate of the CA that signed the server certificate, or use http:// for plain text';

const GRPC_SUGGESTION = "point --grpc HOST:PORT at Weaviate's gRPC port";

export const API_KEY_SUGGESTION =
  'pass --api-key-env NAME with the name of a variable that holds a valid key';

/** Starts Weaviate's message about a failed request to the inference server (modules/multi2vec-bind/clients). */
const INFERENCE_REQUEST = 'send POST request[\\s\\S]*';

const ERROR_PATTERNS: readonly ErrorPattern[] = [
  {
    pattern: new RegExp(`${INFERENCE_REQUEST}connection refused[\\s\\S]*`),
    layer: 'inference',
    suggestion: 'start the inference server, and check that BIND_INFERENCE_API of Weaviate points to it',
  },
  {
    pattern: new RegExp(`${INFERENCE_REQUEST}no such host[\\s\\S]*`),
    layer: 'inference',
    suggestion: 'set BIND_INFERENCE_API of Weaviate to a host name that Weaviate can resolve',
  },
  {
    pattern: new RegExp(`${INFERENCE_REQUEST}(?:Client\\.Timeout|deadline exceeded|i/o timeout)[\\s\\S]*`),
    layer: 'inference',
    suggestion:
      'increase MODULES_CLIENT_TIMEOUT of Weaviate (bindstack generate --inference-timeout 300s); if the inference server never responds, restart it',
  },
  {
    pattern: new RegExp(`${INFERENCE_REQUEST}(?:EOF|connection reset|broken pipe)[\\s\\S]*`),
    layer: 'inference',
    suggestion:
      'check whether the inference server was killed (docker inspect shows OOMKilled); to test whether it closes idle connections: bindstack smoke --idle',
  },
  {
    // The real server sends this as plain text if a vector contains NaN, which JSON cannot represent.
    pattern: /failed to parse vectorization response \(status 500\)[\s\S]*/,
    layer: 'inference',
    suggestion:
      'check the log of the inference server: it failed without a JSON response. Vectors that are not numbers come from media with huge values (IMU values above 1e18) or a faulty GPU. A proxy in front of it may also answer this way',
  },
  {
    pattern: /(?:failed to parse vectorization response|unmarshal response body)[\s\S]*/,
    layer: 'inference',
    suggestion:
      'point BIND_INFERENCE_API at a multi2vec-bind inference server, not at another server or a proxy, and check its log',
  },
  {
    pattern: /fail with status \d+(?:: ([\s\S]*))?/,
    layer: 'inference',
    suggestion: rejectionSuggestion,
  },
  {
    pattern: /send POST request[\s\S]*/,
    layer: 'inference',
    suggestion: 'check that Weaviate can reach the inference server at BIND_INFERENCE_API',
  },
  {
    pattern: /dimensions? (?:do(?:es)? not|don't) match|vector with length|vector lengths don't match/i,
    layer: 'inference',
    suggestion: WRONG_MODEL_SUGGESTION,
    showsAll: true,
  },
  {
    pattern: /\b403\b|PERMISSION_DENIED|forbidden/,
    layer: 'authentication',
    suggestion: 'pass --api-key-env NAME with the name of a variable that holds a key with this permission',
    showsAll: true,
  },
  {
    pattern: /\b401\b|unauthorized|UNAUTHENTICATED|anonymous access not enabled|invalid api key/i,
    layer: 'authentication',
    suggestion: API_KEY_SUGGESTION,
    showsAll: true,
  },
  {
    pattern: /certificate|self.signed|wrong version number|EPROTO|altnames/i,
    layer: 'network',
    suggestion: CA_SUGGESTION,
    showsAll: true,
  },
  {
    pattern: /\/[\w.]+\/\w+ UNAVAILABLE|GRPCUnavailable|Http2|HTTP\/2|Received HTTP status code/i,
    layer: 'gRPC',
    suggestion: `${GRPC_SUGGESTION}; a proxy in between must support HTTP/2 (gRPC)`,
    showsAll: true,
  },
  {
    pattern: /UNAVAILABLE|ECONNREFUSED|ECONNRESET|fetch failed|socket hang up/i,
    layer: 'network',
    suggestion: 'check that Weaviate is still running',
    showsAll: true,
  },
  {
    pattern: /read-only|READONLY/,
    layer: 'collection',
    suggestion: 'free disk space or memory: Weaviate makes collections read-only when either is nearly full',
    showsAll: true,
  },
];

/**
 * Converts any error of a check to a CheckFailure. The messages of Weaviate and its client identify the layer.
 * @param layer the layer to blame if the message does not identify one
 */
export function asCheckFailure(error: unknown, layer: Layer, objects?: readonly ObjectError[]): CheckFailure {
  if (error instanceof CheckFailure) return error;
  const text = reasonOf(error).trim();
  for (const { pattern, layer: matchedLayer, suggestion: advice, showsAll } of ERROR_PATTERNS) {
    const match = pattern.exec(text);
    if (!match) continue;
    const suggestion = typeof advice === 'string' ? advice : advice(match[1] ?? '');
    // A network error while connecting to gRPC is about the gRPC address.
    if (layer === 'gRPC' && matchedLayer === 'network') {
      return new CheckFailure(layer, text, suggestion === CA_SUGGESTION ? suggestion : GRPC_SUGGESTION);
    }
    return new CheckFailure(matchedLayer, showsAll ? text : match[0], suggestion, objects);
  }
  const suggestion = layer === 'gRPC' ? GRPC_SUGGESTION : CHECK_WEAVIATE_LOG;
  return new CheckFailure(layer, text, suggestion, objects);
}
