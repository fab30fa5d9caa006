import { MODALITIES, MODALITY_FACTS } from '../facts/modalities.ts';
import { findJsonFault } from './jsonFault.ts';
import { Refusal } from './refusal.ts';
import type { VectorizeRequest } from './vectorize.ts';

interface Detail {
  readonly loc: readonly (string | number)[];
  readonly msg: string;
  readonly type: string;
  readonly ctx?: unknown;
}

/** FastAPI's answer to a body that does not fit: 422 and what is wrong where (pydantic 1.10). */
const unprocessable = (...detail: Detail[]) => new Refusal(422, { detail });

/** FastAPI 0.95 parses JSON if there is no content type, and if it is `application/json` or `application/…+json`. */
function isJson(contentType: string | undefined): boolean {
  if (contentType === undefined || contentType === '') return true;
  return /^application\/(?:json|[^;\s]*\+json)\s*(?:;|$)/i.test(contentType);
}

/** FastAPI's answer when reading the body fails in any other way than by a syntax error. */
const unreadable = () => new Refusal(400, { detail: 'There was an error parsing the body' });

function undecodable(text: string): Refusal {
  const fault = findJsonFault(text);
  // Python gives up on too deep a nesting as well, with its RecursionError.
  if (fault === undefined) return unreadable();
  const { message, position } = fault;
  const before = text.slice(0, position);
  // Python counts characters, JavaScript UTF-16 units.
  const pos = position - (before.match(/[\ud800-\udbff][\udc00-\udfff]/g)?.length ?? 0);
  const lines = before.split('\n');
  const lineno = lines.length;
  const colno = [...(lines.at(-1) ?? '')].length + 1;
  return unprocessable({
    loc: ['body', pos],
    msg: `${message}: line ${lineno} column ${colno} (char ${pos})`,
    type: 'value_error.jsondecode',
    ctx: { msg: message, doc: text, pos, lineno, colno },
  });
}

function parseJson(body: Buffer): unknown {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw unreadable();
  }
  try {
    return JSON.parse(text);
  } catch {
    throw undecodable(text);
  }
}

/** pydantic hands what is no dict to `dict()`, which makes an empty one of an empty list or string. */
function asDict(value: unknown): Readonly<Record<string, unknown>> | undefined {
  if (value === '' || (Array.isArray(value) && value.length === 0)) return {};
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return value as Record<string, unknown>;
}

/**
 * The items that the body of `POST /vectorize` asks to vectorize. Unknown keys are ignored.
 *
 * @throws {Refusal} with the status and body that FastAPI 0.95 would answer
 */
export function parseRequest(body: Buffer, contentType: string | undefined): VectorizeRequest {
  const missing = unprocessable({ loc: ['body'], msg: 'field required', type: 'value_error.missing' });
  const noDict = unprocessable({ loc: ['body'], msg: 'value is not a valid dict', type: 'type_error.dict' });
  if (body.length === 0) throw missing;
  if (!isJson(contentType)) throw noDict;
  const value = parseJson(body);
  if (value === null) throw missing;
  const dict = asDict(value);
  if (dict === undefined) throw noDict;

  const faults: Detail[] = [];
  const entries = MODALITIES.map((modality) => {
    const key = MODALITY_FACTS[modality].requestKey;
    const items = Object.hasOwn(dict, key) ? dict[key] : [];
    if (items === null) {
      faults.push({
        loc: ['body', key],
        msg: 'none is not an allowed value',
        type: 'type_error.none.not_allowed',
      });
    } else if (!Array.isArray(items)) {
      faults.push({ loc: ['body', key], msg: 'value is not a valid list', type: 'type_error.list' });
    }
    return [modality, items];
  });
  if (faults.length > 0) throw unprocessable(...faults);
  return Object.fromEntries(entries);
}
