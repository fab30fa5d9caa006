import * as z from 'zod';
import { reasonOf } from '../errors.ts';
import { MODALITY_FACTS, type Modality } from '../facts/modalities.ts';
import { sendRequest } from '../targets/shared/http.ts';
import { CheckFailure } from '../weaviate/checkFailure.ts';
import { rejectionSuggestion } from '../weaviate/rejectionSuggestions.ts';
import { totalTimeLimit } from '../weaviate/timeLimits.ts';

const vectorList = z.array(z.array(z.number()));

const URL_SUGGESTION = 'point --inference-url at a multi2vec-bind inference server';

/** A client that queries the inference server directly, without Weaviate. */
export class InferenceServer {
  readonly #url: string;
  readonly #ca: string | undefined;
  readonly #signal: AbortSignal;

  constructor(url: string, ca: string | undefined, signal: AbortSignal) {
    this.#url = url;
    this.#ca = ca;
    this.#signal = signal;
  }

  /** The response to `GET /meta`. */
  async meta(): Promise<Readonly<Record<string, unknown>>> {
    const response = await this.#json('GET', '/meta', undefined, 15_000);
    return z.record(z.string(), z.unknown()).catch({}).parse(response);
  }

  /** One vector per medium, which is text or base64. */
  async vectorize(media: ReadonlyMap<Modality, string>): Promise<Map<Modality, readonly number[]>> {
    const body = Object.fromEntries(
      [...media].map(([m, medium]) => [MODALITY_FACTS[m].requestKey, [medium]]),
    );
    const response = await this.#json('POST', '/vectorize', body, totalTimeLimit(media.keys()));
    const fields = z.record(z.string(), z.unknown()).catch({}).parse(response);
    return new Map(
      [...media.keys()].map((modality) => {
        const { responseKey } = MODALITY_FACTS[modality];
        const [vector, ...more] = vectorList.safeParse(fields[responseKey]).data ?? [];
        if (vector !== undefined && more.length === 0) return [modality, vector];
        throw new CheckFailure(
          'inference',
          `the response has no ${responseKey} with exactly one vector`,
          URL_SUGGESTION,
        );
      }),
    );
  }

  async #json(method: 'GET' | 'POST', path: string, body: unknown, timeout: number): Promise<unknown> {
    const options = { method, body, timeout, ca: this.#ca, signal: this.#signal };
    const { status, text, timedOut } = await sendRequest(this.#url + path, options);
    if (status === undefined) {
      throw new CheckFailure(
        'inference',
        timedOut
          ? `${path} did not respond within ${timeout / 1000} s`
          : `nothing responds at ${this.#url} (${text})`,
        timedOut ? 'restart the inference server' : 'start the inference server, or correct --inference-url',
      );
    }
    if (status !== 200) {
      const message = text.trim().slice(0, 300);
      throw new CheckFailure(
        'inference',
        `${path} returns ${status}: ${message}`,
        rejectionSuggestion(message),
      );
    }
    try {
      return JSON.parse(text);
    } catch (error) {
      throw new CheckFailure(
        'inference',
        `${path} does not return valid JSON (${reasonOf(error)})`,
        `${URL_SUGGESTION}; NaN in the response comes from broken media or a faulty GPU`,
      );
    }
  }
}
