import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { clusterPlaceForSuite, describeOnCluster, overrideValues } from '../support/cluster.ts';
import { commandBlocks } from '../support/documentedCommands.ts';
import { createPictures } from '../support/documentedRuns.ts';
import { furnished, runAsWritten } from '../support/documentedShell.ts';
import { chartPath } from '../support/requirements.ts';

const PAGES = ['README.md', 'docs/kubernetes.md', 'docs/tutorial.md'];

describeOnCluster('the commands of the documentation, on a cluster', () => {
  const place = clusterPlaceForSuite();
  const blocks = commandBlocks(PAGES).filter(({ heading }) => heading === 'Kubernetes');

  it('are found', () => expect(blocks.map(({ page }) => page)).toEqual(PAGES));

  it.each(blocks)('$page', async ({ heading, lines }) => {
    const env = {
      ...place().env,
      // That of the page goes for all commands; the namespace is one of the test's own.
      BINDSTACK_NAME: 'search',
      BINDSTACK_KUBERNETES_NAMESPACE: place().namespace,
      BINDSTACK_INFERENCE_MEMORY: '10g',
      BINDSTACK_WEAVIATE_MEMORY: '1g',
      BINDSTACK_KUBERNETES_SYSCTL_INIT: 'false',
    };
    const environment = await furnished(place(), env);
    await createPictures(place().directory);
    for (const folder of [place().directory, join(place().directory, 'stack')]) {
      await mkdir(folder, { recursive: true });
      await overrideValues(folder);
    }
    for (const line of lines) {
      // The chart's repository may be out of reach.
      const here = line.replace(/^bindstack up .*/, `$& --chart '${chartPath()}'`);
      await runAsWritten(here, heading, place(), environment);
    }
  });
});
