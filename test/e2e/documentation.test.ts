import { describe, expect, it } from 'vitest';
import { commandBlocks, PAGES } from '../support/documentedCommands.ts';
import { SCENARIOS } from '../support/documentedRuns.ts';
import { describeBlocks } from '../support/documentedSuite.ts';

const all = commandBlocks(PAGES);
const blocks = all.filter(({ page }) => page !== 'README.md');

describe('the commands of the documentation', () => {
  it('are found', () => {
    expect(all.length).toBeGreaterThan(25);
    for (const page of SCENARIOS) expect(all.map((block) => block.page)).toContain(page);
  });
});

for (const page of SCENARIOS) {
  describeBlocks(
    page,
    blocks.filter((block) => block.page === page),
  );
}
for (const block of blocks.filter(({ page }) => !SCENARIOS.includes(page)))
  describeBlocks(block.page, [block]);
