import { execPath } from 'node:process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/errors.ts';
import { jsonFindings } from '../../src/output/findings/json.ts';
import { lint } from '../../src/validate/lint.ts';
import { addedText, fieldCase, findingsOf, fixedText } from '../support/fieldCase.ts';
