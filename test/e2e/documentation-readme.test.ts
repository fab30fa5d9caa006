import { commandBlocks } from '../support/documentedCommands.ts';
import { describeBlocks } from '../support/documentedSuite.ts';

// Its recipes stand each alone; beside documentation.test.ts, so that the two wait at the same time.
for (const block of commandBlocks(['README.md'])) describeBlocks('README.md', [block]);
