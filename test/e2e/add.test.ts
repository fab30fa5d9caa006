import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { newPlace, type Place } from '../support/place.ts';
import { describeWith, requirements } from '../support/requirements.ts';
import { run } from '../support/run.ts';
