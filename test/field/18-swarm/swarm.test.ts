import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { addedText, fieldCase, findingsOf } from '../../support/fieldCase.ts';

const before = fieldCase(import.meta.dirname, 'before-add.yml');
const stack = fieldCase(import.meta.dirname, 'docker-stack.yml');

describe('a Swarm stack', () => {
  it('gets a service in its dialect, and no depends_on', async () => {
    const { services } = parse((await addedText(before)).text);
    expect(services.weaviate).not.toHaveProperty('depends_on');
    const bind = services['multi2vec-bind'];
    expect(bind.deploy).toEqual({
      resources: { limits: { memory: '12g' } },
      restart_policy: { condition: 'any' },
    });
    expect(bind.networks).toEqual(['vectors']);
    expect(Object.keys(bind)).not.toEqual(expect.arrayContaining(['mem_limit']));
    expect(Object.keys(bind)).not.toEqual(expect.arrayContaining(['restart']));
  });

  it('has no findings about restarts and depends_on', () => {
    expect(findingsOf(stack).join('\n')).not.toMatch(/inference-no-restart|depends-on-healthy|error/);
  });

  it('in an old format gets more retries instead of start_period, which that format lacks', async () => {
    const text = `version: "3.2"\n${before.text}`;
    const bind = parse((await addedText({ ...before, text })).text).services['multi2vec-bind'];
    expect(bind.healthcheck).not.toHaveProperty('start_period');
    expect(bind.healthcheck.retries * Number.parseInt(bind.healthcheck.interval, 10)).toBeGreaterThanOrEqual(
      600,
    );
  });

  it('is treated as a Compose file if it has keys that Swarm rejects', async () => {
    const text = before.text.replace('    ports:\n', '    mem_limit: 4g\n    ports:\n');
    const { services } = parse((await addedText({ ...before, text })).text);
    expect(services['multi2vec-bind'].mem_limit).toBe('12g');
    expect(services.weaviate.depends_on).toEqual({ 'multi2vec-bind': { condition: 'service_healthy' } });
  });
});
