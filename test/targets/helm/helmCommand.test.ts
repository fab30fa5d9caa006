import { describe, expect, it } from 'vitest';
import {
  chartNameOf,
  hasServerDryRun,
  parseHelmVersion,
  parseReleases,
} from '../../../src/targets/helm/helmCommand.ts';

describe('the output of helm', () => {
  it.each([
    ['v3.18.0', { major: 3, minor: 18 }, true],
    ['v4.1.4+g05fa379', { major: 4, minor: 1 }, true],
    ['v3.8.1\n', { major: 3, minor: 8 }, false],
    ['nothing', undefined, false],
  ])('contains the version %j', (text, version, asksServer) => {
    const found = parseHelmVersion(text);
    expect(found).toEqual(version);
    expect(found !== undefined && hasServerDryRun(found)).toBe(asksServer);
  });

  it.each([
    ['weaviate-17.8.3', 'weaviate'],
    ['kube-prometheus-stack-65.1.0-rc.1', 'kube-prometheus-stack'],
  ])('contains the chart %s, which is %s', (chart, name) => {
    expect(chartNameOf(chart)).toBe(name);
  });

  it('contains revisions in quotes (helm 3) or as numbers (helm 4)', () => {
    const release = { name: 'a', namespace: 'n', updated: '', status: 'deployed', chart: 'weaviate-17.8.3' };
    expect(parseReleases(JSON.stringify([{ ...release, revision: '3' }]))[0]?.revision).toBe(3);
    expect(parseReleases(JSON.stringify([{ ...release, revision: 3 }]))[0]?.revision).toBe(3);
    expect(parseReleases('')).toEqual([]);
  });
});
