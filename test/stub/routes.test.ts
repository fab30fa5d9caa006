import { describe, expect, it } from 'vitest';
import { isStubModel, STUB_MODEL } from '../../src/facts/imageBind/serverErrors.ts';
import { send, stubForTests } from './client.ts';

const stub = stubForTests();

describe('the paths of the inference server', () => {
  it.each([
    ['GET', '/.well-known/live', 204, ''],
    ['HEAD', '/.well-known/live', 204, ''],
    ['GET', '/.well-known/ready', 204, ''],
    ['HEAD', '/.well-known/ready', 204, ''],
    ['GET', '/.well-known/ready?verbose=1', 204, ''],
    ['GET', '/meta', 200, '{"model":"bindstack-stub (not ImageBind)","version":1}'],
    ['HEAD', '/meta', 405, ''],
    ['POST', '/meta', 405, '{"detail":"Method Not Allowed"}'],
    ['POST', '/.well-known/ready', 405, '{"detail":"Method Not Allowed"}'],
    ['GET', '/vectorize', 405, '{"detail":"Method Not Allowed"}'],
    ['PUT', '/vectorize', 405, '{"detail":"Method Not Allowed"}'],
    ['OPTIONS', '/vectorize', 405, '{"detail":"Method Not Allowed"}'],
    ['GET', '/', 404, '{"detail":"Not Found"}'],
    ['HEAD', '/nothing', 404, ''],
    // Requested by Weaviate if BIND_INFERENCE_API ends in a slash.
    ['GET', '//.well-known/ready', 404, '{"detail":"Not Found"}'],
  ])('%s %s returns %i %s', async (method, path, status, text) => {
    const reply = await send(stub().url + path, { method });
    expect([reply.status, reply.text]).toEqual([status, text]);
  });

  // Starlette 0.26.1 redirects a known path with a trailing slash, for every method.
  it.each([
    ['GET', '/.well-known/ready/', '/.well-known/ready'],
    ['HEAD', '/meta/', '/meta'],
    ['POST', '/vectorize/', '/vectorize'],
    ['DELETE', '/vectorize//', '/vectorize'],
    ['GET', '/meta/?a=b', '/meta?a=b'],
  ])('%s %s is redirected to %s', async (method, path, target) => {
    const reply = await send(stub().url + path, { method });
    expect([reply.status, reply.text, reply.headers.location]).toEqual([307, '', stub().url + target]);
  });

  it('says in its metadata that it is the stub', async () => {
    const meta = (await (await fetch(`${stub().url}/meta`)).json()) as { model: unknown };
    expect(isStubModel(meta.model)).toBe(true);
    expect(meta.model).toBe(STUB_MODEL);
  });

  it('is also recognized by the name that older versions use', () => {
    expect(isStubModel('bindstack-stand-in (not ImageBind)')).toBe(true);
  });

  it.each(['ImageBindModel', undefined, null, {}, 1])(
    'does not mistake the model %j for the stub',
    (model) => {
      expect(isStubModel(model)).toBe(false);
    },
  );
});
