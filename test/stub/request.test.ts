import { describe, expect, it } from 'vitest';
import { send, stubForTests } from './client.ts';

// All statuses were compared with those of FastAPI 0.95.1 and pydantic 1.10.9; the texts differ.

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
const NO_OBJECT = 'the body is not a JSON object';

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
  ])('rejects %s', async (type) => {
    const reply = await post('{}', { 'content-type': type });
    expect([reply.status, JSON.parse(reply.text)]).toEqual([422, { detail: NO_OBJECT }]);
  });

  it('rejects a string sent with fetch, which labels it text/plain', async () => {
    const reply = await fetch(`${stub().url}/vectorize`, { method: 'POST', body: '{}' });
    expect([reply.status, await reply.json()]).toEqual([422, { detail: NO_OBJECT }]);
  });
});

describe('the shape of the body', () => {
  it.each([
    ['nothing', '', NO_OBJECT],
    ['null', 'null', NO_OBJECT],
    ['a number', '1', NO_OBJECT],
    ['a string', '"texts"', NO_OBJECT],
    ['a list', '[1]', NO_OBJECT],
    ['null for a list', '{"texts":null}', 'texts is not a list'],
    ['a string for a list', '{"images":"abc"}', 'images is not a list'],
    ['an object for a list', '{"audio":{}}', 'audio is not a list'],
    [
      'several errors, with the first one',
      '{"depth":1,"thermal":null,"imu":true,"video":""}',
      'video is not a list',
    ],
  ])('rejects %s', async (_name, body, detail) => {
    const reply = await post(body);
    expect([reply.status, JSON.parse(reply.text)]).toEqual([422, { detail }]);
  });

  it.each(['{}', '[]', '""', ' {"unknown":null,"Texts":1} ', '\ufeff{}', '{"texts":[],"imu":[]}'])(
    'responds to %j with seven empty lists',
    async (body) => {
      const reply = await post(body);
      expect([reply.status, JSON.parse(reply.text)]).toEqual([200, EMPTY_ANSWER]);
    },
  );
});

describe('a body that is not JSON', () => {
  it.each([
    'nope',
    '  ',
    '{',
    '{a:1}',
    '{"a":1,}',
    '[1 2]',
    '{} x',
    '{"texts":["a]}',
    '{"a":"x\ny"}',
    '{"a":"\\q"}',
    '['.repeat(1_000_000),
  ])('%.20j is rejected', async (body) => {
    const reply = await post(body);
    expect([reply.status, JSON.parse(reply.text)]).toEqual([422, { detail: 'the body is not JSON' }]);
  });

  it('responds with 400 to bytes that are not UTF-8', async () => {
    const reply = await post(Buffer.from('{"texts":["\xff"]}', 'latin1'));
    expect([reply.status, JSON.parse(reply.text)]).toEqual([400, { detail: 'the body is not valid UTF-8' }]);
  });
});
