import { describe, expect, it } from 'vitest';
import { send, stubForTests } from './client.ts';

// Every expectation here was compared with the answers of FastAPI 0.95.1 and pydantic 1.10.9.

const stub = stubForTests();

const post = (body: string | Buffer, headers = {}) =>
  send(`${stub().url}/vectorize`, { method: 'POST', body, headers });

const EMPTY_ANSWER = {
  textVectors: [],
  imageVectors: [],
  audioVectors: [],
  videoVectors: [],
  imuVectors: [],
  depthVectors: [],
  thermalVectors: [],
};
const MISSING = { loc: ['body'], msg: 'field required', type: 'value_error.missing' };
const NO_DICT = { loc: ['body'], msg: 'value is not a valid dict', type: 'type_error.dict' };
const noList = (key: string) => ({
  loc: ['body', key],
  msg: 'value is not a valid list',
  type: 'type_error.list',
});
const none = (key: string) => ({
  loc: ['body', key],
  msg: 'none is not an allowed value',
  type: 'type_error.none.not_allowed',
});

describe('content types', () => {
  it.each([
    ['none', {}],
    ['an empty one', { 'content-type': '' }],
    ['application/json', { 'content-type': 'application/json' }],
    ['with a charset', { 'content-type': 'application/json; charset=utf-8' }],
    ['in capitals', { 'content-type': 'APPLICATION/JSON' }],
    ['a +json type', { 'content-type': 'application/vnd.api+json' }],
  ])('parses JSON with %s', async (_name, headers) => {
    const reply = await post('{}', headers);
    expect([reply.status, JSON.parse(reply.text)]).toEqual([200, EMPTY_ANSWER]);
  });

  it.each([
    'application/x-www-form-urlencoded',
    'text/plain;charset=UTF-8',
    'text/json',
    'application/jsonp',
    'application/octet-stream',
    'json',
  ])('refuses %s', async (type) => {
    const reply = await post('{}', { 'content-type': type });
    expect([reply.status, JSON.parse(reply.text)]).toEqual([422, { detail: [NO_DICT] }]);
  });

  it('refuses a string that fetch sends, which it labels text/plain', async () => {
    const reply = await fetch(`${stub().url}/vectorize`, { method: 'POST', body: '{}' });
    expect([reply.status, await reply.json()]).toEqual([422, { detail: [NO_DICT] }]);
  });
});

describe('the shape of the body', () => {
  it.each([
    ['nothing', '', [MISSING]],
    ['null', 'null', [MISSING]],
    ['a number', '1', [NO_DICT]],
    ['a string', '"texts"', [NO_DICT]],
    ['a list', '[1]', [NO_DICT]],
    ['null for a list', '{"texts":null}', [none('texts')]],
    ['a string for a list', '{"images":"abc"}', [noList('images')]],
    ['an object for a list', '{"audio":{}}', [noList('audio')]],
    [
      'several faults, in the order of the keys',
      '{"depth":1,"thermal":null,"imu":true,"video":""}',
      [noList('video'), none('thermal'), noList('imu'), noList('depth')],
    ],
  ])('refuses %s', async (_name, body, detail) => {
    const reply = await post(body);
    expect([reply.status, JSON.parse(reply.text)]).toEqual([422, { detail }]);
  });

  it.each(['{}', '[]', '""', ' {"unknown":null,"Texts":1} ', '\ufeff{}', '{"texts":[],"imu":[]}'])(
    'answers %j with seven empty lists',
    async (body) => {
      const reply = await post(body);
      expect([reply.status, JSON.parse(reply.text)]).toEqual([200, EMPTY_ANSWER]);
    },
  );
});

describe('what is no JSON', () => {
  const NAME = 'Expecting property name enclosed in double quotes';
  it.each([
    ['nope', 0, 'Expecting value', 1, 1],
    ['  ', 2, 'Expecting value', 1, 3],
    ['{', 1, NAME, 1, 2],
    ['{a:1}', 1, NAME, 1, 2],
    ['{"a":1,}', 7, NAME, 1, 8],
    ['{"a":1\n,\n x}', 10, NAME, 3, 2],
    ['{"a"', 4, "Expecting ':' delimiter", 1, 5],
    ['{"a" 1}', 5, "Expecting ':' delimiter", 1, 6],
    ['{"a":', 5, 'Expecting value', 1, 6],
    ['{"a":tru}', 5, 'Expecting value', 1, 6],
    ['{"a":-}', 5, 'Expecting value', 1, 6],
    ['{"a":01}', 6, "Expecting ',' delimiter", 1, 7],
    ['{"a":1 "b":2}', 7, "Expecting ',' delimiter", 1, 8],
    ['[1,]', 3, 'Expecting value', 1, 4],
    ['[1 2]', 3, "Expecting ',' delimiter", 1, 4],
    ['[[{"a":[true,null,-1.5e3]},"\\u00e9\\n"] x', 39, "Expecting ',' delimiter", 1, 40],
    ['{} x', 3, 'Extra data', 1, 4],
    ['{"texts":["a]}', 10, 'Unterminated string starting at', 1, 11],
    ['{"a":"\\', 5, 'Unterminated string starting at', 1, 6],
    ['{"a":"x\ny"}', 7, 'Invalid control character at', 1, 8],
    ['{"a":"\\q"}', 6, 'Invalid \\escape', 1, 7],
    ['{"a":"\\u12"}', 7, 'Invalid \\uXXXX escape', 1, 8],
    ['{"😀":x}', 5, 'Expecting value', 1, 6],
  ])('%j stops at %i: %s', async (body, pos, msg, lineno, colno) => {
    const reply = await post(body);
    const detail = {
      loc: ['body', pos],
      msg: `${msg}: line ${lineno} column ${colno} (char ${pos})`,
      type: 'value_error.jsondecode',
      ctx: { msg, doc: body, pos, lineno, colno },
    };
    expect([reply.status, JSON.parse(reply.text)]).toEqual([422, { detail: [detail] }]);
  });

  it.each([
    ['bytes that are no UTF-8', Buffer.from('{"texts":["\xff"]}', 'latin1')],
    ['brackets without end', '['.repeat(1_000_000)],
  ])('answers 400 to %s', async (_name, body) => {
    const reply = await post(body);
    expect([reply.status, reply.text]).toEqual([400, '{"detail":"There was an error parsing the body"}']);
  });
});
