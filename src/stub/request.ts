import { MODALITIES, MODALITY_FACTS } from '../facts/modalities.ts';
import { HttpError } from './responses.ts';
import type { VectorizeRequest } from './vectorize.ts';

/*
 * The statuses are those of FastAPI 0.95 with pydantic 1.10. Weaviate reads only the status of such a response, so the
 * texts differ.
 */
const unprocessable = (detail: string) => new HttpError(422, { detail });
const notUtf8 = () => new HttpError(400, { detail: 'the body is not valid UTF-8' });

/** FastAPI parses JSON if the content type is missing, `application/json` or `application/…+json`. */
function isJson(contentType: string | undefined): boolean {
  if (contentType === undefined || contentType === '') return true;
  return /^application\/(?:json|[^;\s]*\+json)\s*(?:;|$)/i.test(contentType);
}

function parseJson(body: Buffer): unknown {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw notUtf8();
  }
  try {
    return JSON.parse(text);
  } catch {
    throw unprocessable('the body is not JSON');
  }
}

/** An empty list or string counts as an empty object. */
function asObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  if (value === '' || (Array.isArray(value) && value.length === 0)) return {};
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return value as Record<string, unknown>;
}

/**
 * Parses the body of `POST /vectorize`. Unknown keys are ignored.
 *
 * @throws {HttpError} with the status that the real server would return
 */
export function parseRequest(body: Buffer, contentType: string | undefined): VectorizeRequest {
  const value = body.length > 0 && isJson(contentType) ? asObject(parseJson(body)) : undefined;
  if (value === undefined) throw unprocessable('the body is not a JSON object');
  const entries = MODALITIES.map((modality) => {
    const key = MODALITY_FACTS[modality].requestKey;
    const items = Object.hasOwn(value, key) ? value[key] : [];
    if (!Array.isArray(items)) throw unprocessable(`${key} is not a list`);
    return [modality, items];
  });
  return Object.fromEntries(entries);
}
